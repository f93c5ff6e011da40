-- Every stay of every deal in a stage, from the best evidence there is for that deal.
-- One row per stay; the same stage told twice in a row is one stay.  Stages are positions until the last step, evidence is
-- 4 history, 3 date_entered, 2 snapshots, 1 current_only: comparing numbers is what keeps this cheap.
-- Reads snapshot_entries (what dated exports show beyond the told entries) for the deals in snapshots, newest for all others.

insert into stage_visits
with

current as (

    select
        newest.deal_key, newest.pipeline, newest.status, newest.created_on, newest.closed_on, newest.stage_changed_on,
        newest.as_of, stages.position, stages.kind, earlier.position as previous_position
    from newest
    left join stages on newest.pipeline = stages.pipeline and newest.stage = stages.stage
    left join stages as earlier
        on newest.pipeline = earlier.pipeline and newest.previous_stage = earlier.stage and earlier.kind = 'open'

),

-- a full history beats dates of the latest entry
best as (

    select deal_key, bool_or(evidence = 'history') as is_history
    from stage_events
    group by deal_key

),

told as (

    select
        stage_events.deal_key,
        stages.position,
        stages.kind,
        before.position as from_position,
        stage_events.entered_at,
        case when best.is_history then 4 else 3 end as evidence,
        -- their order in time, at one moment that of the stages
        epoch_us(stage_events.entered_at) * 64 + stages.position as place
    from stage_events
    inner join best
        on stage_events.deal_key = best.deal_key and (stage_events.evidence = 'history') = best.is_history
    inner join current on stage_events.deal_key = current.deal_key
    inner join stages on current.pipeline = stages.pipeline and stage_events.stage = stages.stage
    left join stages as before on current.pipeline = before.pipeline and stage_events.from_stage = before.stage
    where stage_events.pipeline is null or stage_events.pipeline = current.pipeline

),

ends as (

    select deal_key, min(place) as first_place, max(place) as last_place
    from told
    group by deal_key

),

last_told as (

    select distinct told.deal_key, told.position, told.kind, cast(told.entered_at as date) as entered_on
    from told
    inner join ends on told.deal_key = ends.deal_key and told.place = ends.last_place

),

closing as (

    select pipeline, kind, min(position) as position
    from stages
    where kind in ('won', 'lost')
    group by pipeline, kind

),

-- deals of CRMs that gave one export: what it says is all there is
alone as (

    select current.*
    from current
    left join (select distinct deal_key from snapshots) as shown on current.deal_key = shown.deal_key
    where shown.deal_key is null

),

entries as (

    select deal_key, position, entered_at, cast(entered_at as date) as entered_on, evidence, 2 as part
    from told

    union all

    select deal_key, position, entered_at, entered_on, evidence, part
    from snapshot_entries

    union all

    -- a history that begins with a move tells where the deal was before
    select
        told.deal_key, told.from_position, null, least(current.created_on, cast(told.entered_at as date)), told.evidence, 1
    from told
    inner join ends on told.deal_key = ends.deal_key and told.place = ends.first_place
    inner join current on told.deal_key = current.deal_key
    where told.from_position is not null

    union all

    -- where a deal died or was won, if only that is told beside its last stage
    select alone.deal_key, alone.previous_position, null, null, 1, 0
    from alone
    left join ends on alone.deal_key = ends.deal_key
    where alone.previous_position is not null and coalesce(alone.kind, 'open') <> 'open' and ends.deal_key is null

    union all

    -- the stage in which the deals export has it, where no entry tells of it; the day is that by which it was known
    select
        alone.deal_key,
        alone.position,
        cast(coalesce(alone.stage_changed_on, case when alone.kind <> 'open' then alone.closed_on end) as timestamp),
        case
            when last_told.deal_key is not null
                then greatest(
                    last_told.entered_on,
                    coalesce(alone.stage_changed_on, case when alone.kind <> 'open' then alone.closed_on end, alone.as_of)
                )
            when alone.kind <> 'open'
                then least(coalesce(alone.stage_changed_on, alone.closed_on, alone.as_of), alone.as_of)
            else alone.stage_changed_on
        end,
        1,
        3
    from alone
    left join last_told on alone.deal_key = last_told.deal_key
    where alone.position is not null and (last_told.deal_key is null or last_told.position <> alone.position)
        -- a history that says won or lost, beside a deal that keeps the stage in which it was closed
        and not coalesce(last_told.kind = alone.status, false)

    union all

    -- an outcome that is a status, not a stage
    select
        alone.deal_key,
        closing.position,
        cast(alone.closed_on as timestamp),
        greatest(
            last_told.entered_on, alone.stage_changed_on, least(coalesce(alone.closed_on, alone.as_of), alone.as_of)
        ),
        1,
        4
    from alone
    inner join closing on alone.pipeline = closing.pipeline and alone.status = closing.kind
    left join last_told on alone.deal_key = last_told.deal_key
    where coalesce(alone.kind, 'open') = 'open' and coalesce(last_told.kind, 'open') = 'open'

),

counted as (

    select deal_key, count(*) as entries
    from entries
    group by deal_key

),

placed as (

    select
        entries.*,
        row_number() over w as place,
        lag(entries.position) over w as position_before
    from entries
    inner join counted on entries.deal_key = counted.deal_key
    where counted.entries > 1
    window w as (
        partition by entries.deal_key
        order by entries.entered_on nulls first, entries.part, entries.entered_at nulls first, entries.position
    )

),

stays as (

    select
        deal_key,
        position,
        entered_at,
        entered_on,
        evidence,
        row_number() over w as visit,
        lead(position) over w as next_position,
        lead(entered_at) over w as left_at,
        lead(entered_on) over w as left_on
    from placed
    where position_before is null or position_before <> position
    window w as (partition by deal_key order by place)

    union all

    -- most deals of an export without a history: nothing to put in order
    select
        entries.deal_key, entries.position, entries.entered_at, entries.entered_on, entries.evidence, 1, null, null, null
    from entries
    inner join counted on entries.deal_key = counted.deal_key
    where counted.entries = 1

)

select
    stays.deal_key,
    stays.visit,
    stages.pipeline,
    stages.stage,
    following.stage as next_stage,
    stages.kind,
    case
        when following.stage is null then 'inside'
        when following.kind = 'lost' then 'lost'
        when stages.kind <> 'open' and following.kind = 'open' then 'moved_back'
        when following.kind = 'won' then 'won'
        when following.position > stages.position then 'advanced'
        else 'moved_back'
    end as outcome,
    case stays.evidence when 4 then 'history' when 3 then 'date_entered' when 2 then 'snapshots' else 'current_only' end as evidence,
    stays.position,
    stays.next_position,
    case
        when stays.entered_at is not null and (stays.left_at is not null or stays.next_position is null)
            then stays.left_on - stays.entered_on
    end as days,
    stays.entered_at,
    stays.left_at,
    stays.entered_on,
    stays.left_on,
    (year(stays.entered_on) - 2000) * 12 + month(stays.entered_on) - 1 as entered_month,
    case when stays.next_position is null then 9999 else (year(stays.left_on) - 2000) * 12 + month(stays.left_on) - 1 end
        as left_month
from stays
inner join current on stays.deal_key = current.deal_key
inner join stages on current.pipeline = stages.pipeline and stays.position = stages.position
left join stages as following on current.pipeline = following.pipeline and stays.next_position = following.position
order by stays.position, stays.next_position, stays.deal_key, stays.visit
