-- Coverage: from which day on do the exports tell of deals, and of lost ones at all?
-- One row per status.
-- Reads scoped_deals.

with known as (

    select
        scoped_deals.status,
        scoped_deals.created_on
    from scoped_deals

)

select
    status,
    count(*) as deals,
    min(created_on) as first_on
from known
group by status
order by status
