-- Paths: through which stages did deals go?  What every counting rule of the funnel needs to know of a deal, and no more.
-- One row per distinct path, or per deal where $each_deal is true.
-- Reads stage_visits, stages and scoped_deals.  Parameters: $as_of, $each_deal, $pipeline (missing: all).

with closings as (

    select stages.pipeline, min(stages.position) as won
    from stages
    where stages.kind = 'won'
    group by stages.pipeline

),

visits as (

    select
        stage_visits.deal_key,
        closings.won,
        case when stage_visits.kind = 'open' then stage_visits.position else closings.won end as position,
        -- the very next stage, winning counted as the one after the last open stage
        case
            when stage_visits.left_on > $as_of then false
            when stage_visits.outcome = 'advanced' then stage_visits.next_position = stage_visits.position + 1
            when stage_visits.outcome = 'won' then stage_visits.position + 1 = closings.won
            else false
        end as is_direct
    from stage_visits
    inner join closings on stage_visits.pipeline = closings.pipeline
    where stage_visits.kind <> 'lost' and (stage_visits.entered_on is null or stage_visits.entered_on <= $as_of)

),

-- one bit for each position that a deal was in, and one for each that it left straight for the next
paths as (

    select
        deal_key,
        won,
        bit_or(cast(1 as bigint) << position) as touched,
        bit_or(case when is_direct then cast(1 as bigint) << position else 0 end) as direct,
        max(position) as furthest
    from visits
    group by deal_key, won

)

select
    scoped_deals.pipeline,
    case when $each_deal then scoped_deals.deal_key end as deal_key,
    scoped_deals.status,
    paths.won,
    case when scoped_deals.status = 'open' then scoped_deals.position end as position,
    paths.touched,
    paths.direct,
    paths.furthest,
    count(*) as deals,
    count(nullif(scoped_deals.reporting_amount, 0)) as with_amount,
    cast(sum(scoped_deals.reporting_amount) as double) as amount
from paths
inner join scoped_deals on paths.deal_key = scoped_deals.deal_key
where ($pipeline::varchar is null or scoped_deals.pipeline = $pipeline)
group by
    scoped_deals.pipeline,
    case when $each_deal then scoped_deals.deal_key end,
    scoped_deals.status,
    paths.won,
    case when scoped_deals.status = 'open' then scoped_deals.position end,
    paths.touched,
    paths.direct,
    paths.furthest
order by scoped_deals.pipeline, paths.touched, paths.direct, paths.furthest, scoped_deals.status, position, deal_key
