-- Whom subscriptions and reports by month name, and which row of `customers` that is: by its id, else by a name that is
-- no other customer's.

create temp table payers as
with

paying as (

    select import_id, crm, coalesce(customer_ref, customer_name, subscription_ref) as payer, customer_name, plan, deal_key, started_on, subscription_ref
    from subscriptions

    union all

    select import_id, crm, coalesce(customer_ref, customer_name, subscription_ref), customer_name, plan, null, month_on, subscription_ref
    from mrr_months

),

named as (

    select lower(trim(name)) as name, min(crm) as crm, min(customer_ref) as customer_ref
    from customers
    where name is not null
    group by lower(trim(name))
    having count(*) = 1

),

newest as (

    select *
    from paying
    qualify row_number() over (partition by crm, payer order by started_on desc nulls last, subscription_ref) = 1

),

sold as (

    select crm, payer, deal_key
    from paying
    where deal_key is not null
    qualify row_number() over (partition by crm, payer order by started_on nulls last, deal_key) = 1

)

select
    newest.crm,
    newest.payer,
    newest.customer_name as name,
    newest.plan,
    sold.deal_key,
    coalesce(told.crm, named.crm) as customer_crm,
    coalesce(told.customer_ref, named.customer_ref) as customer_ref
from newest
left join sold on newest.crm = sold.crm and newest.payer = sold.payer
left join customers as told on newest.crm = told.crm and newest.payer = told.customer_ref
left join named on lower(trim(newest.customer_name)) = named.name
