-- Ends: how did the deals end that were due at some time?
-- One row per deal.
-- Reads scoped_deals.  Parameter: $keys.

with listed as (

    select deal_key, status, closed_on
    from scoped_deals
    where deal_key = any($keys::integer[])

)

select deal_key, status, closed_on
from listed
order by deal_key
