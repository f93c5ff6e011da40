-- Changes: which deals were there, whoever had them: without the filters of owner and team?
-- One row per deal.
-- Reads scoped_deals.

with found as (

    select scoped_deals.deal_key
    from scoped_deals

)

select found.deal_key
from found
order by found.deal_key
