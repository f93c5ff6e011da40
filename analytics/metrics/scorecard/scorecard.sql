-- Scorecard: what did each person close, and when?
-- One row per owner, month of closing (its first day) and status.
-- Reads scoped_deals.

with closed as (

    select owner, status, cast(date_trunc('month', closed_on) as date) as closed_on, cast(reporting_amount as double) as amount
    from scoped_deals
    where status <> 'open' and closed_on is not null and owner is not null

)

select owner, status, closed_on, count(*) as deals, sum(amount) as amount
from closed
group by owner, status, closed_on
order by owner, closed_on, status
