-- Each deal as its newest export has it, and the day of that export.

create temp view newest as
select deal_versions.*, imports.as_of
from deal_versions
inner join imports on deal_versions.import_id = imports.import_id
where deal_versions.is_newest
