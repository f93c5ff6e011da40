-- Won reasons: why were deals won, by the kept columns that tell?
-- One row per reason as written.
-- Reads scoped_deals and deal_dimensions.  Parameter: $columns: the names of those columns.

with wins as (

    select deal_dimensions.value as reason, cast(scoped_deals.reporting_amount as double) as amount
    from scoped_deals
    inner join deal_dimensions on scoped_deals.deal_key = deal_dimensions.deal_key
    where scoped_deals.status = 'won' and deal_dimensions.name = any($columns::varchar[])

)

select reason, count(*) as deals, sum(amount) as amount
from wins
group by reason
order by deals desc, reason
