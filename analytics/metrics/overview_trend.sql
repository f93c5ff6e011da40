-- The way of the overview: how many deals were open, won and lost on each of some days, and what were they worth?
-- One row per day and status.
-- Reads scoped_days.  Parameters: $before_days and $after_days: the days, twice.

with valued as (

    select
        scoped_days.day,
        scoped_days.status,
        scoped_days.reporting_amount,
        cast(round(scoped_days.reporting_amount * scoped_days.probability, 4) as decimal(18, 4)) as weighted_amount,
        scoped_days.created_on is null or (scoped_days.status <> 'open' and scoped_days.closed_on is null) as is_undated
    from scoped_days

)

select
    day,
    status,
    count(*) as deals,
    count(case when is_undated then 1 end) as undated,
    cast(sum(reporting_amount) as varchar) as amount,
    cast(sum(weighted_amount) as varchar) as weighted_amount
from valued
group by day, status
order by day, status
