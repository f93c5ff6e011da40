-- Moves back: after how many days did stays in each stage end in a move to an earlier stage, or in another way?
-- One row per open stage, days and cause (1 moved back, 2 left otherwise, 0 still inside); deals that came twice have two stays.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with stays as (

    select
        stage_visits.pipeline,
        stage_visits.position,
        coalesce(stage_visits.left_on <= $as_of, false) as has_left,
        stage_visits.outcome,
        case
            when stage_visits.left_on <= $as_of then stage_visits.left_on
            else cast($as_of as date)
        end - stage_visits.entered_on as days
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where stage_visits.kind = 'open' and stage_visits.entered_at is not null and stage_visits.entered_on <= $as_of
        -- dates of the latest entry alone do not show a way back
        and stage_visits.evidence not in ('date_entered', 'current_only')

)

select
    pipeline,
    position,
    days,
    case when not has_left then 0 when outcome = 'moved_back' then 1 else 2 end as cause,
    count(*) as stays
from stays
group by pipeline, position, days, case when not has_left then 0 when outcome = 'moved_back' then 1 else 2 end
order by pipeline, position, days, cause
