-- Coverage: which deals belong to the period?
-- One row per deal that is won in the period, or open and expected to close in it.
-- Reads scoped_deals, deals, former_states, deal_versions and imports.  Parameters: $period_from, $period_to, the days of the period.

with

shown as (

    select deal_versions.deal_key
    from deal_versions
    inner join imports on deal_versions.import_id = imports.import_id
    where imports.as_of <= $as_of

),

belonging as (

    select
        scoped_deals.*,
        -- of a deal that closed since, programs write today's fields over those of then
        scoped_deals.status <> 'open'
        or deals.status = 'open'
        or deals.deal_key in (select shown.deal_key from shown)
        or (former_states.deal_key is not null and former_states.forecast_category is distinct from deals.forecast_category)
            as is_category_told,
        cast(round(scoped_deals.reporting_amount * scoped_deals.probability, 4) as decimal(18, 4)) as weighted_amount
    from scoped_deals
    inner join deals on scoped_deals.deal_key = deals.deal_key
    left join former_states
        on scoped_deals.deal_key = former_states.deal_key
        and (former_states.from_on is null or former_states.from_on <= $as_of)
        and former_states.to_on > $as_of
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
    is_category_told,
    cast(reporting_amount as double) as amount,
    cast(weighted_amount as double) as weighted_amount,
    closed_on
from belonging
order by deal_key
