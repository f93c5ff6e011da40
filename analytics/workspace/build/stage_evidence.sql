-- Which stages there are, in each pipeline, the usual probability of the open deals in them, whether all of these agree,
-- and what the exports state of the deals in them, and of how many.

with named as (

    select newest.pipeline, newest.crm, newest.stage, newest.probability, newest.status
    from newest
    where newest.stage is not null
    union all
    -- in which only older exports show a deal
    select distinct snapshots.pipeline, newest.crm, snapshots.stage, null::double, null
    from snapshots
    inner join newest on snapshots.deal_key = newest.deal_key and snapshots.pipeline = newest.pipeline
    where snapshots.stage is not null
    union all
    select pipeline, crm, stage, null, null
    from entered

)

select
    pipeline,
    stage,
    min(crm) as crm,
    median(case when coalesce(status, 'open') = 'open' then probability end) as probability,
    count(distinct case when coalesce(status, 'open') = 'open' then probability end) = 1 as is_agreed,
    coalesce(string_agg(distinct status, ',' order by status), '') as stated,
    count(status)::integer as told
from named
group by pipeline, stage
order by pipeline, stage
