-- How many activities (calls, mails, meetings) the newest export tells of each person's deals.
-- One row per owner: deals that tell it, activities of all of them.
-- Reads scoped_deals and deal_dimensions.

with told as (

    select scoped_deals.owner, try_cast(deal_dimensions.value as double) as activities
    from scoped_deals
    inner join deal_dimensions on scoped_deals.deal_key = deal_dimensions.deal_key and deal_dimensions.name = 'Activities'
    where scoped_deals.owner is not null

)

select owner, count(activities) as deals, sum(activities) as activities
from told
group by owner
order by owner
