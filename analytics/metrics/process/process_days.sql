-- Stage audit: how many deals did each owner move on each day?
-- One row per pipeline, owner and day.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with moves as (

    select distinct stage_visits.pipeline, scoped_deals.owner, stage_visits.entered_on as day, stage_visits.deal_key
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where stage_visits.visit > 1 and stage_visits.entered_at is not null and stage_visits.entered_on <= $as_of

)

select pipeline, owner, day, count(*) as deals
from moves
where owner is not null
group by pipeline, owner, day
order by pipeline, owner, day
