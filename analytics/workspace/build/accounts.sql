-- Every customer once: those of the lists, those whom only a subscription names, and, where there is neither, the accounts
-- that have ever had a won deal.  Parameters: $as_of, $reporting_currency.

insert into accounts
with

won_deals as (

    select deals.deal_key, deals.crm, deals.account, lower(trim(deals.account)) as name, deals.closed_on
    from deals
    where deals.account is not null
        and (
            deals.status = 'won'
            or deals.deal_key in (select deal_key from stage_visits where kind in ('won', 'post_sale', 'churned'))
        )

),

first_won as (

    select *
    from won_deals
    qualify row_number() over (partition by name order by closed_on nulls last, deal_key) = 1

),

told as (

    select
        'customers' as told_by,
        customers.crm,
        customers.customer_ref,
        customers.name,
        customers.deal_key,
        customers.owner,
        customers.source,
        customers.segment,
        customers.region,
        customers.plan,
        customers.started_on,
        customers.recurring_amount,
        customers.currency
    from customers

    union all

    select 'subscriptions', crm, payer, name, deal_key, null, null, null, null, null, null, null, null
    from payers
    where customer_ref is null

    union all

    select 'deals', crm, account, account, deal_key, null, null, null, null, null, closed_on, null, null
    from first_won
    where not exists (select * from customers) and not exists (select * from payers)

),

-- what the subscriptions of a customer add
paying as (

    select
        coalesce(payers.customer_crm, payers.crm) as crm,
        coalesce(payers.customer_ref, payers.payer) as customer_ref,
        min(payers.plan) as plan,
        min(payers.deal_key) as deal_key,
        min(subscriptions.paying_from) as paying_from
    from payers
    left join subscriptions
        on payers.crm = subscriptions.crm
        and payers.payer = coalesce(subscriptions.customer_ref, subscriptions.customer_name, subscriptions.subscription_ref)
    group by 1, 2

),

rated as (

    select currency, rate
    from rates
    qualify row_number() over (partition by currency order by from_on > cast($as_of as date), abs(from_on - cast($as_of as date))) = 1

),

sold as (

    select
        told.*,
        paying.plan as plan_paid,
        paying.paying_from,
        coalesce(told.deal_key, paying.deal_key, first_won.deal_key) as sold_by
    from told
    left join paying on told.crm = paying.crm and told.customer_ref = paying.customer_ref
    left join first_won on lower(trim(told.name)) = first_won.name

)

select
    row_number() over (order by sold.crm, sold.customer_ref, sold.told_by) - 1 as account_key,
    sold.told_by,
    sold.crm,
    sold.customer_ref,
    sold.name,
    deals.deal_key,
    -- the team that looks after it since is another matter
    coalesce(sold.owner, case when former.deal_key is null then deals.owner else former.owner end) as owner,
    coalesce(sold.source, deals.source) as source,
    coalesce(sold.segment, deals.segment) as segment,
    coalesce(sold.region, deals.region) as region,
    coalesce(sold.plan, sold.plan_paid) as plan,
    least(sold.started_on, sold.paying_from) as started_on,
    case
        when sold.currency is null or sold.currency = $reporting_currency then sold.recurring_amount
        else try_cast(round(sold.recurring_amount * rated.rate, 4) as decimal(18, 4))
    end as recurring_amount,
    deals.reporting_amount as deal_amount
from sold
left join deals on sold.sold_by = deals.deal_key
left join former_states as former
    on deals.deal_key = former.deal_key
    and (former.from_on is null or former.from_on <= deals.closed_on)
    and former.to_on > deals.closed_on
left join rated on sold.currency = rated.currency
order by account_key
