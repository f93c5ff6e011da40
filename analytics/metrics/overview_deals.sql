-- The deals behind one figure of the overview.
-- One row per deal with the status; of one pipeline and stage where they are given.
-- Reads scoped_deals.  Parameters: $status, $pipeline, $stage (missing: any).

with chosen as (

    select scoped_deals.deal_key
    from scoped_deals
    where scoped_deals.status = $status
        and ($pipeline::varchar is null or scoped_deals.pipeline = $pipeline::varchar)
        and ($stage::varchar is null or scoped_deals.stage = $stage::varchar)

)

select deal_key
from chosen
order by deal_key
