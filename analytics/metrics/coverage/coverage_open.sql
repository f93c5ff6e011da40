-- Coverage: what was open on the day, and is it known when that was expected to close?
-- One row per fate since: for deals that have closed since, and one for those that have not.
-- Reads scoped_deals, deals, former_states, deal_versions, imports and field_changes.  Parameters: $period_from, $period_to, the days of a period.

with

shown as (

    select deal_versions.deal_key
    from deal_versions
    inner join imports on deal_versions.import_id = imports.import_id
    where imports.as_of <= $as_of

),

audited as (

    select field_changes.deal_key
    from field_changes
    where field_changes.field = 'expected_close_on' and field_changes.deal_key is not null

),

opened as (

    select
        scoped_deals.reporting_amount,
        scoped_deals.expected_close_on between $period_from and $period_to as is_due,
        -- of a deal that closed since, today's expected close is the day on which it closed
        deals.status <> 'open' as has_closed_since,
        deals.deal_key in (select shown.deal_key from shown)
        or deals.deal_key in (select audited.deal_key from audited)
        or (former_states.deal_key is not null and former_states.expected_close_on is distinct from deals.expected_close_on) as is_told
    from scoped_deals
    inner join deals on scoped_deals.deal_key = deals.deal_key
    left join former_states
        on scoped_deals.deal_key = former_states.deal_key
        and (former_states.from_on is null or former_states.from_on <= $as_of)
        and former_states.to_on > $as_of
    where scoped_deals.status = 'open'

)

select
    has_closed_since,
    count(*) as deals,
    count(case when is_told then 1 end) as told,
    cast(sum(reporting_amount) as double) as amount,
    cast(sum(case when is_due then reporting_amount end) as double) as due_amount
from opened
group by has_closed_since
order by has_closed_since
