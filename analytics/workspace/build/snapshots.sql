-- What the dated exports of a CRM that gave several showed of each deal: one row per deal and day on which an export showed
-- something else than the one before.  previous_on: the day of that one; missing: none showed the deal.  earlier_on: the day
-- of the last export of the CRM before this one, whether it showed the deal or not.

create temp table export_days as
select crm, as_of, lag(as_of) over (partition by crm order by as_of) as earlier_on
from (
    select distinct deal_versions.crm, imports.as_of
    from deal_versions
    inner join imports on deal_versions.import_id = imports.import_id
);

create temp table snapshots as
with several as (

    select deal_versions.deal_key
    from deal_versions
    inner join export_days on deal_versions.crm = export_days.crm
    where export_days.earlier_on is not null
    union
    select deal_key
    from shared_deals

),

-- of one day, what counts is what would count as the newest
last_of_day as (

    select deal_versions.*, imports.as_of, export_days.earlier_on
    from deal_versions
    inner join several on deal_versions.deal_key = several.deal_key
    inner join imports on deal_versions.import_id = imports.import_id
    inner join export_days on deal_versions.crm = export_days.crm and imports.as_of = export_days.as_of
    qualify
        row_number() over (
            partition by deal_versions.deal_key, imports.as_of
            order by
                deal_versions.is_newest desc, deal_versions.crm = 'generic', deal_versions.import_id desc,
                deal_versions.row_number
        ) = 1

)

select
    deal_key,
    as_of,
    lag(as_of) over w as previous_on,
    earlier_on,
    pipeline,
    stage,
    previous_stage,
    status,
    owner,
    team,
    currency,
    amount,
    created_on,
    expected_close_on,
    closed_on,
    stage_changed_on,
    forecast_category,
    probability,
    next_step,
    last_activity_on
from last_of_day
window w as (partition by deal_key order by as_of)
qualify
    previous_on is null
    or pipeline is distinct from lag(pipeline) over w
    or stage is distinct from lag(stage) over w
    or status is distinct from lag(status) over w
    or owner is distinct from lag(owner) over w
    or team is distinct from lag(team) over w
    or currency is distinct from lag(currency) over w
    or amount is distinct from lag(amount) over w
    or expected_close_on is distinct from lag(expected_close_on) over w
    or forecast_category is distinct from lag(forecast_category) over w
    or probability is distinct from lag(probability) over w
    or next_step is distinct from lag(next_step) over w
    or last_activity_on is distinct from lag(last_activity_on) over w
