-- Within month: of the deals that passed a stage in a month, how many were won in that very month?
-- One row per pipeline, open stage and month in which deals passed it.
-- Reads scoped_reach, scoped_deals and stages.

with passed as (

    select
        scoped_reach.pipeline,
        scoped_reach.position,
        year(scoped_reach.next_on) * 12 + month(scoped_reach.next_on) - 1 as month_number,
        coalesce(
            scoped_deals.status = 'won'
            and year(scoped_deals.closed_on) = year(scoped_reach.next_on)
            and month(scoped_deals.closed_on) = month(scoped_reach.next_on),
            false
        ) as is_won
    from scoped_reach
    inner join scoped_deals on scoped_reach.deal_key = scoped_deals.deal_key
    where scoped_reach.fate = 'advanced' and scoped_reach.next_on is not null

),

last_open as (

    select
        stages.pipeline,
        max(stages.position) as position
    from stages
    where stages.kind = 'open'
    group by stages.pipeline

)

select
    passed.pipeline,
    passed.position,
    stages.stage,
    passed.month_number,
    count(*) as passed,
    count(case when passed.is_won then 1 end) as won
from passed
inner join stages on passed.pipeline = stages.pipeline and passed.position = stages.position
-- to pass the last open stage is to be won
inner join last_open on passed.pipeline = last_open.pipeline and passed.position < last_open.position
where stages.kind = 'open'
group by passed.pipeline, passed.position, stages.stage, passed.month_number
order by passed.pipeline, passed.position, passed.month_number
