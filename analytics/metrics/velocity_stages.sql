-- Time in stage: how long did deals stay in each stage in all and the last time, and how long have those inside been there?
-- One row per open stage, value, days in all, days of the last stay, whether they have left, and what became of the deals.
-- Reads stages, stage_visits and scoped_deals.  Parameters: $as_of; $by: column of `value`, missing: no such split.

with stays as (

    select
        stage_visits.pipeline,
        stage_visits.position,
        stage_visits.deal_key,
        stage_visits.outcome,
        scoped_deals.status,
        scoped_deals.reporting_amount,
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
        stage_visits.visit,
        coalesce(stage_visits.left_on <= $as_of, false) as has_left,
        case
            when stage_visits.left_on <= $as_of then stage_visits.left_on
            else cast($as_of as date)
        end - stage_visits.entered_on as days
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    -- only stays that the file dates; a skipped stage has none
    where stage_visits.kind = 'open' and stage_visits.entered_at is not null and stage_visits.entered_on <= $as_of

),

-- a second stay adds to the first; grouped by numbers alone, because that is what keeps it cheap
deals as (

    select
        deal_key,
        position,
        min(pipeline) as pipeline,
        min(value) as value,
        min(status) as status,
        min(reporting_amount) as reporting_amount,
        min(has_left) as has_left,
        sum(days) as days,
        -- the days of the last stay: the largest of numbers that begin with the visit
        max(visit * 1000000 + days) % 1000000 as last_days,
        count(*) as stays,
        count(case when has_left and outcome = 'moved_back' then 1 end) as moved_back
    from stays
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
        count(*) as deals,
        sum(stays) as stays,
        sum(moved_back) as moved_back,
        cast(sum(reporting_amount) as double) as amount
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
    coalesce(counted.deals, 0) as deals,
    cast(coalesce(counted.stays, 0) as bigint) as stays,
    cast(coalesce(counted.moved_back, 0) as bigint) as moved_back,
    counted.amount
from stages
left join counted on stages.pipeline = counted.pipeline and stages.position = counted.position
where stages.kind = 'open'
order by stages.pipeline, stages.position, counted.value, counted.days, counted.last_days, counted.has_left, counted.status
