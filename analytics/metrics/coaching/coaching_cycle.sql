-- Sales cycle: how long did deals take until they closed, and how long have the open ones waited?
-- One row per days and cause (1 won, 2 lost, 0 open).
-- Reads scoped_deals.  Parameter: $as_of.

with cycles as (

    select
        coalesce(closed_on, cast($as_of as date)) - created_on as days,
        case status when 'won' then 1 when 'lost' then 2 else 0 end as cause
    from scoped_deals
    where created_on is not null and (status = 'open' or closed_on is not null)

)

select days, cause, count(*) as deals
from cycles
where days >= 0
group by days, cause
order by days, cause
