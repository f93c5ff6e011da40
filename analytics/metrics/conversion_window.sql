-- Purged exports: were deals created long before the first closing that the export knows?
-- One row per pipeline, side of its first closing, days and status: deals created before it by the days that lay between,
-- deals created since by the days until they closed, or until $as_of.
-- Reads scoped_deals.  Parameter: $as_of.

with firsts as (

    select scoped_deals.pipeline, min(scoped_deals.closed_on) as first_on
    from scoped_deals
    where scoped_deals.status <> 'open'
    group by scoped_deals.pipeline

),

spans as (

    select
        scoped_deals.pipeline,
        firsts.first_on,
        scoped_deals.created_on < firsts.first_on as is_before,
        case
            when scoped_deals.created_on < firsts.first_on then firsts.first_on - scoped_deals.created_on
            else coalesce(scoped_deals.closed_on, cast($as_of as date)) - scoped_deals.created_on
        end as days,
        scoped_deals.status <> 'open' as is_closed
    from scoped_deals
    inner join firsts on scoped_deals.pipeline = firsts.pipeline
    where scoped_deals.created_on is not null and (scoped_deals.status = 'open' or scoped_deals.closed_on is not null)

)

select pipeline, first_on, is_before, is_closed, days, count(*) as deals
from spans
where days >= 0
group by pipeline, first_on, is_before, is_closed, days
order by pipeline, is_before, days, is_closed
