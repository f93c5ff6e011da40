-- How many deals of each import have arrived.

select import_id, count(*) as deals
from (
    select import_id from stored_showings
    union all
    select deals.import_id
    from stored_newest_versions
    inner join deals on stored_newest_versions.deal_key = deals.deal_key
)
group by import_id
