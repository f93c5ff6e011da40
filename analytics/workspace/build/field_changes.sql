-- Every told change of another field than the stage, joined to its deal as entries into stages are.  The same statement of two
-- imports counts once.

insert into field_changes
select
    min(read_field_changes.import_id) as import_id,
    coalesce(by_ref.deal_key, refs.deal_key, names.deal_key) as deal_key,
    coalesce(read_field_changes.deal_ref, read_field_changes.name) as deal_ref,
    read_field_changes.field,
    read_field_changes.old,
    read_field_changes.new,
    read_field_changes.changed_at
from read_field_changes
left join newest as by_ref
    on read_field_changes.crm = by_ref.crm and read_field_changes.deal_ref = by_ref.deal_ref
left join sole_refs as refs on read_field_changes.deal_ref = refs.deal_ref
left join sole_names as names
    on read_field_changes.deal_ref is null and lower(read_field_changes.name) = names.name
group by all
order by deal_key, changed_at, field, old, new
