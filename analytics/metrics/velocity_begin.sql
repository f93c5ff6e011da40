-- Beginning: since when do the exports tell of deals, whatever the filters?
-- One row per day of creation that is the first of all.
-- Reads deals.  Parameter: $as_of.

with created as (

    select created_on
    from deals
    where created_on <= $as_of

)

select min(created_on) as first_on
from created
having count(*) > 0
