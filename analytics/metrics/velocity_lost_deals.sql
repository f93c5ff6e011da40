-- The lost deals that were held in one stage.
-- One row per lost deal with a dated stay in the stage.
-- Reads scoped_stays.  Parameters: $pipeline, $position.

with held as (

    select distinct scoped_stays.deal_key
    from scoped_stays
    where scoped_stays.status = 'lost'
        and scoped_stays.pipeline = $pipeline
        and scoped_stays.position = $position
        and scoped_stays.is_dated

)

select deal_key
from held
order by deal_key
