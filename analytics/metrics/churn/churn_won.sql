-- What customers told by deals alone have bought, and the renewals that they refused.
-- One row per won or lost deal of a customer, and per customer that a CRM calls churned.
-- Reads scoped_accounts, scoped_deals and stage_visits.  Parameter: $as_of.

with

buyers as (

    select scoped_accounts.account_key, lower(trim(scoped_accounts.name)) as name
    from scoped_accounts
    where scoped_accounts.told_by = 'deals'

),

left_on as (

    select stage_visits.deal_key, min(stage_visits.entered_on) as churned_on
    from stage_visits
    where stage_visits.kind = 'churned' and stage_visits.entered_on <= $as_of
    group by stage_visits.deal_key

)

select
    buyers.account_key,
    scoped_deals.deal_key,
    scoped_deals.name,
    scoped_deals.pipeline,
    scoped_deals.deal_type,
    scoped_deals.status,
    scoped_deals.closed_on,
    left_on.churned_on,
    scoped_deals.lost_reason,
    scoped_deals.product as plan,
    cast(round(scoped_deals.reporting_amount * 100, 0) as bigint) as cents,
    cast(round(deals.recurring_amount * 100, 0) as bigint) as recurring_cents,
    cast(round(scoped_deals.amount * 100, 0) as bigint) as amount_cents
from scoped_deals
inner join buyers on lower(trim(scoped_deals.account)) = buyers.name
inner join deals on scoped_deals.deal_key = deals.deal_key
left join left_on on scoped_deals.deal_key = left_on.deal_key
where scoped_deals.status <> 'open' and scoped_deals.closed_on is not null
order by buyers.account_key, scoped_deals.closed_on, scoped_deals.deal_key
