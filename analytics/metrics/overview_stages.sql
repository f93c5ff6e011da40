-- Open pipeline by stage: how much is open in each stage, and how much of it when each deal counts by its probability?
-- One row per open stage of each pipeline that has deals, in order; open deals without a stage follow as a row of their own.
-- Reads stages and scoped_deals.

with held as (

    select
        scoped_deals.pipeline,
        scoped_deals.stage,
        count(*) as deals,
        sum(scoped_deals.reporting_amount) as open_amount,
        sum(
            cast(round(scoped_deals.reporting_amount * scoped_deals.probability, 4) as decimal(18, 4))
        ) as weighted_amount
    from scoped_deals
    where scoped_deals.status = 'open'
    group by scoped_deals.pipeline, scoped_deals.stage

),

listed as (

    select stages.pipeline, stages.stage, stages.position
    from stages
    where stages.kind = 'open'
        and stages.pipeline in (select scoped_deals.pipeline from scoped_deals)

)

select
    coalesce(listed.pipeline, held.pipeline) as pipeline,
    coalesce(listed.stage, held.stage) as stage,
    listed.position,
    coalesce(held.deals, 0) as deals,
    cast(held.open_amount as double) as open_amount,
    cast(held.weighted_amount as double) as weighted_amount
from listed
full join held on listed.pipeline = held.pipeline and listed.stage = held.stage
order by pipeline, listed.position nulls last, stage
