-- Every stretch of every subscription, as the newest export that has the subscription tells it, and what it pays a month.
-- A trial pays nothing, a pause is no churn, who does not renew pays until the end.

insert into subscriptions
with told as (

    select
        read_subscriptions.*,
        (
            coalesce(ends_by_term, false)
            -- nobody has given notice: the end of a term that may be renewed
            or (coalesce(status = 'active', false) and coalesce(ended_on > $as_of, false) and cancels_on is null and not coalesce(cancels_at_period_end, false))
        )
        and cancelled_on is null
        and coalesce(status, 'active') in ('active', 'past_due', 'ended') as is_term,
        $as_of as as_of,
        coalesce(
            ended_on,
            cancels_on,
            case when cancels_at_period_end or status = 'non_renewing' then period_ends_on end,
            case when status = 'ended' or (not has_end_column and coalesce(status, 'cancelled') = 'cancelled') then cancelled_on end
        ) as end_on,
        dense_rank() over (
            partition by read_subscriptions.crm, subscription_ref
            order by imports.as_of desc nulls last, read_subscriptions.import_id desc
        ) as age
    from read_subscriptions
    inner join imports on read_subscriptions.import_id = imports.import_id

),

placed as (

    select
        told.*,
        stands_as(status, started_on, end_on, has_end_column, is_term, as_of) as is_now
    from told
    where age = 1

)

select
    placed.import_id,
    placed.row_number,
    placed.crm,
    placed.subscription_ref,
    placed.customer_ref,
    placed.customer_name,
    coalesce(newest.deal_key, refs.deal_key) as deal_key,
    placed.plan,
    placed.is_now as status,
    placed.is_now = 'ended' and not coalesce(placed.is_replaced, false) as is_churned,
    placed.movement,
    placed.months_per_bill,
    placed.quantity,
    placed.amount,
    coalesce(
        placed.mrr,
        cast(placed.amount * coalesce(placed.quantity, 1) / placed.months_per_bill as decimal(18, 4))
    ) as mrr,
    placed.currency,
    placed.started_on,
    placed.trial_started_on,
    placed.trial_ended_on,
    placed.period_ends_on,
    placed.cancelled_on,
    placed.paused_on,
    placed.resumed_on,
    placed.end_on as ended_on,
    placed.end_reason,
    case when placed.is_now not in ('trial', 'incomplete') then greatest(placed.started_on, placed.trial_ended_on) end as paying_from,
    least(placed.end_on, case when placed.is_now = 'paused' then placed.paused_on end) as paying_until,
    placed.is_term,
    coalesce(placed.is_level, false) as is_level
from placed
left join newest on placed.crm = newest.crm and placed.deal_ref = newest.deal_ref
left join sole_refs as refs on placed.deal_ref = refs.deal_ref
order by placed.crm, placed.customer_ref, placed.started_on, placed.subscription_ref
