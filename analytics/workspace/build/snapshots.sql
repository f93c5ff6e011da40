-- What the dated exports of a CRM that gave several showed of each deal: one row per deal and day on which an export showed
-- something else than the one before.  previous_on: the day of that one; missing: none showed the deal.  earlier_on: the day
-- of the last export of the CRM before this one, whether it showed the deal or not.
-- Reads incoming_deals, incoming_showings, imports.

create temp table export_days as
select
    crm,
    as_of,
    lag(as_of) over w as earlier_on,
    row_number() over w as turn
from (
    select distinct crm, as_of
    from imports
    where import_id in (select import_id from incoming_deals union select import_id from incoming_showings)
)
window w as (partition by crm order by as_of);

create temp table in_two_crms as
select deal_key
from incoming_deals
where deal_key in (select deal_key from incoming_deals where not is_newest)
group by deal_key
having min(crm) <> max(crm);

create temp table snapshots as
with counted as (

    select
        incoming_deals.*,
        incoming_deals.from_on as as_of,
        export_days.earlier_on
    from incoming_deals
    inner join export_days on incoming_deals.crm = export_days.crm and incoming_deals.from_on = export_days.as_of
    where incoming_deals.crm in (select crm from export_days where earlier_on is not null)
        or incoming_deals.deal_key in (select deal_key from in_two_crms)

)

select
    deal_key,
    as_of,
    previous_on,
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
    last_activity_on,
    source,
    lead_type,
    deal_type,
    region,
    product,
    segment,
    lost_reason
from counted
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
    or source is distinct from lag(source) over w
    or lead_type is distinct from lag(lead_type) over w
    or deal_type is distinct from lag(deal_type) over w
    or region is distinct from lag(region) over w
    or product is distinct from lag(product) over w
    or segment is distinct from lag(segment) over w
    or lost_reason is distinct from lag(lost_reason) over w
