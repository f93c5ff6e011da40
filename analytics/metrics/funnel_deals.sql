-- The deals behind one figure of the funnel.
-- One row per deal, largest first.
-- Reads scoped_reach and scoped_deals.  Parameters: $pipeline, $position, $fate (reached, advanced, lost, open, skipped;
-- closed: the won and lost deals of the pipeline, whatever the position; listed: those of $keys).

with behind as (

    select scoped_reach.deal_key, scoped_reach.reached_on, scoped_reach.fate
    from scoped_reach
    where scoped_reach.pipeline = $pipeline
        and scoped_reach.position = $position
        and (
            $fate = 'reached'
            or ($fate = 'skipped' and scoped_reach.is_skipped)
            or scoped_reach.fate = $fate
        )

    union all

    select scoped_deals.deal_key, cast(null as date) as reached_on, 'closed' as fate
    from scoped_deals
    where $fate = 'closed' and scoped_deals.pipeline = $pipeline and scoped_deals.status <> 'open'

    union all

    select scoped_deals.deal_key, cast(null as date) as reached_on, 'listed' as fate
    from scoped_deals
    where $fate = 'listed' and scoped_deals.deal_key = any($keys::integer[])

)

select
    scoped_deals.deal_key,
    scoped_deals.deal_id,
    scoped_deals.name,
    scoped_deals.account,
    scoped_deals.owner,
    scoped_deals.team,
    scoped_deals.stage,
    scoped_deals.status,
    scoped_deals.source,
    scoped_deals.region,
    scoped_deals.lost_reason,
    cast(scoped_deals.amount as double) as amount,
    scoped_deals.currency,
    cast(scoped_deals.reporting_amount as double) as reporting_amount,
    scoped_deals.created_on,
    behind.reached_on,
    scoped_deals.expected_close_on,
    scoped_deals.closed_on
from behind
inner join scoped_deals on behind.deal_key = scoped_deals.deal_key
order by scoped_deals.reporting_amount desc nulls last, scoped_deals.deal_key
