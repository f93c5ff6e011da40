-- Days on which an export that should have shown an open deal did not; and exports in which so many are missing that they are
-- taken to be of another filter.  Closed deals drop out of many views as time goes by: their absence says nothing.
-- Reads incoming_deals, export_days, in_two_crms, stages, entries, told_missing (what people said of such exports).

-- one row per version of a deal and unbroken run of exports that show it
create temp table stretches as
select
    versions.deal_key,
    versions.crm,
    versions.pipeline,
    versions.owner,
    versions.created_on,
    coalesce(stages.kind, 'open') = 'open' and coalesce(versions.status, 'open') = 'open' as is_open,
    versions.from_on,
    versions.to_on,
    first_days.turn as first_turn,
    last_days.turn as last_turn
from incoming_deals as versions
inner join export_days as first_days on versions.crm = first_days.crm and versions.from_on = first_days.as_of
inner join export_days as last_days on versions.crm = last_days.crm and versions.to_on = last_days.as_of
left join stages on versions.pipeline = stages.pipeline and versions.stage = stages.stage
where versions.crm in (select crm from export_days where earlier_on is not null)
    and versions.deal_key not in (select deal_key from in_two_crms);

create temp table shown as
select
    counted.crm,
    counted.pipeline,
    counted.owner,
    counted.is_open,
    export_days.as_of,
    count(*) as deals
from (
    select crm, pipeline, owner, is_open, unnest(range(first_turn, last_turn + 1)) as turn
    from stretches
) as counted
inner join export_days on counted.crm = export_days.crm and counted.turn = export_days.turn
group by counted.crm, counted.pipeline, counted.owner, counted.is_open, export_days.as_of;

-- an export that holds no deal of a pipeline is of another one
create temp table pipeline_days as
select
    crm, pipeline, as_of, deals, has_closed,
    lead(as_of) over w as next_on,
    lead(has_closed) over w as next_has_closed
from (
    select crm, pipeline, as_of, sum(deals) as deals, bool_or(not is_open) as has_closed
    from shown
    group by crm, pipeline, as_of
)
window w as (partition by crm, pipeline order by as_of);

-- open deals that the next export of their pipeline lacks
create temp table missing as
select
    ends.deal_key,
    ends.crm,
    ends.pipeline,
    ends.owner,
    ends.to_on as seen_on,
    pipeline_days.next_on as on_day,
    ends.shown_on,
    pipeline_days.next_has_closed
from (
    select *, lead(from_on) over (partition by deal_key order by from_on) as shown_on
    from stretches
) as ends
inner join pipeline_days
    on ends.crm = pipeline_days.crm and ends.pipeline = pipeline_days.pipeline and ends.to_on = pipeline_days.as_of
where ends.is_open and pipeline_days.next_on is not null
    and (ends.shown_on is null or ends.shown_on > pipeline_days.next_on);

insert into partial_exports
with expected as (

    select shown.crm, shown.pipeline, shown.owner, pipeline_days.next_on as on_day, shown.deals
    from shown
    inner join pipeline_days
        on shown.crm = pipeline_days.crm and shown.pipeline = pipeline_days.pipeline and shown.as_of = pipeline_days.as_of
    where shown.is_open and pipeline_days.next_on is not null

),

lacking as (

    select crm, on_day, pipeline, owner, count(*) as deals
    from missing
    group by crm, on_day, pipeline, owner

),

told as (

    select crm, on_day, pipeline, owner, deals as expected, 0 as missing
    from expected
    union all
    select crm, on_day, pipeline, owner, 0, deals
    from lacking

),

counted as (

    select crm, on_day, 'pipeline' as field, pipeline as value, sum(expected) as expected, sum(missing) as missing
    from told
    group by crm, on_day, pipeline
    union all
    select crm, on_day, 'owner', owner, sum(expected), sum(missing)
    from told
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

    select missing.*
    from missing
    left join partial_exports as of_pipeline
        on missing.crm = of_pipeline.crm and missing.on_day = of_pipeline.as_of
        and of_pipeline.field = 'pipeline' and of_pipeline.value = missing.pipeline
    left join partial_exports as of_owner
        on missing.crm = of_owner.crm and missing.on_day = of_owner.as_of
        and of_owner.field = 'owner' and of_owner.value = missing.owner
    where coalesce(of_pipeline.are_gone, true)
        and coalesce(of_owner.are_gone, true)
        -- a history tells how it ended
        and missing.deal_key not in (
            select entries.deal_key
            from entries
            inner join stages on entries.stage = stages.stage and stages.kind <> 'open'
            where entries.deal_key is not null and cast(entries.entered_at as date) >= missing.seen_on
        )

),

-- a deal that older exports do not show although it is older than they are
first_showings as (

    select deal_key, crm, pipeline, created_on, from_on as as_of
    from stretches
    qualify from_on = min(from_on) over (partition by deal_key)

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
