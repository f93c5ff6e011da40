-- How many deals entered stage a before stage b, by the dated entries of at most 20,000 deals.

with entered as (

    select deal_key, coalesce(stage_events.pipeline, newest.pipeline) as pipeline, stage_events.stage, min(entered_at) as entered_at
    from stage_events
    inner join newest using (deal_key)
    where deal_key < 20000
    group by all

)

select a.pipeline, a.stage as earlier, b.stage as later, count(*)::integer as deals
from entered as a
inner join entered as b
    on a.deal_key = b.deal_key and a.pipeline = b.pipeline and a.stage <> b.stage and a.entered_at < b.entered_at
group by all
order by all
