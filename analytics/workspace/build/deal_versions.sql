-- What every import says of its deals, as the steps of a build read it: rows that are stored once, by `deals.sql`, when all
-- that follows from them is known.
-- And the deals of which two CRMs tell.
-- Reads incoming_deals (all imports' deals with their keys and with the pipeline and stage as which they count).

create temp view deal_versions as
select * from incoming_deals;

create temp table shared_deals as
select deal_key
from incoming_deals
where (select min(crm) <> max(crm) from imports where kind = 'deals')
group by deal_key
having min(crm) <> max(crm)
