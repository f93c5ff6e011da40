-- Kinds: of what kinds are the deals, and which are of each?
-- One row per kind, with the keys and the amounts of its deals.
-- Reads scoped_deals.

with described as (

    select
        deal_key, coalesce(cast(reporting_amount as double), 0) as amount, pipeline, source, segment, deal_type, lead_type, region, product
    from scoped_deals

)

select
    pipeline, source, segment, deal_type, lead_type, region, product, list(deal_key) as keys, list(amount) as amounts
from described
group by pipeline, source, segment, deal_type, lead_type, region, product
order by pipeline, source, segment, deal_type, lead_type, region, product
