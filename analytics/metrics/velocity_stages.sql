-- Time in stage: how many days did deals stay, and how long have those still inside been there?
-- One row per open stage, days, whether they left, whether it is the deal's last stay there, and what became of the deal.
-- Reads stages, stage_visits and scoped_deals.  Parameter: $as_of.

with stays as (

    select
        stage_visits.pipeline,
        stage_visits.position,
        stage_visits.deal_key,
        scoped_deals.status,
        scoped_deals.reporting_amount,
        coalesce(stage_visits.left_on <= $as_of, false) as has_left,
        case
            when stage_visits.left_on <= $as_of then stage_visits.left_on
            else cast($as_of as date)
        end - stage_visits.entered_on as days,
        row_number() over (
            partition by stage_visits.deal_key, stage_visits.position order by stage_visits.visit desc
        ) = 1 as is_last
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    -- only stays that the file dates; a skipped stage has none
    where stage_visits.kind = 'open' and stage_visits.entered_at is not null and stage_visits.entered_on <= $as_of

),

counted as (

    select
        pipeline,
        position,
        days,
        has_left,
        is_last,
        status,
        count(*) as stays,
        cast(sum(case when is_last then reporting_amount end) as double) as amount
    from stays
    group by pipeline, position, days, has_left, is_last, status

)

select
    stages.pipeline,
    stages.stage,
    stages.position,
    counted.days,
    coalesce(counted.has_left, false) as has_left,
    coalesce(counted.is_last, true) as is_last,
    counted.status,
    coalesce(counted.stays, 0) as stays,
    counted.amount
from stages
left join counted on stages.pipeline = counted.pipeline and stages.position = counted.position
where stages.kind = 'open'
order by stages.pipeline, stages.position, counted.days, counted.has_left, counted.is_last, counted.status
