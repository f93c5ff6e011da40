-- How many deals entered stage a before stage b, by the dated entries of few deals.  Reads few_entries; $few: the deals below this key.

with stated as (

    select deal_key, few_entries.pipeline, few_entries.stage, entered_at
    from few_entries
    union all
    -- where a deal came from, it was before
    select deal_key, few_entries.pipeline, from_stage, entered_at - interval 1 microsecond
    from few_entries
    where from_stage is not null
    union all
    -- dated exports show it in one stage after another
    select deal_key, pipeline, stage, cast(as_of as timestamp)
    from snapshots
    where deal_key < $few and stage is not null

),

entered as (

    select deal_key, coalesce(stated.pipeline, newest.pipeline) as pipeline, stated.stage, min(entered_at) as entered_at
    from stated
    inner join newest using (deal_key)
    group by all

)

select a.pipeline, a.stage as earlier, b.stage as later, count(*)::integer as deals
from entered as a
inner join entered as b
    on a.deal_key = b.deal_key and a.pipeline = b.pipeline and a.stage <> b.stage and a.entered_at < b.entered_at
group by all
order by all
