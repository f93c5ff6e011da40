-- Stage audit: on how many days did each owner move how many deals, and which days were those with many?
-- One row per pipeline, owner and number of deals moved in a day; days with $many and more have a row each.
-- Reads stage_visits and scoped_deals.  Parameters: $as_of; $many.

with moves as (

    -- what happens twice to a deal in a day moves it once
    select distinct deal_key, entered_on as day
    from stage_visits
    where visit > 1 and entered_at is not null and entered_on <= $as_of

),

days as (

    select scoped_deals.pipeline, scoped_deals.owner, moves.day, count(*) as deals
    from moves
    inner join scoped_deals on moves.deal_key = scoped_deals.deal_key
    where scoped_deals.owner is not null
    group by scoped_deals.pipeline, scoped_deals.owner, moves.day

)

select pipeline, owner, deals, case when deals >= $many then day end as day, count(*) as days
from days
group by pipeline, owner, deals, case when deals >= $many then day end
order by pipeline, owner, deals, day
