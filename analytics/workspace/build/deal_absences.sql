-- Days on which an export that should have shown an open deal did not; and exports in which so many are missing that they are
-- taken to be of another filter.  Closed deals drop out of many views as time goes by: their absence says nothing.
-- Reads deal_versions, export_days, stages, stage_events, told_missing (what people said of such exports).

create temp table showings as
select
    deal_versions.deal_key,
    deal_versions.crm,
    imports.as_of,
    min(deal_versions.pipeline) as pipeline,
    min(deal_versions.owner) as owner,
    min(deal_versions.created_on) as created_on,
    bool_and(coalesce(stages.kind, 'open') = 'open' and coalesce(deal_versions.status, 'open') = 'open') as is_open
from deal_versions
inner join imports on deal_versions.import_id = imports.import_id
left join stages on deal_versions.pipeline = stages.pipeline and deal_versions.stage = stages.stage
where deal_versions.crm in (select crm from export_days where earlier_on is not null)
    and deal_versions.deal_key not in (select deal_key from shared_deals)
group by deal_versions.deal_key, deal_versions.crm, imports.as_of;

-- an export that holds no deal of a pipeline is of another one
create temp table pipeline_days as
select
    crm, pipeline, as_of, deals, has_closed,
    lead(as_of) over w as next_on,
    lead(has_closed) over w as next_has_closed
from (
    select crm, pipeline, as_of, count(*) as deals, bool_or(not is_open) as has_closed
    from showings
    group by crm, pipeline, as_of
)
window w as (partition by crm, pipeline order by as_of);

create temp table expected as
select
    turns.deal_key,
    turns.crm,
    turns.pipeline,
    turns.owner,
    turns.as_of as seen_on,
    pipeline_days.next_on as on_day,
    turns.shown_on,
    turns.shown_on is null or turns.shown_on > pipeline_days.next_on as is_missing,
    pipeline_days.next_has_closed
from (
    select *, lead(as_of) over (partition by deal_key order by as_of) as shown_on
    from showings
) as turns
inner join pipeline_days
    on turns.crm = pipeline_days.crm and turns.pipeline = pipeline_days.pipeline and turns.as_of = pipeline_days.as_of
where turns.is_open and pipeline_days.next_on is not null;

insert into partial_exports
with counted as (

    select crm, on_day, 'pipeline' as field, pipeline as value, count(*) as expected, count(*) filter (is_missing) as missing
    from expected
    group by crm, on_day, pipeline
    union all
    select crm, on_day, 'owner', owner, count(*), count(*) filter (is_missing)
    from expected
    where owner is not null
    group by crm, on_day, owner

)

select
    counted.crm,
    counted.on_day as as_of,
    counted.field,
    counted.value,
    counted.expected,
    counted.missing,
    coalesce(told_missing.are_gone, false) as are_gone,
    told_missing.crm is not null as is_confirmed
from counted
left join told_missing
    on counted.crm = told_missing.crm and counted.on_day = told_missing.as_of and counted.field = told_missing.field
    and counted.value = told_missing.value
where counted.missing * 2 > counted.expected
    and (counted.expected >= 5 or (counted.field = 'pipeline' and counted.missing = counted.expected))
order by all;

insert into deal_absences
with

lost_from_view as (

    select expected.*
    from expected
    left join partial_exports as of_pipeline
        on expected.crm = of_pipeline.crm and expected.on_day = of_pipeline.as_of
        and of_pipeline.field = 'pipeline' and of_pipeline.value = expected.pipeline
    left join partial_exports as of_owner
        on expected.crm = of_owner.crm and expected.on_day = of_owner.as_of
        and of_owner.field = 'owner' and of_owner.value = expected.owner
    where expected.is_missing
        and coalesce(of_pipeline.are_gone, true)
        and coalesce(of_owner.are_gone, true)
        -- a history tells how it ended
        and expected.deal_key not in (
            select stage_events.deal_key
            from stage_events
            inner join stages on stage_events.stage = stages.stage and stages.kind <> 'open'
            where stage_events.deal_key is not null and cast(stage_events.entered_at as date) >= expected.seen_on
        )

),

-- a deal that older exports do not show although it is older than they are
first_showings as (

    select *
    from showings
    qualify as_of = min(as_of) over (partition by deal_key)

),

late as (

    select
        first_showings.deal_key,
        first_showings.crm,
        first_showings.pipeline,
        first_showings.as_of as shown_on,
        pipeline_days.as_of as on_day,
        pipeline_days.deals,
        first_showings.created_on
    from first_showings
    inner join pipeline_days
        on first_showings.crm = pipeline_days.crm and first_showings.pipeline = pipeline_days.pipeline
        and first_showings.as_of > pipeline_days.as_of
        and coalesce(first_showings.created_on, date '0001-01-01') <= pipeline_days.as_of

),

-- where most are late, the older export was of another filter
told_late as (

    select crm, pipeline, on_day
    from late
    group by crm, pipeline, on_day, deals
    having count(*) * 2 <= deals

)

select
    deal_key,
    on_day as from_on,
    shown_on as to_on,
    seen_on,
    case when next_has_closed then 'gone' else 'closed_or_gone' end as why
from lost_from_view

union all

select
    late.deal_key,
    min(late.on_day),
    -- one that was created on the day of the export came after it
    case when min(late.on_day) = max(late.on_day) and min(late.on_day) = min(late.created_on) then min(late.on_day) + 1 else min(late.shown_on) end,
    null,
    'not_yet'
from late
inner join told_late on late.crm = told_late.crm and late.pipeline = told_late.pipeline and late.on_day = told_late.on_day
group by late.deal_key
order by deal_key, from_on
