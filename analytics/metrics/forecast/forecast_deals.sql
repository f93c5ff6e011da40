-- Forecast: which deals are there, and what is told of each?
-- One row per deal, in order of its key.
-- Reads deals and scoped_deals.  What holds of a deal on which day, former_states says (forecast_former).

with listed as (

    select scoped_deals.deal_key
    from scoped_deals

)

select
    deals.deal_key,
    deals.deal_id,
    deals.name,
    deals.crm,
    deals.owner,
    deals.team,
    deals.pipeline,
    deals.stage,
    deals.status,
    deals.source,
    deals.lead_type,
    deals.deal_type,
    deals.region,
    deals.segment,
    deals.evidence,
    deals.evidence_from_on,
    cast(deals.reporting_amount as double) as amount,
    deals.probability,
    deals.created_on,
    deals.expected_close_on,
    deals.closed_on,
    deals.as_of
from deals
inner join listed on deals.deal_key = listed.deal_key
order by deals.deal_key
