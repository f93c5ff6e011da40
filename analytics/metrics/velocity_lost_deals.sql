-- The lost deals that were held in one stage.
-- One row per lost deal with a dated stay in the stage.
-- Reads stage_visits and scoped_deals.  Parameters: $as_of, $pipeline, $position.

with held as (

    select distinct stage_visits.deal_key
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where scoped_deals.status = 'lost'
        and stage_visits.pipeline = $pipeline
        and stage_visits.position = $position
        and stage_visits.kind = 'open'
        and stage_visits.entered_at is not null
        and stage_visits.entered_on <= $as_of

)

select deal_key
from held
order by deal_key
