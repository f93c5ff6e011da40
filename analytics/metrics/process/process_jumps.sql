-- Stage audit: which deals went through several stages in one day, as if their stages had been set afterwards?
-- One row per deal and such day.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with moves as (

    select stage_visits.deal_key, stage_visits.pipeline, stage_visits.entered_on, stage_visits.position
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    -- the first stage of a deal is where it begins, not a move
    where stage_visits.visit > 1
        and stage_visits.kind in ('open', 'won')
        and stage_visits.entered_at is not null
        and stage_visits.entered_on <= $as_of

)

select pipeline, deal_key, entered_on as day, count(*) as moves
from moves
group by pipeline, deal_key, entered_on
having count(*) > 1 and max(position) > min(position)
order by pipeline, entered_on, deal_key
