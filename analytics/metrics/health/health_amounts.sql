-- Health: from which stage on do deals have an amount?
-- One row per open stage in which deals stand.
-- Reads scoped_deals.

with standing as (

    select pipeline, cast(position as integer) as position, amount
    from scoped_deals
    where status = 'open'

)

select
    pipeline,
    position,
    count(*) as deals,
    count(case when amount <> 0 then 1 end) as with_amount
from standing
group by pipeline, position
order by pipeline, position
