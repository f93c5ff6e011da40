-- Moves: from which stage to which did deals go?
-- One row per pipeline, stage left and stage entered, in their order; a deal that went twice counts once.
-- Reads stage_visits, stages and scoped_deals.  Parameter: $as_of.

with moves as (

    select
        stage_visits.pipeline,
        stage_visits.stage as from_stage,
        stage_visits.next_stage as to_stage,
        count(distinct stage_visits.deal_key) as deals,
        count(*) as moves
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where stage_visits.next_stage is not null and stage_visits.left_on <= $as_of
    group by stage_visits.pipeline, stage_visits.stage, stage_visits.next_stage

)

select
    moves.pipeline,
    moves.from_stage,
    moves.to_stage,
    left_stage.position as from_position,
    entered_stage.position as to_position,
    left_stage.kind as from_kind,
    entered_stage.kind as to_kind,
    moves.deals,
    moves.moves
from moves
inner join stages as left_stage on moves.pipeline = left_stage.pipeline and moves.from_stage = left_stage.stage
inner join stages as entered_stage on moves.pipeline = entered_stage.pipeline and moves.to_stage = entered_stage.stage
order by moves.pipeline, left_stage.position, entered_stage.position
