-- Overview: how many deals are open, won and lost, and what they are worth?
-- One row per status.
-- Reads scoped_deals and win_backs.

with valued as (

    select
        scoped_deals.status,
        win_backs.deal_key is not null as is_win_back,
        scoped_deals.amount,
        scoped_deals.reporting_amount,
        scoped_deals.probability,
        -- rounded deal by deal, so that the sum does not depend on the order of the deals
        cast(round(scoped_deals.reporting_amount * scoped_deals.probability, 4) as decimal(18, 4)) as weighted_amount
    from scoped_deals
    left join win_backs on scoped_deals.deal_key = win_backs.deal_key

)

select
    status,
    count(*) as deals,
    count(nullif(reporting_amount, 0)) as with_amount,
    count(case when coalesce(amount, 0) = 0 then 1 end) as without_amount,   -- some CRMs write 0 where none is known
    count(case when amount is not null and reporting_amount is null then 1 end) as without_rate,
    count(case when reporting_amount is not null and probability is null then 1 end) as without_probability,
    count(case when is_win_back then 1 end) as win_backs,
    cast(sum(reporting_amount) as varchar) as amount,
    cast(sum(weighted_amount) as varchar) as weighted_amount
from valued
group by status
order by status
