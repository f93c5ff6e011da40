-- Coverage: which deals belong to the period?
-- One row per deal that is won in the period, or open and expected to close in it.
-- Reads scoped_deals.  Parameters: $period_from, $period_to, the days of the period.

with belonging as (

    select
        scoped_deals.*,
        cast(round(scoped_deals.reporting_amount * scoped_deals.probability, 4) as decimal(18, 4)) as weighted_amount
    from scoped_deals
    where (scoped_deals.status = 'won' and scoped_deals.closed_on between $period_from and $period_to)
        or (scoped_deals.status = 'open' and scoped_deals.expected_close_on between $period_from and $period_to)

)

select
    deal_key,
    status,
    owner,
    team,
    region,
    product,
    pipeline,
    forecast_category,
    cast(reporting_amount as double) as amount,
    cast(weighted_amount as double) as weighted_amount,
    closed_on
from belonging
order by deal_key
