-- Sales cycle: how long after its creation was each deal won or lost?
-- One row per whole number of days and status; open deals have waited until $as_of.
-- Reads scoped_deals.  Parameter: $as_of.

with cycles as (

    select
        scoped_deals.status,
        coalesce(scoped_deals.closed_on, cast($as_of as date)) - scoped_deals.created_on as days
    from scoped_deals
    where scoped_deals.created_on is not null
        and (scoped_deals.status = 'open' or scoped_deals.closed_on is not null)

)

select days, status, count(*) as deals
from cycles
where days >= 0   -- closed before it was created: one of the two days is wrong
group by days, status
order by days, status
