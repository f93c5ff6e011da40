-- Forecast: how stood the fields of a deal on earlier days?
-- One row per deal and stretch of days in which they stood otherwise than now.
-- Reads former_states and scoped_deals.

with listed as (

    select scoped_deals.deal_key
    from scoped_deals

)

select
    former_states.deal_key,
    former_states.from_on,
    former_states.to_on,
    former_states.owner,
    former_states.team,
    cast(former_states.reporting_amount as double) as amount,
    former_states.expected_close_on,
    former_states.probability
from former_states
inner join listed on former_states.deal_key = listed.deal_key
order by former_states.deal_key, former_states.from_on nulls first
