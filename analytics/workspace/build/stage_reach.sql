-- First passage: when each deal was first in a stage or beyond it, and what became of it from there.
-- One row per deal and open stage reached or passed, and one for winning.  Parameter: $as_of, the last day known.

insert into stage_reach
with

first_entries as (

    select
        deal_key,
        pipeline,
        position,
        -- one undated stay leaves the day of everything up to it unknown
        case when count(*) = count(entered_on) then min(entered_on) end as entered_on,
        count(*) > count(entered_on) as is_undated
    from stage_visits
    where kind <> 'lost'
    group by deal_key, pipeline, position

),

steps as (

    select pipeline, position
    from stages
    where kind = 'open'
    union all
    select pipeline, min(position)
    from stages
    where kind = 'won'
    group by pipeline

),

reached as (

    select
        first_entries.deal_key,
        first_entries.pipeline,
        steps.position,
        not bool_or(first_entries.position = steps.position) as is_skipped,
        min(case when first_entries.position = steps.position then first_entries.entered_on end) as entered_on,
        case when not bool_or(first_entries.is_undated) then min(first_entries.entered_on) end as reached_on
    from first_entries
    inner join steps on first_entries.pipeline = steps.pipeline and steps.position <= first_entries.position
    group by first_entries.deal_key, first_entries.pipeline, steps.position

),

lost as (

    select deal_key, entered_on as lost_on, entered_at is not null as is_dated
    from stage_visits
    where kind = 'lost' and outcome = 'inside'

),

passages as (

    select
        reached.deal_key,
        reached.pipeline,
        reached.position,
        reached.is_skipped,
        reached.entered_on,
        case
            when reached.position = 0 and deals.created_on is not null
                then least(deals.created_on, coalesce(reached.reached_on, deals.created_on))
            else reached.reached_on
        end as reached_on,
        lead(reached.position) over (partition by reached.deal_key order by reached.position) as next_position,
        lead(reached.reached_on) over (partition by reached.deal_key order by reached.position) as next_on,
        lost.lost_on,
        coalesce(lost.is_dated, true) as is_dated
    from reached
    inner join deals on reached.deal_key = deals.deal_key
    left join lost on reached.deal_key = lost.deal_key

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
