-- Forecast: where was each deal, and from when on?
-- One row per stay of a deal in a stage that was known on the day, closing stages included, in order of deal and visit.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with listed as (

    select scoped_deals.deal_key
    from scoped_deals

)

select
    stage_visits.deal_key,
    stage_visits.pipeline,
    stage_visits.position,
    stage_visits.kind,
    stage_visits.entered_at is not null as is_dated,
    stage_visits.entered_on
from stage_visits
inner join listed on stage_visits.deal_key = listed.deal_key
where stage_visits.entered_on is null or stage_visits.entered_on <= $as_of
order by stage_visits.deal_key, stage_visits.visit
