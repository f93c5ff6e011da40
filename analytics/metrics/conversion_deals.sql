-- The deals behind the conversion of one stage.
-- One row per deal that reached the stage on a known day, with what had become of it: advanced, lost or open.
-- Reads scoped_reach.  Parameters: $pipeline, $position.

with passages as (

    select
        scoped_reach.deal_key,
        scoped_reach.fate,
        scoped_reach.reached_on is not null and scoped_reach.until_on is not null as is_dated
    from scoped_reach
    where scoped_reach.pipeline = $pipeline and scoped_reach.position = $position

)

select fate, deal_key
from passages
where is_dated
order by fate, deal_key
