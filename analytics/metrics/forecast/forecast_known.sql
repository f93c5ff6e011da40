-- Forecast: from which day on is it known how the deals of each CRM stood, field by field?
-- One row per CRM.
-- Reads imports, field_changes, former_states and deals.

with exports as (

    select imports.crm, min(imports.as_of) as known_from
    from imports
    where imports.kind = 'deals'
    group by imports.crm

),

audits as (

    select
        deals.crm,
        min(case when field_changes.field = 'expected_close_on' then cast(field_changes.changed_at as date) end) as dates_from,
        min(case when field_changes.field = 'amount' then cast(field_changes.changed_at as date) end) as amounts_from
    from field_changes
    inner join deals on field_changes.deal_key = deals.deal_key
    -- an audit that left no former state tells nothing of earlier days
    where deals.crm in (
        select told.crm
        from former_states
        inner join deals as told on former_states.deal_key = told.deal_key
    )
    group by deals.crm

)

select
    exports.crm,
    least(exports.known_from, coalesce(audits.dates_from, exports.known_from)) as dates_from,
    least(exports.known_from, coalesce(audits.amounts_from, exports.known_from)) as amounts_from
from exports
left join audits on exports.crm = audits.crm
order by exports.crm
