-- Differences: of deals lost, why?
-- One row per lost deal.
-- Reads scoped_deals.

with losses as (

    select deal_key, lost_reason
    from scoped_deals
    where status = 'lost'

)

select deal_key, lost_reason
from losses
order by deal_key
