-- Every stay of every deal in a stage, from the best evidence there is for that deal, and where each deal stands.
-- Reads snapshot_entries (what dated exports show beyond the told entries) for the deals in snapshots, newest for all others.
-- Stages are positions, pipelines numbers until the last step, evidence is 4 history, 3 date_entered, 2 snapshots,
-- 1 current_only: comparing numbers is what keeps this cheap.  One row per stay; the same stage told twice in a row is one stay.

create temp table numbered_stages as
select pipeline, stage, kind, position, (dense_rank() over (order by pipeline) - 1) * 64 as pipeline_at
from stages;

create temp table standing as
select
    newest.deal_key, pipelines.pipeline_at, newest.created_on, newest.closed_on, newest.stage_changed_on, newest.as_of,
    newest.status, here.position, coalesce(here.kind, 'open') <> 'open' as is_closed,
    case when coalesce(here.kind, 'open') <> 'open' then earlier.position end as died_position,
    closing.position as closing_position
from newest
inner join (select distinct pipeline, pipeline_at from numbered_stages) as pipelines on newest.pipeline = pipelines.pipeline
left join numbered_stages as here on newest.pipeline = here.pipeline and newest.stage = here.stage
left join numbered_stages as earlier
    on newest.pipeline = earlier.pipeline and newest.previous_stage = earlier.stage and earlier.kind = 'open'
-- an outcome that is a status, not a stage
left join (
    select pipeline, kind, min(position) as position
    from numbered_stages
    where kind in ('won', 'lost')
    group by pipeline, kind
) as closing
    on newest.pipeline = closing.pipeline and newest.status = closing.kind and coalesce(here.kind, 'open') = 'open';

create temp table stays as
with

-- a full history beats dates of the latest entry
best as (

    select deal_key, bool_or(evidence = 'history') as is_history
    from stage_events
    group by deal_key

),

told as (

    select
        stage_events.deal_key,
        entered.position,
        before.position as from_position,
        stage_events.entered_at,
        case when best.is_history then 4 else 3 end as evidence,
        -- their order in time, at one moment that of the stages
        epoch_us(stage_events.entered_at) * 64 + entered.position as place
    from stage_events
    inner join best
        on stage_events.deal_key = best.deal_key and (stage_events.evidence = 'history') = best.is_history
    inner join newest on stage_events.deal_key = newest.deal_key
    inner join numbered_stages as entered on newest.pipeline = entered.pipeline and stage_events.stage = entered.stage
    left join numbered_stages as before on newest.pipeline = before.pipeline and stage_events.from_stage = before.stage
    where stage_events.pipeline is null or stage_events.pipeline = newest.pipeline

),

ends as (

    select
        deal_key,
        min(place) as first_place,
        max(place) - epoch_us(max(entered_at)) * 64 as last_position,
        cast(max(entered_at) as date) as last_on
    from told
    group by deal_key

),

placed as (

    select
        standing.*,
        ends.first_place,
        ends.last_position,
        ends.last_on,
        last_stage.kind as last_kind,
        -- most deals of an export without a history: nothing to put in order
        ends.deal_key is null and standing.died_position is null and standing.closing_position is null as is_only,
        -- of a CRM that gave one export, what it says is all there is; else snapshot_entries tells it
        shown.deal_key is null as is_alone
    from standing
    left join (select distinct deal_key from snapshots) as shown on standing.deal_key = shown.deal_key
    left join ends on standing.deal_key = ends.deal_key
    left join numbered_stages as last_stage
        on standing.pipeline_at = last_stage.pipeline_at and ends.last_position = last_stage.position

),

now_in as (

    -- the stage in which the deals export has it, where no entry tells of it; the day is that by which it was known
    select
        deal_key,
        pipeline_at,
        position,
        cast(coalesce(stage_changed_on, case when is_closed then closed_on end) as timestamp) as entered_at,
        case
            when last_on is not null
                then greatest(last_on, coalesce(stage_changed_on, case when is_closed then closed_on end, as_of))
            when is_closed then least(coalesce(stage_changed_on, closed_on, as_of), as_of)
            else stage_changed_on
        end as entered_on,
        is_only
    from placed
    where is_alone and position is not null and (last_position is null or last_position <> position)
        -- a history that says won or lost, beside a deal that keeps the stage in which it was closed
        and not coalesce(last_kind = status, false)

),

entries as (

    select told.deal_key, told.position, told.entered_at, cast(told.entered_at as date) as entered_on, told.evidence, 2 as part
    from told

    union all

    select deal_key, position, entered_at, entered_on, evidence, part
    from snapshot_entries

    union all

    -- a history that begins with a move tells where the deal was before
    select told.deal_key, told.from_position, null, least(placed.created_on, cast(told.entered_at as date)), told.evidence, 1
    from told
    inner join placed on told.deal_key = placed.deal_key and told.place = placed.first_place
    where told.from_position is not null

    union all

    -- where a deal died or was won, if only that is told beside its last stage
    select deal_key, died_position, null, null, 1, 0
    from placed
    where is_alone and died_position is not null and first_place is null

    union all

    select deal_key, position, entered_at, entered_on, 1, 3
    from now_in
    where not is_only

    union all

    select
        deal_key,
        closing_position,
        cast(closed_on as timestamp),
        greatest(last_on, stage_changed_on, least(coalesce(closed_on, as_of), as_of)),
        1,
        4
    from placed
    where is_alone and closing_position is not null and coalesce(last_kind, 'open') = 'open'

),

ordered as (

    select
        *,
        row_number() over w as place,
        lag(position) over w as position_before
    from entries
    window w as (
        partition by deal_key
        order by entered_on nulls first, part, entered_at nulls first, position
    )

),

several as (

    select
        deal_key,
        row_number() over w as visit,
        position,
        lead(position) over w as next_position,
        entered_at,
        lead(entered_at) over w as left_at,
        entered_on,
        lead(entered_on) over w as left_on,
        evidence
    from ordered
    where position_before is null or position_before <> position
    window w as (partition by deal_key order by place)

)

select several.*, standing.pipeline_at, false as is_only
from several
inner join standing on several.deal_key = standing.deal_key
union all
select deal_key, 1, position, null, entered_at, null, entered_on, null, 1, pipeline_at, true
from now_in
where is_only
order by position, next_position, deal_key, visit
