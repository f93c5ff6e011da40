-- Lost reasons: why were deals lost where they were lost?
-- One row per pipeline, stage and reason; a deal without a reason has it missing, one lost in no known stage the position.
-- Reads scoped_reach and scoped_deals.

with losses as (

    select
        scoped_deals.pipeline,
        scoped_reach.position,
        scoped_deals.lost_reason as reason,
        scoped_deals.reporting_amount
    from scoped_deals
    left join scoped_reach on scoped_deals.deal_key = scoped_reach.deal_key and scoped_reach.fate = 'lost'
    where scoped_deals.status = 'lost'

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
