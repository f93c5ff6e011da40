-- Sales cycle: how long did deals take from creation to closing, how long have the open ones waited, and what were they worth?
-- One row per days and status.
-- Reads scoped_deals.  Parameter: $as_of.

with cycles as (

    select
        scoped_deals.status,
        coalesce(scoped_deals.closed_on, cast($as_of as date)) - scoped_deals.created_on as days,
        scoped_deals.reporting_amount
    from scoped_deals
    where scoped_deals.created_on is not null
        and (scoped_deals.status = 'open' or scoped_deals.closed_on is not null)

)

select
    days,
    status,
    count(*) as deals,
    count(reporting_amount) as with_amount,
    cast(sum(reporting_amount) as double) as amount
from cycles
where days >= 0   -- closed before it was created: one of the two days is wrong
group by days, status
order by days, status
