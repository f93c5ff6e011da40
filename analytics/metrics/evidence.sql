-- Evidence: how the stages of the deals in scope are known, and whether the exports hold lost deals at all.
-- One row per pipeline, CRM, kind of evidence and status.
-- Reads scoped_deals, stage_visits and stages.

with counted as (

    select
        scoped_deals.pipeline,
        scoped_deals.crm,
        scoped_deals.evidence,
        scoped_deals.status,
        count(*) as deals,
        count(case when scoped_deals.is_placed then 1 end) as placed
    from scoped_deals
    group by scoped_deals.pipeline, scoped_deals.crm, scoped_deals.evidence, scoped_deals.status

),

-- of the whole pipeline, whatever the scope: one owner without losses is good news, an export without them is not
outcomes as (

    select
        pipeline,
        count(case when kind = 'lost' then 1 end) as lost_in_all,
        count(case when kind <> 'lost' then 1 end) as won_in_all
    from stage_visits
    where kind <> 'open' and (entered_on is null or entered_on <= $as_of) and (left_on is null or left_on > $as_of)
    group by pipeline

),

-- stages whose place rests on nothing that the exports say
guesses as (

    select
        pipeline,
        count(*) > 1 and count(*) = count(case when placed_by in ('name', 'alphabet', 'few') then 1 end) as is_order_assumed
    from stages
    where kind = 'open'
    group by pipeline

)

select
    counted.pipeline,
    counted.crm,
    counted.evidence,
    counted.status,
    counted.deals,
    counted.placed,
    coalesce(outcomes.lost_in_all, 0) as lost_in_all,
    coalesce(outcomes.won_in_all, 0) as won_in_all,
    coalesce(guesses.is_order_assumed, false) as is_order_assumed
from counted
left join outcomes on counted.pipeline = outcomes.pipeline
left join guesses on counted.pipeline = guesses.pipeline
order by counted.pipeline, counted.crm, counted.evidence, counted.status
