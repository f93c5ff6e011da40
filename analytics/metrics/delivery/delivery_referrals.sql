-- Deals that began with a referral.
-- One row per deal.
-- Reads scoped_deals.  Parameters: $from_on, $as_of.

with referred as (

    select scoped_deals.deal_key, scoped_deals.status
    from scoped_deals
    where scoped_deals.lead_type = 'referral' and scoped_deals.created_on <= $as_of

)

select referred.deal_key, referred.status
from referred
order by referred.deal_key
