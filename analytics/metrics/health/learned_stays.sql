-- Learned age: how long did deals stay in each stage, and were they won in the end?
-- One row per stay that a file dates; a skipped stage has none.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with wins as (

    select deal_key, min(entered_on) as won_on
    from stage_visits
    where kind in ('won', 'post_sale', 'churned') and entered_on <= $as_of
    group by deal_key

)

select
    stage_visits.pipeline,
    cast(stage_visits.position as integer) as position,
    scoped_deals.segment,
    -- days since 2000, which are cheaper to carry than dates
    stage_visits.entered_on - date '2000-01-01' as entered,
    case when stage_visits.left_on <= $as_of then stage_visits.left_on - date '2000-01-01' end as left_on,
    wins.won_on - date '2000-01-01' as won
from stage_visits
inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
left join wins on stage_visits.deal_key = wins.deal_key
where stage_visits.kind = 'open' and stage_visits.entered_at is not null and stage_visits.entered_on <= $as_of
order by stage_visits.pipeline, stage_visits.position
