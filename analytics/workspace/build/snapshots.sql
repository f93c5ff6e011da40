-- What the dated exports showed of each deal that more than one of them shows: one row per deal and day on which an export
-- showed something else than the one before.  previous_on: the day of that one; missing: there is none.

create temp table snapshots as
with several as (

    select deal_versions.deal_key
    from deal_versions
    inner join imports on deal_versions.import_id = imports.import_id
    group by deal_versions.deal_key
    having min(imports.as_of) < max(imports.as_of)

),

-- of one day, what counts is what would count as the newest
last_of_day as (

    select deal_versions.*, imports.as_of
    from deal_versions
    inner join several on deal_versions.deal_key = several.deal_key
    inner join imports on deal_versions.import_id = imports.import_id
    qualify
        row_number() over (
            partition by deal_versions.deal_key, imports.as_of
            order by deal_versions.is_newest desc, deal_versions.crm = 'generic', deal_versions.import_id desc, deal_versions.row_number
        ) = 1

)

select
    deal_key,
    as_of,
    lag(as_of) over w as previous_on,
    crm,
    pipeline,
    stage,
    status,
    owner,
    team,
    currency,
    amount,
    expected_close_on,
    closed_on,
    created_on,
    forecast_category,
    probability,
    next_step,
    last_activity_on
from last_of_day
window w as (partition by deal_key order by as_of)
qualify
    previous_on is null
    or pipeline is distinct from lag(pipeline) over w
    or stage is distinct from lag(stage) over w
    or status is distinct from lag(status) over w
    or owner is distinct from lag(owner) over w
    or team is distinct from lag(team) over w
    or currency is distinct from lag(currency) over w
    or amount is distinct from lag(amount) over w
    or expected_close_on is distinct from lag(expected_close_on) over w
    or closed_on is distinct from lag(closed_on) over w
    or forecast_category is distinct from lag(forecast_category) over w
    or probability is distinct from lag(probability) over w
    or next_step is distinct from lag(next_step) over w
    or last_activity_on is distinct from lag(last_activity_on) over w
