-- Lost reasons: why were deals lost where they were lost?
-- One row per pipeline, stage and reason; a deal without a reason has it missing.
-- Reads scoped_reach and scoped_deals.

with losses as (

    select
        scoped_reach.pipeline,
        scoped_reach.position,
        scoped_deals.lost_reason as reason,
        scoped_deals.reporting_amount
    from scoped_reach
    inner join scoped_deals on scoped_reach.deal_key = scoped_deals.deal_key
    where scoped_reach.fate = 'lost'

)

select
    pipeline,
    position,
    reason,
    count(*) as deals,
    cast(sum(reporting_amount) as double) as amount
from losses
group by pipeline, position, reason
order by pipeline, position, deals desc, reason
