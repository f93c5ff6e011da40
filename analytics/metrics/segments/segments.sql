-- Segments: how did deals of each kind end, after how many days, and for how long could they be watched?
-- One row per value, cause (1 won, 2 lost, 0 open), days (missing: a day is not told) and days that could be watched.
-- Reads scoped_deals and deals.  Parameters: $as_of; $by: the column that tells kinds of deals apart.

with customers as (

    -- whatever the filters: a customer of another region is one all the same
    select account, min(closed_on) as first_on
    from deals
    where status = 'won' and account is not null and closed_on <= $as_of
    group by account

),

kinds as (

    select
        scoped_deals.deal_key,
        case $by::varchar
            when 'customer' then case
                when scoped_deals.account is null then null
                when customers.first_on < scoped_deals.created_on then 'existing'
                else 'new'
            end
            when 'size' then case when scoped_deals.reporting_amount > 0 then cast(
                1 + cast(floor(2.9999 * percent_rank() over (
                    partition by coalesce(scoped_deals.reporting_amount > 0, false)
                    order by scoped_deals.reporting_amount
                )) as integer) as varchar
            ) end
            else scoped_deals.value
        end as value,
        case scoped_deals.status when 'won' then 1 when 'lost' then 2 else 0 end as cause,
        case scoped_deals.status when 'open' then cast($as_of as date) else scoped_deals.closed_on end - scoped_deals.created_on as days,
        cast($as_of as date) - scoped_deals.created_on as watchable,
        cast(scoped_deals.reporting_amount as double) as amount
    from scoped_deals
    left join customers on scoped_deals.account = customers.account

)

select
    value,
    cause,
    days,
    watchable,
    count(*) as deals,
    count(nullif(amount, 0)) as with_amount,
    sum(amount) as amount,
    min(nullif(amount, 0)) as least,
    max(amount) as most
from kinds
group by value, cause, days, watchable
order by value, cause, days, watchable
