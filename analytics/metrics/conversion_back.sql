-- Moves back: after how many days did stays in each stage end in a move to an earlier stage, or in another way?
-- One row per open stage, days and cause (1 moved back, 2 left otherwise, 0 still inside); deals that came twice have two stays.
-- Reads scoped_stays.

with stays as (

    select
        scoped_stays.pipeline,
        scoped_stays.position,
        scoped_stays.days,
        case scoped_stays.outcome when 'inside' then 0 when 'moved_back' then 1 else 2 end as cause
    from scoped_stays
    -- dates of the latest entry alone do not show a way back
    where scoped_stays.is_dated and scoped_stays.evidence not in ('date_entered', 'current_only')

)

select
    pipeline,
    position,
    days,
    cause,
    count(*) as stays
from stays
group by pipeline, position, days, cause
order by pipeline, position, days, cause
