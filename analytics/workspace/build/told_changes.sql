-- What audits tell of the fields that a deal has on each day, and which currencies had several rates.
-- Reads field_changes, incoming_deals, rates.  Parameter: $reporting_currency.

create temp table audits as
select
    field_changes.deal_key,
    field_changes.field,
    field_changes.changed_at,
    field_changes.old,
    field_changes.new,
    try_cast(field_changes.old as decimal(18, 4)) as old_amount,
    try_cast(field_changes.new as decimal(18, 4)) as new_amount,
    try_cast(field_changes.old as date) as old_day,
    try_cast(field_changes.new as date) as new_day,
    row_number() over (
        partition by field_changes.deal_key, field_changes.field
        order by field_changes.changed_at, field_changes.import_id, field_changes.old, field_changes.new
    ) as turn
from field_changes
-- names that the deals do not have are those of another column, ids for instance
left join (
    select told.field, told.import_id, count(known.owner) * 2 >= count(*) as is_known
    from (select distinct field, import_id, new from field_changes where field = 'owner') as told
    left join (select distinct owner from incoming_deals) as known on told.new = known.owner
    group by told.field, told.import_id
) as names on field_changes.field = names.field and field_changes.import_id = names.import_id
where field_changes.deal_key is not null
    and case field_changes.field
        when 'amount' then (new is null) = (new_amount is null) and (old is null) = (old_amount is null)
        when 'expected_close_on' then (new is null) = (new_day is null) and (old is null) = (old_day is null)
        when 'owner' then names.is_known
        else field_changes.field in ('forecast_category', 'next_step')
    end;

create temp table revalued as
select currency, min(from_on) as first_on
from rates
where currency <> $reporting_currency
group by currency
having count(*) > 1
