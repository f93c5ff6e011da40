-- Entries into stages that the dated exports show and no history tells: between two exports, the middle of the days in between
-- unless the later one tells the day.  One row per entry; part: 0 the stage before, 3 the stage, 4 the outcome.
-- Reads snapshots, newest, stages, entries.

create temp table snapshot_entries as
with

closing as (

    select pipeline, kind, min(position) as position
    from stages
    where kind in ('won', 'lost')
    group by pipeline, kind

),

lowest as (

    select pipeline, min(position) as position
    from stages
    group by pipeline

),

states as (

    select
        snapshots.deal_key,
        snapshots.as_of,
        snapshots.previous_on,
        snapshots.created_on,
        snapshots.closed_on,
        snapshots.stage_changed_on,
        -- the CRM gave an export before this deal was created: its way is watched from the start
        snapshots.previous_on is null and coalesce(snapshots.created_on > snapshots.earlier_on, false) as is_born,
        earlier.position as previous_position,
        stages.position,
        stages.position = lowest.position as is_first,
        coalesce(stages.kind, 'open') <> 'open' as is_closing_stage,
        case when coalesce(stages.kind, 'open') <> 'open' then stages.kind else coalesce(closing.kind, 'open') end as kind,
        case when coalesce(stages.kind, 'open') <> 'open' then stages.position else coalesce(closing.position, stages.position) end
            as last_position
    from snapshots
    inner join newest on snapshots.deal_key = newest.deal_key and snapshots.pipeline = newest.pipeline
    inner join lowest on snapshots.pipeline = lowest.pipeline
    left join stages on snapshots.pipeline = stages.pipeline and snapshots.stage = stages.stage
    left join stages as earlier
        on snapshots.pipeline = earlier.pipeline and snapshots.previous_stage = earlier.stage and earlier.kind = 'open'
    left join closing on snapshots.pipeline = closing.pipeline and snapshots.status = closing.kind

),

turns as (

    select
        *,
        lag(position) over w as position_before,
        lag(kind) over w as kind_before
    from states
    window w as (partition by deal_key order by as_of)
    qualify
        kind_before is null
        or position is distinct from position_before
        or last_position is distinct from lag(last_position) over w

),

told as (

    select entries.deal_key, stages.position, stages.kind, cast(entries.entered_at as date) as entered_on, entries.entered_at
    from entries
    inner join newest on entries.deal_key = newest.deal_key
    inner join stages on newest.pipeline = stages.pipeline and entries.stage = stages.stage
    where (entries.pipeline is null or entries.pipeline = newest.pipeline)
        and entries.deal_key in (select deal_key from turns)

),

-- where the told entries have it on the day of each export
compared as (

    select
        turns.*,
        told.position as told_position,
        told.entered_on as told_on,
        coalesce(told.position = turns.last_position or (told.kind = turns.kind and told.kind <> 'open'), false) as is_told
    from turns
    left join (
        select deal_key, entered_on, arg_max(position, epoch_us(entered_at) * 64 + position) as position,
            arg_max(kind, epoch_us(entered_at) * 64 + position) as kind
        from told
        group by deal_key, entered_on
    ) as told
        on turns.deal_key = told.deal_key and told.entered_on <= turns.as_of
    qualify row_number() over (partition by turns.deal_key, turns.as_of order by told.entered_on desc nulls last) = 1

),

dated as (

    select
        *,
        -- the outcome: told, else the middle
        case
            when previous_on is null then least(coalesce(case when is_closing_stage then stage_changed_on end, closed_on, as_of), as_of)
            else least(greatest(
                coalesce(case when is_closing_stage then stage_changed_on end, closed_on, previous_on + cast((as_of - previous_on + 1) // 2 as integer)),
                previous_on + 1
            ), as_of)
        end as closing_on
    from compared
    where not is_told

)

select deal_key, previous_position as position, null::timestamp as entered_at, null::date as entered_on, 1 as evidence, 0 as part
from dated
where previous_on is null and kind <> 'open' and is_closing_stage and told_position is null and previous_position is not null

union all

select
    deal_key,
    position,
    cast(
        case
            when previous_on is not null or is_born then day_entered
            else stage_changed_on
        end as timestamp
    ),
    day_entered,
    case when previous_on is not null or is_born then 2 else 1 end,
    3
from (
    select
        *,
        case
            when previous_on is not null then
                case
                    when stage_changed_on between previous_on and closing_or_shown then greatest(stage_changed_on, previous_on + 1)
                    else previous_on + cast((closing_or_shown - previous_on + 1) // 2 as integer)
                end
            when told_on is not null then greatest(told_on, coalesce(stage_changed_on, as_of))
            when stage_changed_on is not null then stage_changed_on
            when is_born and is_first then created_on
            when is_born then created_on + cast((closing_or_shown - created_on + 1) // 2 as integer)
        end as day_entered
    from (select *, case when kind = 'open' then as_of else greatest(closing_on, coalesce(previous_on + 1, closing_on)) end as closing_or_shown from dated)
)
where not is_closing_stage and position is not null and position is distinct from told_position
    -- the stage of a closed deal is edited: it stays closed
    and (kind = 'open' or kind_before is distinct from kind)
    and (kind_before is null or kind_before <> 'open' or position is distinct from position_before)

union all

select
    deal_key,
    last_position,
    case
        when previous_on is not null then cast(closing_on as timestamp)
        when is_closing_stage then cast(coalesce(stage_changed_on, closed_on) as timestamp)
        else cast(closed_on as timestamp)
    end,
    case when previous_on is null then greatest(told_on, case when not is_closing_stage then stage_changed_on end, closing_on) else closing_on end,
    case when previous_on is not null then 2 else 1 end,
    4
from dated
where kind <> 'open' and kind_before is distinct from kind
