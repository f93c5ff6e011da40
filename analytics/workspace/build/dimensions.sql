-- The kept columns of each deal, as the newest export has them.  Reads incoming_dimensions.

insert into deal_dimensions
select incoming_dimensions.deal_key, incoming_dimensions.name, incoming_dimensions.value
from incoming_dimensions
inner join newest on incoming_dimensions.deal_key = newest.deal_key and incoming_dimensions.import_id = newest.import_id
order by all
