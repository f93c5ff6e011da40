-- Waiting: which open deals are in which stage, and for how long have they been there, earlier stays included?
-- One row per open deal whose stay is dated.
-- Reads scoped_stays.

with waits as (

    select
        scoped_stays.pipeline,
        scoped_stays.position,
        scoped_stays.deal_key,
        scoped_stays.reporting_amount,
        sum(scoped_stays.days) as days
    from scoped_stays
    where scoped_stays.status = 'open' and scoped_stays.is_dated and scoped_stays.is_current
    group by scoped_stays.pipeline, scoped_stays.position, scoped_stays.deal_key, scoped_stays.reporting_amount

)

select pipeline, position, deal_key, cast(days as double) as days, cast(reporting_amount as double) as amount
from waits
order by pipeline, position, days desc, deal_key
