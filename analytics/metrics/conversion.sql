-- Conversion: after how many days did deals move on from each stage, or were lost, and how long have the others waited?
-- One row per open stage, value, way through it, days and outcome; a stage that nobody reached has one row without any.
-- Reads stages and scoped_reach.  Parameters: $by: what `value` is; $purged (pipelines) and $since (first day seen of each).

with purged as (

    select unnest($purged::varchar[]) as pipeline, unnest($since::date[]) as since

),

-- whole days; a loss that is dated before its stage happened on the day of the stage at the earliest
spells as (

    select
        scoped_reach.pipeline,
        scoped_reach.position,
        scoped_reach.value,
        scoped_reach.is_skipped,
        case scoped_reach.fate when 'advanced' then 1 when 'lost' then 2 else 0 end as cause,
        greatest(scoped_reach.until_on - scoped_reach.reached_on, 0) as days,
        -- a deal whose losses before that day are not in the export is watched from that day on
        coalesce(
            case when scoped_reach.reached_on < purged.since then purged.since - scoped_reach.reached_on end, -1
        ) as entry
    from scoped_reach
    left join purged on scoped_reach.pipeline = purged.pipeline

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
