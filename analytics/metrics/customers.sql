-- Customers by their keys, with what they pay on the day.
-- One row per customer, who pays most first.
-- Reads scoped_accounts, customers and paid_stretches.  Parameters: $keys, $as_of.

with

listed as (

    select scoped_accounts.*
    from scoped_accounts
    where scoped_accounts.account_key = any($keys::integer[])

),

paying as (

    select paid_stretches.account_key, sum(paid_stretches.mrr) as mrr, min(paid_stretches.from_on) as from_on, max(paid_stretches.until_on) as until_on
    from paid_stretches
    where paid_stretches.from_on <= $as_of
    group by paid_stretches.account_key

),

now as (

    select paid_stretches.account_key, sum(paid_stretches.mrr) as mrr
    from paid_stretches
    where paid_stretches.from_on <= $as_of and (paid_stretches.until_on is null or paid_stretches.until_on > $as_of) and paid_stretches.is_dated
    group by paid_stretches.account_key

)

select
    listed.account_key,
    listed.deal_key,
    coalesce(listed.name, listed.customer_ref) as name,
    listed.plan,
    listed.segment,
    listed.source,
    listed.region,
    customers.success_owner,
    listed.owner,
    listed.started_on,
    -- the last day of who pays nothing any more
    case when now.account_key is null and coalesce(paying.until_on, customers.ended_on) <= $as_of then coalesce(paying.until_on, customers.ended_on) end as ended_on,
    case when customers.ended_on <= $as_of then customers.churn_reason end as churn_reason,
    customers.tenure_months,
    cast(coalesce(now.mrr, case when paying.account_key is null then listed.recurring_amount end) as double) as mrr_amount,
    cast(listed.deal_amount as double) as deal_amount,
    listed.customer_ref
from listed
left join paying on listed.account_key = paying.account_key
left join now on listed.account_key = now.account_key
left join customers on listed.told_by = 'customers' and listed.crm = customers.crm and listed.customer_ref = customers.customer_ref
order by mrr_amount desc nulls last, listed.account_key
