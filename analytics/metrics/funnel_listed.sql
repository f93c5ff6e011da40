-- The deals of a list, as a page shows them.
-- One row per deal, largest first.
-- Reads scoped_deals.  Parameter: $keys.

with listed as (

    select unnest($keys::integer[]) as deal_key

)

select
    scoped_deals.deal_id,
    scoped_deals.name,
    scoped_deals.account,
    scoped_deals.owner,
    scoped_deals.team,
    scoped_deals.stage,
    scoped_deals.status,
    scoped_deals.source,
    scoped_deals.region,
    scoped_deals.lost_reason,
    cast(scoped_deals.amount as double) as amount,
    scoped_deals.currency,
    cast(scoped_deals.reporting_amount as double) as reporting_amount,
    scoped_deals.created_on,
    scoped_deals.expected_close_on,
    scoped_deals.closed_on,
    scoped_deals.deal_key
from listed
inner join scoped_deals on listed.deal_key = scoped_deals.deal_key
order by scoped_deals.reporting_amount desc nulls last, scoped_deals.deal_key
