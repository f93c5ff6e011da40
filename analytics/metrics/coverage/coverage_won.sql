-- Coverage: what was won, day by day?
-- One row per day of closing.
-- Reads scoped_deals.

with won as (

    select
        scoped_deals.closed_on,
        scoped_deals.reporting_amount
    from scoped_deals
    where scoped_deals.status = 'won' and scoped_deals.closed_on is not null

)

select
    closed_on,
    count(*) as deals,
    cast(sum(reporting_amount) as double) as amount
from won
group by closed_on
order by closed_on
