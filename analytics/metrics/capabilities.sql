-- Capabilities: what do the files of each CRM hold?
-- One row per CRM with deals: its deals, and how many of them have what; the last columns count rows of other tables.
-- Reads scoped_deals, deal_dimensions, imports, deal_changes, stage_visits, targets, customers, accounts, paid_stretches, post_sale_milestones and leads.  Parameter: $as_of.

with told as (

    select
        scoped_deals.crm,
        count(*) as deals,
        count(scoped_deals.stage) as stage,
        count(case when scoped_deals.evidence in ('date_entered', 'history') then 1 end) as stage_entries,
        count(case when scoped_deals.evidence <> 'current_only' then 1 end) as stage_moves,
        count(case when scoped_deals.evidence = 'history' then 1 end) as stage_history,
        count(case when scoped_deals.status = 'won' then 1 end) as won,
        count(case when scoped_deals.status = 'lost' then 1 end) as lost,
        count(case when scoped_deals.status = 'lost' and scoped_deals.is_placed then 1 end) as lost_stage,
        count(case when scoped_deals.status = 'lost' then scoped_deals.lost_reason end) as lost_reason,
        count(case when scoped_deals.status <> 'open' then 1 end) as closed,
        count(case when scoped_deals.status <> 'open' then scoped_deals.closed_on end) as closed_on,
        count(case when scoped_deals.status = 'open' then 1 end) as open_deals,
        count(case when scoped_deals.status = 'open' then scoped_deals.expected_close_on end) as expected_close,
        count(case when scoped_deals.status = 'open' then scoped_deals.probability end) as probability,
        count(case when scoped_deals.status = 'open' then scoped_deals.stage_entered_on end) as stage_age,
        count(case when scoped_deals.status = 'open' then scoped_deals.next_step end) as next_step,
        count(case when scoped_deals.status = 'open' then scoped_deals.forecast_category end) as forecast_category,
        count(scoped_deals.last_activity_on) as last_activity,
        count(scoped_deals.reporting_amount) as amount,
        count(scoped_deals.created_on) as created_on,
        count(case when counted.deal_key is not null then 1 end) as activities,
        count(scoped_deals.owner) as owner,
        count(scoped_deals.team) as team,
        count(scoped_deals.source) as source,
        count(scoped_deals.lead_type) as lead_type,
        count(coalesce(scoped_deals.region, scoped_deals.product, scoped_deals.segment, scoped_deals.deal_type)) as segment
    from scoped_deals
    left join (select deal_key from deal_dimensions where name = 'Activities') as counted on scoped_deals.deal_key = counted.deal_key
    group by scoped_deals.crm

),

exports as (

    select crm, count(distinct as_of) as exports
    from imports
    where kind = 'deals' and as_of <= $as_of
    group by crm

),

formers as (

    select scoped_deals.crm, count(*) as earlier_values
    from deal_changes
    inner join scoped_deals on deal_changes.deal_key = scoped_deals.deal_key
    where deal_changes.to_on <= $as_of
        and deal_changes.field in (
            'amount', 'currency', 'expected_close_on', 'owner', 'team', 'forecast_category', 'probability', 'next_step'
        )
    group by scoped_deals.crm

),

others as (

    select
        (select count(*) from targets) as targets,
        (select count(*) from leads) as leads,
        (select count(*) from customers) as customers,
        (select count(*) from customers where is_churned and ended_on is not null) as customer_ends,
        (select count(churn_reason) from customers) as churn_reason,
        (select count(promise_kept_6) + count(promise_kept_9) + count(promise_kept_12) from customers) as promises,
        -- by months, subscriptions or a list of customers: whatever tells what was paid from when on
        (select count(*) from paid_stretches where mrr > 0 and from_on <= $as_of) as recurring,
        (select count(*) from accounts where told_by = 'deals' and started_on <= $as_of) as buyers,
        (select count(*) from post_sale_milestones) as milestones

)

select
    told.*,
    coalesce(exports.exports, 0) as exports,
    coalesce(formers.earlier_values, 0) as earlier_values,
    others.*
from told
cross join others
left join exports on told.crm = exports.crm
left join formers on told.crm = formers.crm
order by told.deals desc, told.crm
