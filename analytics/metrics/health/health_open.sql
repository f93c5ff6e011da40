-- Health: which deals are open, since when are they in their stage, and when did anything last happen to them?
-- One row per open deal.
-- Reads scoped_deals, scoped_stays, deals, stages, stage_visits, field_changes and former_states.  Parameter: $as_of.

with open_deals as (

    select *
    from scoped_deals
    where status = 'open'

),

open_stages as (

    select pipeline, count(*) as open_stages
    from stages
    where kind = 'open'
    group by pipeline

),

here as (

    select deal_key, max(entered_on) as entered_on
    from scoped_stays
    where status = 'open' and is_dated and not has_left
    group by deal_key

),

changed as (

    select changes.deal_key, max(changes.day) as changed_on
    from (
        select stage_visits.deal_key, cast(stage_visits.entered_at as date) as day
        from stage_visits
        inner join open_deals on stage_visits.deal_key = open_deals.deal_key
        where stage_visits.entered_at is not null
        union all
        select field_changes.deal_key, cast(field_changes.changed_at as date) as day
        from field_changes
        inner join open_deals on field_changes.deal_key = open_deals.deal_key
        union all
        -- the last day on which it was otherwise than now; a rate of exchange is no change of the deal
        select former_states.deal_key, former_states.to_on as day
        from former_states
        inner join open_deals on former_states.deal_key = open_deals.deal_key
        where former_states.owner is distinct from open_deals.owner
            or former_states.amount is distinct from open_deals.amount
            or former_states.expected_close_on is distinct from open_deals.expected_close_on
            or former_states.forecast_category is distinct from open_deals.forecast_category
            or former_states.next_step is distinct from open_deals.next_step
    ) as changes
    where changes.day <= $as_of
    group by changes.deal_key

)

select
    open_deals.deal_key,
    open_deals.deal_id,
    open_deals.crm,
    deals.import_id,
    open_deals.name,
    open_deals.account,
    open_deals.owner,
    open_deals.team,
    open_deals.pipeline,
    open_deals.stage,
    open_deals.source,
    open_deals.lead_type,
    open_deals.deal_type,
    open_deals.region,
    open_deals.product,
    open_deals.segment,
    open_deals.forecast_category,
    open_deals.next_step,
    open_deals.currency,
    cast(open_deals.position as integer) as position,
    cast(open_stages.open_stages as integer) as open_stages,
    cast(open_deals.amount as double) as amount,
    cast(open_deals.reporting_amount as double) as reporting_amount,
    open_deals.probability,
    cast($as_of as date) - open_deals.created_on as age_days,
    cast($as_of as date) - here.entered_on as days,
    cast($as_of as date) - open_deals.expected_close_on as overdue_days,
    greatest(
        cast($as_of as date) - greatest(open_deals.created_on, open_deals.last_activity_on, changed.changed_on), 0
    ) as silent_days,
    open_deals.created_on,
    here.entered_on,
    open_deals.expected_close_on,
    open_deals.last_activity_on
from open_deals
inner join deals on open_deals.deal_key = deals.deal_key
left join open_stages on open_deals.pipeline = open_stages.pipeline
left join here on open_deals.deal_key = here.deal_key
left join changed on open_deals.deal_key = changed.deal_key
order by open_deals.deal_key
