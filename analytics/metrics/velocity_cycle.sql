-- Sales cycle: how long did deals take from creation to closing, how long have the open ones waited, and what were they worth?
-- One row per month of creation, value, days (missing: no day of closing is told) and cause (1 won, 2 lost, 0 open).
-- Reads scoped_deals.  Parameters: $as_of; $by: what `value` is.

with cycles as (

    select
        cast(date_trunc('month', scoped_deals.created_on) as date) as month,
        scoped_deals.value,
        case scoped_deals.status when 'won' then 1 when 'lost' then 2 else 0 end as cause,
        case scoped_deals.status when 'open' then cast($as_of as date) else scoped_deals.closed_on end - scoped_deals.created_on as days,
        scoped_deals.reporting_amount
    from scoped_deals
    where scoped_deals.created_on is not null

)

select
    month,
    value,
    days,
    cause,
    count(*) as deals,
    count(nullif(reporting_amount, 0)) as with_amount,
    cast(sum(reporting_amount) as double) as amount
from cycles
where days is null or days >= 0   -- closed before it was created: one of the two days is wrong
group by month, value, days, cause
order by month, value, days, cause
