-- First passage: when each deal was first in a stage or beyond it, and what became of it from there.
-- One row per deal and open stage reached or passed, and one for winning.  Parameter: $as_of, the last day known.

insert into stage_reach
with

steps as (

    select
        pipeline, pipeline_at, position,
        lead(position) over (partition by pipeline_at order by position) as next_position
    from (
        select pipeline, pipeline_at, position
        from numbered_stages
        where kind = 'open'
        union all
        select pipeline, pipeline_at, min(position)
        from numbered_stages
        where kind = 'won'
        group by pipeline, pipeline_at
    )

),

known as (

    select
        spans.deal_key,
        spans.pipeline_at,
        spans.lowest,
        spans.highest,
        spans.entered_on,
        deals.created_on,
        case when spans.last_kind = 'lost' then spans.last_on end as lost_on,
        spans.last_kind <> 'lost' or spans.is_dated as is_dated
    from spans
    inner join deals on spans.deal_key = deals.deal_key
    where spans.highest is not null

),

several as (

    select
        stays.deal_key,
        stays.position,
        case when count(*) = count(stays.entered_on) then min(stays.entered_on) end as entered_on
    from stays
    inner join known on stays.deal_key = known.deal_key
    inner join numbered_stages as here on stays.pipeline_at = here.pipeline_at and stays.position = here.position
    where here.kind <> 'lost' and known.lowest < known.highest
    group by stays.deal_key, stays.position

),

passages as (

    select
        known.deal_key,
        steps.pipeline,
        steps.position,
        case when steps.next_position <= known.highest then steps.next_position end as next_position,
        steps.position <> known.highest as is_skipped,
        case when steps.position = known.highest then known.entered_on end as entered_on,
        known.entered_on as reached_on,
        case when steps.next_position <= known.highest then known.entered_on end as next_on,
        known.created_on,
        known.lost_on,
        known.is_dated
    from known
    inner join steps on known.pipeline_at = steps.pipeline_at and steps.position <= known.highest
    where known.lowest = known.highest

    union all

    select
        several.deal_key,
        any_value(steps.pipeline),
        steps.position,
        any_value(case when steps.next_position <= known.highest then steps.next_position end),
        not bool_or(several.position = steps.position),
        min(case when several.position = steps.position then several.entered_on end),
        case when not bool_or(several.entered_on is null) then min(several.entered_on) end,
        case
            when not bool_or(several.position > steps.position and several.entered_on is null)
                then min(case when several.position > steps.position then several.entered_on end)
        end,
        any_value(known.created_on),
        any_value(known.lost_on),
        any_value(known.is_dated)
    from several
    inner join known on several.deal_key = known.deal_key
    inner join steps on known.pipeline_at = steps.pipeline_at and steps.position <= several.position
    group by several.deal_key, steps.position

),

placed as (

    select
        * replace (
            case
                when position = 0 and created_on is not null then least(created_on, coalesce(reached_on, created_on))
                else reached_on
            end as reached_on
        )
    from passages

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
from placed
order by position, next_position, deal_key
