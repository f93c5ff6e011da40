-- The stretches of the past in which a deal stood otherwise than `deals` says.  What an audit tells of days after the newest
-- export of a deal is what stands now.  Reads told_states.

update deals
set
    owner = told_states.owner,
    team = told_states.team,
    amount = told_states.amount,
    reporting_amount = told_states.reporting_amount,
    expected_close_on = told_states.expected_close_on,
    forecast_category = told_states.forecast_category,
    next_step = told_states.next_step
from told_states
where deals.deal_key = told_states.deal_key and told_states.to_on is null and told_states.from_on > deals.as_of;

insert into former_states
select
    told_states.deal_key,
    told_states.from_on,
    told_states.to_on,
    told_states.owner,
    told_states.team,
    told_states.currency,
    told_states.amount,
    told_states.reporting_amount,
    told_states.expected_close_on,
    told_states.forecast_category,
    told_states.probability,
    told_states.next_step,
    told_states.last_activity_on,
    told_states.source,
    told_states.lead_type,
    told_states.deal_type,
    told_states.region,
    told_states.product,
    told_states.segment,
    told_states.lost_reason,
    case when told_states.is_exact then 'history' else 'snapshots' end as evidence
from told_states
inner join told_states as today on told_states.deal_key = today.deal_key and today.to_on is null
where told_states.to_on is not null
    and (
        told_states.owner is distinct from today.owner
        or told_states.team is distinct from today.team
        or told_states.currency is distinct from today.currency
        or told_states.amount is distinct from today.amount
        or told_states.reporting_amount is distinct from today.reporting_amount
        or told_states.expected_close_on is distinct from today.expected_close_on
        or told_states.forecast_category is distinct from today.forecast_category
        or told_states.probability is distinct from today.probability
        or told_states.next_step is distinct from today.next_step
        or told_states.last_activity_on is distinct from today.last_activity_on
        or told_states.source is distinct from today.source
        or told_states.lead_type is distinct from today.lead_type
        or told_states.deal_type is distinct from today.deal_type
        or told_states.region is distinct from today.region
        or told_states.product is distinct from today.product
        or told_states.segment is distinct from today.segment
        -- of a deal that is not lost yet there is none
        or coalesce(told_states.lost_reason, today.lost_reason) is distinct from today.lost_reason
    )
order by told_states.deal_key, told_states.from_on nulls first
