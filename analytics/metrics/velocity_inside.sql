-- Waiting: which open deals are in which stage, and for how long have they been there, earlier stays included?
-- One row per open deal whose stay is dated.
-- Reads stage_visits and scoped_deals.  Parameter: $as_of.

with waits as (

    select
        scoped_deals.pipeline,
        scoped_deals.position,
        scoped_deals.deal_key,
        scoped_deals.reporting_amount,
        sum(
            case
                when stage_visits.left_on <= $as_of then stage_visits.left_on
                else cast($as_of as date)
            end - stage_visits.entered_on
        ) as days
    from scoped_deals
    inner join stage_visits
        on scoped_deals.deal_key = stage_visits.deal_key and scoped_deals.position = stage_visits.position
    where scoped_deals.status = 'open'
        and stage_visits.kind = 'open'
        and stage_visits.entered_at is not null
        and stage_visits.entered_on <= $as_of
    group by scoped_deals.pipeline, scoped_deals.position, scoped_deals.deal_key, scoped_deals.reporting_amount

)

select pipeline, position, deal_key, cast(days as double) as days, cast(reporting_amount as double) as amount
from waits
order by pipeline, position, days desc, deal_key
