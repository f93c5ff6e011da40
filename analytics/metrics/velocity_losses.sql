-- Losses: how many deals were lost at each stage, the furthest one that they had reached?
-- One row per pipeline and stage with losses.
-- Reads scoped_reach.

with losses as (

    select pipeline, position, count(*) as lost
    from scoped_reach
    where fate = 'lost'
    group by pipeline, position

)

select pipeline, position, lost
from losses
order by pipeline, position
