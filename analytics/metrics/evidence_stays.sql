-- Evidence: how long do deals stay in each open stage?
-- One row per pipeline, stage, days and whether the stay has ended.
-- Reads scoped_stays.

with stays as (

    select
        scoped_stays.pipeline,
        scoped_stays.stage,
        scoped_stays.has_left,
        scoped_stays.days
    from scoped_stays
    where scoped_stays.entered_on is not null

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
