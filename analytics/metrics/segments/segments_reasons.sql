-- Lost reasons: why were deals lost?
-- One row per reason as written; deals without one have it missing.
-- Reads scoped_deals.

with losses as (

    select lost_reason as reason, cast(reporting_amount as double) as amount
    from scoped_deals
    where status = 'lost'

)

select reason, count(*) as deals, sum(amount) as amount
from losses
group by reason
order by deals desc, reason
