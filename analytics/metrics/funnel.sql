-- Funnel: how many deals got at least as far as each stage, and what became of them?
-- One row per open stage of each pipeline, in order; then the deals are won.
-- Reads stages and scoped_reach.

with fates as (

    select
        scoped_reach.pipeline,
        scoped_reach.position,
        count(*) as reached,
        count(case when scoped_reach.fate = 'advanced' then 1 end) as advanced,
        count(case when scoped_reach.fate = 'lost' then 1 end) as lost,
        count(case when scoped_reach.is_skipped then 1 end) as skipped,
        count(nullif(scoped_reach.reporting_amount, 0)) as with_amount,
        sum(scoped_reach.reporting_amount) as amount_reached,
        sum(case when scoped_reach.fate = 'advanced' then scoped_reach.reporting_amount end) as amount_advanced,
        sum(case when scoped_reach.fate = 'lost' then scoped_reach.reporting_amount end) as amount_lost,
        sum(case when scoped_reach.fate = 'open' then scoped_reach.reporting_amount end) as amount_open
    from scoped_reach
    group by scoped_reach.pipeline, scoped_reach.position

)

select
    stages.pipeline,
    stages.stage,
    stages.position,
    coalesce(fates.reached, 0) as reached,
    coalesce(fates.advanced, 0) as advanced,
    coalesce(fates.lost, 0) as lost,
    coalesce(fates.skipped, 0) as skipped,
    coalesce(fates.with_amount, 0) as with_amount,
    cast(fates.amount_reached as double) as amount_reached,
    cast(fates.amount_advanced as double) as amount_advanced,
    cast(fates.amount_lost as double) as amount_lost,
    cast(fates.amount_open as double) as amount_open
from stages
left join fates on stages.pipeline = fates.pipeline and stages.position = fates.position
where stages.kind = 'open'
order by stages.pipeline, stages.position
