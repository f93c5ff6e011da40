-- Evidence: how long do deals stay in each open stage?
-- One row per pipeline, stage, days and whether the stay has ended.
-- Reads scoped_deals and stage_visits.

with stays as (

    select
        stage_visits.pipeline,
        stage_visits.stage,
        coalesce(stage_visits.left_on <= $as_of, false) as has_left,
        case when stage_visits.left_on <= $as_of then stage_visits.left_on else $as_of end - stage_visits.entered_on as days
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where stage_visits.kind = 'open' and stage_visits.entered_on <= $as_of

)

select
    stays.pipeline,
    stays.stage,
    stays.days,
    stays.has_left,
    count(*) as stays
from stays
group by stays.pipeline, stays.stage, stays.days, stays.has_left
order by stays.pipeline, stays.stage, stays.days, stays.has_left
