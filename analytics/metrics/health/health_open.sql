-- Health: which deals are open, since when are they in their stage, and when did anything last happen to them?
-- One row per open deal.
-- Reads scoped_deals, deals, stages, stage_visits, field_changes and former_states.  Parameter: $as_of.

with open_stages as (

    select pipeline, count(*) as open_stages
    from stages
    where kind = 'open'
    group by pipeline

),

here as (

    select deal_key, max(cast(entered_at as date)) as entered_on
    from stage_visits
    where kind = 'open'
        and entered_at is not null
        and entered_on <= $as_of
        and (left_on is null or left_on > $as_of)
    group by deal_key

),

changed as (

    select changes.deal_key, max(changes.day) as changed_on
    from (
        select deal_key, cast(entered_at as date) as day
        from stage_visits
        where entered_at is not null
        union all
        select deal_key, cast(changed_at as date) as day
        from field_changes
        where deal_key is not null
        union all
        -- the last day on which it was otherwise than now; a rate of exchange is no change of the deal
        select former_states.deal_key, former_states.to_on as day
        from former_states
        inner join scoped_deals on former_states.deal_key = scoped_deals.deal_key
        where former_states.owner is distinct from scoped_deals.owner
            or former_states.amount is distinct from scoped_deals.amount
            or former_states.expected_close_on is distinct from scoped_deals.expected_close_on
            or former_states.forecast_category is distinct from scoped_deals.forecast_category
            or former_states.next_step is distinct from scoped_deals.next_step
    ) as changes
    where changes.day <= $as_of
    group by changes.deal_key

)

select
    scoped_deals.deal_key,
    scoped_deals.deal_id,
    scoped_deals.crm,
    deals.import_id,
    scoped_deals.name,
    scoped_deals.account,
    scoped_deals.owner,
    scoped_deals.team,
    scoped_deals.pipeline,
    scoped_deals.stage,
    scoped_deals.source,
    scoped_deals.lead_type,
    scoped_deals.deal_type,
    scoped_deals.region,
    scoped_deals.product,
    scoped_deals.segment,
    scoped_deals.forecast_category,
    scoped_deals.next_step,
    scoped_deals.currency,
    cast(scoped_deals.position as integer) as position,
    cast(open_stages.open_stages as integer) as open_stages,
    cast(scoped_deals.amount as double) as amount,
    cast(scoped_deals.reporting_amount as double) as reporting_amount,
    scoped_deals.probability,
    cast($as_of as date) - scoped_deals.created_on as age_days,
    cast($as_of as date) - here.entered_on as days,
    cast($as_of as date) - scoped_deals.expected_close_on as overdue_days,
    greatest(
        cast($as_of as date) - greatest(scoped_deals.created_on, scoped_deals.last_activity_on, changed.changed_on), 0
    ) as silent_days,
    scoped_deals.created_on,
    here.entered_on,
    scoped_deals.expected_close_on,
    scoped_deals.last_activity_on
from scoped_deals
inner join deals on scoped_deals.deal_key = deals.deal_key
left join open_stages on scoped_deals.pipeline = open_stages.pipeline
left join here on scoped_deals.deal_key = here.deal_key
left join changed on scoped_deals.deal_key = changed.deal_key
where scoped_deals.status = 'open'
order by scoped_deals.deal_key
