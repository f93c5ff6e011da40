-- Back and again: how many deals ever went back to an earlier stage, and how many closed ones were opened again?
-- One row per pipeline.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with returns as (

    select
        stage_visits.pipeline,
        stage_visits.deal_key,
        max(case when stage_visits.kind = 'open' then 1 else 0 end) as is_back,
        max(case when stage_visits.kind <> 'open' then 1 else 0 end) as is_reopened
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where stage_visits.outcome = 'moved_back' and stage_visits.left_on <= $as_of
    group by stage_visits.pipeline, stage_visits.deal_key

)

select pipeline, sum(is_back) as moved_back, sum(is_reopened) as reopened
from returns
group by pipeline
order by pipeline
