-- Stage audit: which deals were moved by these owners on these days?
-- One row per owner, day and deal.
-- Reads stage_visits and scoped_deals.  Parameters: $as_of; $by_owners and $on_days, side by side.

with asked as (

    select unnest($by_owners::varchar[]) as owner, unnest($on_days::date[]) as day

)

select distinct stage_visits.pipeline, asked.owner, asked.day, stage_visits.deal_key
from asked
inner join scoped_deals on asked.owner = scoped_deals.owner
inner join stage_visits on scoped_deals.deal_key = stage_visits.deal_key and stage_visits.entered_on = asked.day
where stage_visits.visit > 1 and stage_visits.entered_at is not null and stage_visits.entered_on <= $as_of
order by stage_visits.pipeline, asked.day, asked.owner, stage_visits.deal_key
