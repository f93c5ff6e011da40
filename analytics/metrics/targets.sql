-- Targets: which are there for a period and for parts of it?
-- One row per target.
-- Reads targets.  Parameters: $period_from, $period_to, the days of the period.

with within as (

    select targets.*
    from targets
    where targets.from_on >= $period_from and targets.to_on <= $period_to

)

select
    within.period,
    within.from_on,
    within.to_on,
    within.owner,
    within.team,
    within.pipeline,
    cast(within.amount as varchar) as amount,
    within.currency,
    cast(within.reporting_amount as varchar) as reporting_amount,
    rates.rate,
    within.rate_from_on,
    within.import_id is null as is_typed
from within
left join rates on within.currency = rates.currency and within.rate_from_on = rates.from_on
order by within.from_on, within.to_on, within.team nulls first, within.owner nulls first, within.pipeline nulls first
