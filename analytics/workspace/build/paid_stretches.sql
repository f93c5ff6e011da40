-- What each customer pays, from when until when: by a report by month where one tells of it, else by its subscriptions, else
-- by the list of customers.  Parameters: $as_of, $reporting_currency.

insert into paid_stretches
with

-- one rate for all days: a changed rate is neither expansion nor contraction
rated as (

    select currency, rate
    from rates
    qualify row_number() over (partition by currency order by from_on > cast($as_of as date), abs(from_on - cast($as_of as date))) = 1

),

payer_accounts as (

    select payers.crm, payers.payer, accounts.account_key
    from payers
    inner join accounts
        on coalesce(payers.customer_crm, payers.crm) = accounts.crm
        and coalesce(payers.customer_ref, payers.payer) = accounts.customer_ref
        and accounts.told_by = case when payers.customer_ref is null then 'subscriptions' else 'customers' end

),

by_month as (

    select
        payer_accounts.account_key,
        'months' as told_by,
        mrr_months.month_on as from_on,
        cast(mrr_months.month_on + interval 1 month as date) as until_on,
        true as is_dated,
        mrr_months.mrr,
        mrr_months.currency,
        cast(null as double) as months_per_bill,
        mrr_months.plan,
        case when mrr_months.status = 'paused' then 'paused' else 'ended' end as ends,
        cast(null as varchar) as end_reason,
        cast(null as date) as cancelled_on,
        imports.as_of as known_on
    from mrr_months
    inner join imports on mrr_months.import_id = imports.import_id
    inner join payer_accounts
        on mrr_months.crm = payer_accounts.crm
        and coalesce(mrr_months.customer_ref, mrr_months.customer_name, mrr_months.subscription_ref) = payer_accounts.payer
    where mrr_months.mrr > 0 and coalesce(mrr_months.status, 'active') not in ('trial', 'future', 'incomplete', 'paused')

),

paying as (

    select payer_accounts.account_key, subscriptions.*
    from subscriptions
    inner join payer_accounts
        on subscriptions.crm = payer_accounts.crm
        and coalesce(subscriptions.customer_ref, subscriptions.customer_name, subscriptions.subscription_ref) = payer_accounts.payer

),

subscribed as (

    select
        paying.*,
        imports.as_of as known_on,
        -- a pause that is over; one that lies ahead, or whose end nobody tells, changes nothing yet
        status <> 'paused' and paused_on < resumed_on and resumed_on <= cast($as_of as date) and paused_on > paying_from as was_paused
    from paying
    inner join imports on paying.import_id = imports.import_id
    where paying_from is not null
        and paying.status <> 'future'
        -- what costs nothing is no subscription that anybody could lose
        and coalesce(mrr, 1) > 0
        and account_key not in (select account_key from by_month)
        -- the movements of a customer tell all that it pays, its subscriptions would tell it once more
        and (is_level or account_key not in (select account_key from paying where is_level))

),

by_subscription as (

    select
        account_key,
        'subscriptions' as told_by,
        case when part = 2 then resumed_on else paying_from end as from_on,
        case when part = 1 and coalesce(was_paused, false) then paused_on else paying_until end as until_on,
        paying_until is not null or status not in ('ended', 'paused') as is_dated,
        mrr,
        currency,
        months_per_bill,
        plan,
        case
            when part = 1 and coalesce(was_paused, false) then 'paused'
            when status = 'paused' then 'paused'
            when status = 'ended' and not is_churned then 'replaced'
            when is_term then 'term'
            when paying_until is not null then 'ended'
        end as ends,
        end_reason,
        cancelled_on,
        known_on
    from subscribed
    cross join (values (1), (2)) as parts(part)
    where part = 1 or was_paused

),

by_customer as (

    select
        accounts.account_key,
        'customers' as told_by,
        customers.started_on as from_on,
        case when customers.status in ('paused', 'ended', 'cancelled') then coalesce(customers.ended_on, case when customers.status = 'paused' then customers.cancelled_on end) end as until_on,
        customers.ended_on is not null or customers.status not in ('ended', 'paused') or (customers.status = 'paused' and customers.cancelled_on is not null) as is_dated,
        accounts.recurring_amount as mrr,
        cast(null as varchar) as currency,
        cast(null as double) as months_per_bill,
        customers.plan,
        case when customers.status = 'paused' then 'paused' when customers.ended_on is not null then 'ended' end as ends,
        customers.churn_reason as end_reason,
        customers.cancelled_on,
        imports.as_of as known_on
    from accounts
    inner join customers on accounts.crm = customers.crm and accounts.customer_ref = customers.customer_ref and accounts.told_by = 'customers'
    inner join imports on customers.import_id = imports.import_id
    where customers.started_on is not null
        and customers.status not in ('trial', 'future', 'incomplete')
        and coalesce(accounts.recurring_amount, 1) > 0
        and accounts.account_key not in (select account_key from payer_accounts)

),

stretches as (

    select * from by_month
    union all by name
    select * from by_subscription
    union all by name
    select * from by_customer

)

select
    account_key,
    told_by,
    from_on,
    until_on,
    is_dated,
    case
        when stretches.currency is null or stretches.currency = $reporting_currency then mrr
        else try_cast(round(mrr * rated.rate, 4) as decimal(18, 4))
    end as mrr,
    months_per_bill,
    plan,
    ends,
    end_reason,
    cancelled_on,
    known_on
from stretches
left join rated on stretches.currency = rated.currency
where until_on is null or until_on > from_on
order by account_key, from_on, until_on nulls last, mrr
