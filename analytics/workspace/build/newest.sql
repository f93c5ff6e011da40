-- Each deal as its newest export has it, and the day of that export.

create temp view newest as
select incoming_deals.*, imports.as_of
from incoming_deals
left join imports on incoming_deals.import_id = imports.import_id
where incoming_deals.is_newest
