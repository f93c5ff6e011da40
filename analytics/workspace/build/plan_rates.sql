-- The rate of each currency on the days of plans: the one in force then; before the first rate, the first.

create temp table plan_rates as
select
    rates.currency,
    days.day,
    rates.rate,
    rates.from_on
from rates
cross join (
    select from_on as day from plan_periods
    union
    select submitted_on from read_forecasts
    union
    select submitted_on from typed_forecasts
) as days
qualify
    row_number() over (
        partition by rates.currency, days.day order by rates.from_on > days.day, abs(rates.from_on - days.day)
    ) = 1
