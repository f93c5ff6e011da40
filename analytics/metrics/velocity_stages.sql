-- Time in stage: how long did deals stay in each stage in all and the last time, and how long have those inside been there?
-- One row per open stage, value, days in all, days of the last stay, whether they have left, and what became of the deals.
-- Reads stages, stage_visits and scoped_stays.  Parameter: $by: what `value` is.

with returned as (

    -- only a deal that went back can have two stays in a stage
    select distinct deal_key
    from stage_visits
    where next_position <= position

),

stays as (

    select
        scoped_stays.pipeline,
        scoped_stays.position,
        returned.deal_key,
        case when returned.deal_key is null then 0 else scoped_stays.visit end as visit,
        returned.deal_key is not null and scoped_stays.outcome = 'moved_back' as is_back,
        scoped_stays.status,
        scoped_stays.value,
        scoped_stays.has_left,
        scoped_stays.days,
        count(*) as deals,
        sum(scoped_stays.reporting_amount) as amount
    from scoped_stays
    left join returned on scoped_stays.deal_key = returned.deal_key
    where scoped_stays.is_dated
    group by
        scoped_stays.pipeline,
        scoped_stays.position,
        returned.deal_key,
        case when returned.deal_key is null then 0 else scoped_stays.visit end,
        returned.deal_key is not null and scoped_stays.outcome = 'moved_back',
        scoped_stays.status,
        scoped_stays.value,
        scoped_stays.has_left,
        scoped_stays.days

),

deals as (

    select
        pipeline, position, value, days, days as last_days, has_left, status, deals, deals as stays, 0 as moved_back, amount
    from stays
    where deal_key is null

    union all

    -- a second stay adds to the first
    select
        any_value(pipeline),
        position,
        any_value(value),
        sum(days),
        -- the days of the last stay: the largest of numbers that begin with the visit
        max(visit * 1000000 + days) % 1000000,
        min(has_left),
        any_value(status),
        1,
        count(*),
        count(case when is_back then 1 end),
        any_value(amount)
    from stays
    where deal_key is not null
    group by deal_key, position

),

counted as (

    select
        pipeline,
        position,
        value,
        days,
        last_days,
        has_left,
        status,
        sum(deals) as deals,
        sum(stays) as stays,
        sum(moved_back) as moved_back,
        cast(sum(amount) as double) as amount
    from deals
    group by pipeline, position, value, days, last_days, has_left, status

)

select
    stages.pipeline,
    stages.stage,
    stages.position,
    counted.value,
    cast(counted.days as double) as days,
    cast(counted.last_days as double) as last_days,
    coalesce(counted.has_left, false) as has_left,
    counted.status,
    cast(coalesce(counted.deals, 0) as bigint) as deals,
    cast(coalesce(counted.stays, 0) as bigint) as stays,
    cast(coalesce(counted.moved_back, 0) as bigint) as moved_back,
    counted.amount
from stages
left join counted on stages.pipeline = counted.pipeline and stages.position = counted.position
where stages.kind = 'open'
order by stages.pipeline, stages.position, counted.value, counted.days, counted.last_days, counted.has_left, counted.status
