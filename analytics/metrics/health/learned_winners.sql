-- Learned age: how old was the oldest deal that was ever won?
-- One row per pipeline.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with wins as (

    select deal_key, min(entered_on) as won_on
    from stage_visits
    where kind in ('won', 'post_sale', 'churned') and entered_on <= $as_of
    group by deal_key

)

select scoped_deals.pipeline, count(*) as winners, max(wins.won_on - scoped_deals.created_on) as oldest_days
from scoped_deals
inner join wins on scoped_deals.deal_key = wins.deal_key
where scoped_deals.status = 'won' and wins.won_on >= scoped_deals.created_on
group by scoped_deals.pipeline
order by scoped_deals.pipeline
