-- Alarms: what do deals differ in, besides what passages tell?
-- One row per deal.
-- Reads scoped_deals.

with differing as (

    select deal_key, lead_type, region, product
    from scoped_deals

)

select deal_key, lead_type, region, product
from differing
order by deal_key
