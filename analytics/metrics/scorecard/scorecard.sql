-- Scorecard: what did each person close, when, and after how long?
-- One row per owner, day of closing and status.
-- Reads scoped_deals.

with closed as (

    select owner, status, closed_on, closed_on - created_on as days, cast(reporting_amount as double) as amount
    from scoped_deals
    where status <> 'open' and closed_on is not null and owner is not null

)

select owner, status, closed_on, days, count(*) as deals, count(nullif(amount, 0)) as with_amount, sum(amount) as amount
from closed
group by owner, status, closed_on, days
order by owner, closed_on, status, days
