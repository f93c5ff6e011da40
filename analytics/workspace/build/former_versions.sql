-- Behind the newest versions, those that a later export replaced.

insert into deal_versions by name
select *
from incoming_deals
where not is_newest
