-- Won deals: how many are there and what are they worth?
-- One row per pipeline.
-- Reads scoped_deals.  Parameter: $since: closed on or after it.

with won as (

    select pipeline, cast(reporting_amount as double) as amount
    from scoped_deals
    where status = 'won'
        and reporting_amount <> 0   -- 0 is written where none is known
        and ($since::date is null or closed_on >= $since::date)

)

select pipeline, count(*) as deals, sum(amount) as amount, sum(amount * amount) as squares
from won
group by pipeline
order by pipeline
