-- Owners: since when does each have deals?
-- One row per owner of a deal.
-- Reads scoped_deals.

with owned as (

    select owner, created_on
    from scoped_deals
    where owner is not null and created_on is not null

)

select owner, min(created_on) as first_on
from owned
group by owner
order by owner
