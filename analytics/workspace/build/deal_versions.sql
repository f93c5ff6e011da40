-- Gives each deal its dense key and keeps what every import said of it.
-- Reads read_deals (all imports' deals, as intake returned them).

insert into deal_versions
with keys as (

    select
        crm,
        deal_ref,
        row_number() over (order by crm, deal_ref) - 1 as deal_key
    from read_deals
    group by crm, deal_ref

)

select
    read_deals.import_id,
    read_deals.row_number,
    keys.deal_key,
    read_deals.deal_id,
    read_deals.deal_ref,
    read_deals.crm,
    read_deals.name,
    read_deals.account,
    read_deals.owner,
    read_deals.team,
    read_deals.pipeline,
    read_deals.stage,
    read_deals.status,
    read_deals.source,
    read_deals.deal_type,
    read_deals.region,
    read_deals.product,
    read_deals.segment,
    read_deals.lost_reason,
    read_deals.forecast_category,
    read_deals.next_step,
    read_deals.currency,
    read_deals.amount,
    read_deals.recurring_amount,
    read_deals.probability,
    read_deals.lines,
    read_deals.created_on,
    read_deals.expected_close_on,
    read_deals.closed_on,
    read_deals.stage_changed_on,
    read_deals.last_activity_on
from read_deals
inner join keys on read_deals.crm = keys.crm and read_deals.deal_ref = keys.deal_ref
order by keys.deal_key, read_deals.import_id
