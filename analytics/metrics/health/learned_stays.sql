-- Learned age: how long did deals stay in each stage, and were they won in the end?
-- One row per stay that a file dates; a skipped stage has none.
-- Reads scoped_stays and stage_visits.  Parameter: $as_of.

with wins as (

    select deal_key, min(entered_on) as won_on
    from stage_visits
    where kind in ('won', 'post_sale', 'churned') and entered_on <= $as_of
    group by deal_key

)

select
    scoped_stays.pipeline,
    cast(scoped_stays.position as integer) as position,
    scoped_stays.segment,
    -- days since 2000, which are cheaper to carry than dates
    scoped_stays.entered_on - date '2000-01-01' as entered,
    scoped_stays.left_on - date '2000-01-01' as left_on,
    wins.won_on - date '2000-01-01' as won
from scoped_stays
left join wins on scoped_stays.deal_key = wins.deal_key
where scoped_stays.is_dated
order by scoped_stays.pipeline, scoped_stays.position
