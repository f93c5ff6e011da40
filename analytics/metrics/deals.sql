-- Deals by their keys, as they were known on the day.
-- One row per deal, largest first.
-- Reads scoped_deals.  Parameter: $keys.

with listed as (

    select scoped_deals.*
    from scoped_deals
    where scoped_deals.deal_key = any($keys::integer[])

)

select
    listed.deal_key,
    listed.deal_id,
    listed.name,
    listed.account,
    listed.owner,
    listed.team,
    listed.pipeline,
    listed.stage,
    listed.status,
    listed.source,
    listed.lead_type,
    listed.region,
    listed.product,
    listed.segment,
    listed.lost_reason,
    cast(listed.amount as double) as amount,
    listed.currency,
    cast(listed.reporting_amount as double) as reporting_amount,
    listed.created_on,
    listed.stage_entered_on,
    listed.expected_close_on,
    listed.closed_on
from listed
order by listed.reporting_amount desc nulls last, listed.deal_key
