-- The customers in scope, with what their list says of them and how they were won.
-- One row per customer.
-- Reads scoped_accounts and customers.  Parameter: $as_of.

with told as (

    select scoped_accounts.*
    from scoped_accounts

)

select
    told.account_key,
    told.told_by,
    coalesce(told.name, told.customer_ref) as name,
    told.deal_key,
    told.owner,
    told.source,
    told.segment,
    told.region,
    told.plan,
    told.lead_type,
    told.started_on,
    told.sale_began_on,
    told.sold_on,
    cast(told.deal_amount as double) as deal_amount,
    cast(told.recurring_amount as double) as recurring_amount,
    customers.success_owner,
    customers.status,
    customers.tenure_months,
    -- what came after the day was not known then
    coalesce(customers.ended_on > cast($as_of as date), false) as is_later,
    customers.is_churned,
    customers.ended_on,
    customers.churn_type,
    customers.churn_reason
from told
left join customers
    on told.told_by = 'customers' and told.crm = customers.crm and told.customer_ref = customers.customer_ref
order by told.account_key
