-- First passage: when each deal was first in a stage or beyond it, and what became of it from there.
-- One row per deal and open stage reached or passed, and one for winning.  Parameter: $as_of, the last day known.

insert into stage_reach
with

steps as (

    select pipeline, position, lead(position) over (partition by pipeline order by position) as next_position
    from (
        select pipeline, position
        from stages
        where kind = 'open'
        union all
        select pipeline, min(position)
        from stages
        where kind = 'won'
        group by pipeline
    )

),

lost as (

    select deal_key, entered_on as lost_on, entered_at is not null as is_dated
    from stage_visits
    where kind = 'lost' and outcome = 'inside'

),

-- one undated stay leaves the day of everything up to it unknown
spans as (

    select
        deal_key,
        min(position) as lowest,
        max(position) as highest,
        case when count(*) = count(entered_on) then min(entered_on) end as entered_on
    from stage_visits
    where kind <> 'lost'
    group by deal_key

),

known as (

    select
        spans.deal_key,
        deals.pipeline,
        spans.lowest,
        spans.highest,
        spans.entered_on,
        deals.created_on,
        lost.lost_on,
        coalesce(lost.is_dated, true) as is_dated
    from spans
    inner join deals on spans.deal_key = deals.deal_key
    left join lost on spans.deal_key = lost.deal_key

),

several as (

    select
        stage_visits.deal_key,
        stage_visits.position,
        case when count(*) = count(stage_visits.entered_on) then min(stage_visits.entered_on) end as entered_on
    from stage_visits
    inner join known on stage_visits.deal_key = known.deal_key
    where stage_visits.kind <> 'lost' and known.lowest < known.highest
    group by stage_visits.deal_key, stage_visits.position

),

reached as (

    select
        known.deal_key,
        steps.position,
        steps.position <> known.highest as is_skipped,
        case when steps.position = known.highest then known.entered_on end as entered_on,
        known.entered_on as reached_on,
        case when steps.next_position <= known.highest then known.entered_on end as next_on
    from known
    inner join steps on known.pipeline = steps.pipeline and steps.position <= known.highest
    where known.lowest = known.highest

    union all

    select
        several.deal_key,
        steps.position,
        not bool_or(several.position = steps.position) as is_skipped,
        min(case when several.position = steps.position then several.entered_on end) as entered_on,
        case when not bool_or(several.entered_on is null) then min(several.entered_on) end as reached_on,
        case
            when not bool_or(several.position > steps.position and several.entered_on is null)
                then min(case when several.position > steps.position then several.entered_on end)
        end as next_on
    from several
    inner join known on several.deal_key = known.deal_key
    inner join steps on known.pipeline = steps.pipeline and steps.position <= several.position
    group by several.deal_key, steps.position

),

passages as (

    select
        reached.deal_key,
        known.pipeline,
        reached.position,
        case when steps.next_position <= known.highest then steps.next_position end as next_position,
        reached.is_skipped,
        reached.entered_on,
        case
            when reached.position = 0 and known.created_on is not null
                then least(known.created_on, coalesce(reached.reached_on, known.created_on))
            else reached.reached_on
        end as reached_on,
        reached.next_on,
        known.lost_on,
        known.is_dated
    from reached
    inner join known on reached.deal_key = known.deal_key
    inner join steps on known.pipeline = steps.pipeline and reached.position = steps.position

)

select
    deal_key,
    pipeline,
    position,
    next_position,
    is_skipped,
    entered_on,
    reached_on,
    next_on,
    lost_on,
    case
        when next_position is not null then next_on - reached_on
        when lost_on is null then greatest($as_of - reached_on, 0)
        when is_dated then greatest(lost_on - reached_on, 0)
    end as days,
    case when next_position is not null then 1 when lost_on is not null then 2 else 0 end as cause
from passages
order by position, next_position, deal_key
