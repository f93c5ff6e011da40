-- Moves: from which stage to which did deals go?
-- One row per pipeline, stage left and stage entered, in their order; a deal that went twice counts once.
-- Reads stage_visits, stages and scoped_deals.  Parameter: $as_of.

with returned as (

    -- only a deal that went back can take a step twice
    select distinct deal_key
    from stage_visits
    where next_position <= position

),

steps as (

    select
        stage_visits.pipeline,
        stage_visits.position,
        stage_visits.next_position,
        returned.deal_key,
        count(*) as moves
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    left join returned on stage_visits.deal_key = returned.deal_key
    where stage_visits.next_position is not null and stage_visits.left_on <= $as_of
    group by stage_visits.pipeline, stage_visits.position, stage_visits.next_position, returned.deal_key

),

moves as (

    select
        pipeline,
        position,
        next_position,
        cast(sum(case when deal_key is null then moves else 1 end) as bigint) as deals,
        cast(sum(moves) as bigint) as moves
    from steps
    group by pipeline, position, next_position

)

select
    moves.pipeline,
    left_stage.stage as from_stage,
    entered_stage.stage as to_stage,
    left_stage.position as from_position,
    entered_stage.position as to_position,
    moves.deals,
    moves.moves
from moves
inner join stages as left_stage on moves.pipeline = left_stage.pipeline and moves.position = left_stage.position
inner join stages as entered_stage
    on moves.pipeline = entered_stage.pipeline and moves.next_position = entered_stage.position
order by moves.pipeline, left_stage.position, entered_stage.position
