-- Rates: in which currencies are the deals, and at which rate was each converted?
-- One row per currency and rate.
-- Reads scoped_deals, deals and rates.

with

valued as (

    select
        scoped_deals.currency,
        scoped_deals.amount,
        scoped_deals.reporting_amount,
        -- a closed deal keeps the rate of its closing day
        coalesce(scoped_deals.closed_on, least($as_of, deals.as_of)) as day
    from scoped_deals
    inner join deals on scoped_deals.deal_key = deals.deal_key
    where scoped_deals.amount is not null

),

days as (

    select distinct valued.day
    from valued

),

-- before the first rate, the first
rated as (

    select
        rates.currency,
        days.day,
        rates.rate,
        rates.from_on,
        row_number() over (
            partition by rates.currency, days.day order by rates.from_on > days.day, abs(rates.from_on - days.day)
        ) as choice
    from rates
    cross join days

)

select
    valued.currency,
    rated.rate,
    rated.from_on,
    valued.reporting_amount is null as is_left_out,
    count(*) as deals,
    cast(sum(valued.amount) as varchar) as amount,
    cast(sum(valued.reporting_amount) as varchar) as reporting_amount
from valued
left join rated on valued.currency = rated.currency and valued.day = rated.day and rated.choice = 1
group by valued.currency, rated.rate, rated.from_on, valued.reporting_amount is null
order by valued.currency nulls last, rated.from_on
