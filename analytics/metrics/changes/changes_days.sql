-- Changes: of which days are there exports, and what tells of the days between and before them?
-- One row per CRM and day of an export of deals.
-- Reads scoped_deals, imports, deals and field_changes.

with counted as (

    select scoped_deals.crm, count(*) as deals
    from scoped_deals
    group by scoped_deals.crm

),

audited as (

    select deals.crm, count(distinct deals.deal_key) as deals
    from field_changes
    inner join deals on field_changes.deal_key = deals.deal_key
    where cast(field_changes.changed_at as date) <= $as_of
    group by deals.crm

)

select
    imports.crm,
    imports.as_of,
    coalesce(max(counted.deals), 0) as deals,
    coalesce(max(audited.deals), 0) as audited
from imports
left join counted on imports.crm = counted.crm
left join audited on imports.crm = audited.crm
where imports.kind = 'deals'
group by imports.crm, imports.as_of
order by imports.crm, imports.as_of
