-- Each deal as its newest export has it, and the day of that export.

create temp view newest as
select incoming_deals.*, imports.as_of
from incoming_deals
left join imports on incoming_deals.import_id = imports.import_id
where incoming_deals.is_newest;

-- The deals whose id no other deal has, in whatever CRM.
create temp view sole_refs as
select deal_ref, min(deal_key) as deal_key
from newest
group by deal_ref
having count(*) = 1;

-- The deals whose name no other deal has; names as they are compared.
create temp view sole_names as
select lower(name) as name, min(deal_key) as deal_key
from newest
where name is not null
group by lower(name)
having count(*) = 1
