-- Conversion: after how many days did deals move on from each stage, or were lost, and how long have the others waited?
-- One row per open stage, value, way through it, days and outcome; a stage that nobody reached has one row without any.
-- Reads stages, scoped_reach and scoped_deals.  Parameters: $as_of; $by: column of `value`, missing: no such split;
-- $purged (pipelines) and $since (first day seen of each).

with purged as (

    select unnest($purged::varchar[]) as pipeline, unnest($since::date[]) as since

),

passages as (

    select
        scoped_reach.pipeline,
        scoped_reach.position,
        case $by::varchar
            when 'owner' then scoped_deals.owner
            when 'team' then scoped_deals.team
            when 'source' then scoped_deals.source
            when 'lead_type' then scoped_deals.lead_type
            when 'deal_type' then scoped_deals.deal_type
            when 'region' then scoped_deals.region
            when 'product' then scoped_deals.product
            when 'segment' then scoped_deals.segment
        end as value,
        scoped_reach.is_skipped,
        scoped_reach.reached_on,
        case scoped_reach.fate when 'advanced' then 1 when 'lost' then 2 else 0 end as cause,
        case scoped_reach.fate
            when 'advanced' then scoped_reach.next_on
            when 'lost' then scoped_deals.lost_on
            else cast($as_of as date)
        end as until_on
    from scoped_reach
    inner join scoped_deals on scoped_reach.deal_key = scoped_deals.deal_key

),

-- whole days; a loss that is dated before its stage happened on the day of the stage at the earliest
spells as (

    select
        passages.pipeline,
        passages.position,
        passages.value,
        passages.is_skipped,
        passages.cause,
        greatest(passages.until_on - passages.reached_on, 0) as days,
        -- a deal whose losses before that day are not in the export is watched from that day on
        coalesce(case when passages.reached_on < purged.since then purged.since - passages.reached_on end, -1) as entry
    from passages
    left join purged on passages.pipeline = purged.pipeline

),

counted as (

    select pipeline, position, value, is_skipped, cause, days, entry, count(*) as deals
    from spells
    group by pipeline, position, value, is_skipped, cause, days, entry

)

select
    stages.pipeline,
    stages.stage,
    stages.position,
    counted.value,
    coalesce(counted.is_skipped, false) as is_skipped,
    coalesce(counted.cause, 0) as cause,
    counted.days,
    coalesce(counted.entry, -1) as entry,
    coalesce(counted.deals, 0) as deals
from stages
left join counted on stages.pipeline = counted.pipeline and stages.position = counted.position
where stages.kind = 'open'
order by stages.pipeline, stages.position, counted.value, counted.days, counted.cause, counted.is_skipped, counted.entry
