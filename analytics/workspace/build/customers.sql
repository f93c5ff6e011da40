-- Every customer, as its newest export has it: by the day of the export, then by import.
-- The word of the status decides, but a last day that has passed beats "active" and "cancelled": cancelled is not ended.

insert into customers
with dated as (

    select
        * replace (
            -- the last day of a term that is in force is the day of its renewal
            case
                when
                    ended_on > $as_of and cancelled_on is null
                    and (status = 'active' or (status is null and coalesce(ends_by_term, false)))
                    then null
                else ended_on
            end as ended_on
        )
    from read_customers

),

told as (

    select
        dated.*,
        $as_of as as_of,
        -- without a column for the last day, the day of the cancellation is all there is
        coalesce(
            ended_on,
            case when not has_end_column or status = 'ended' or is_churned then cancelled_on end
        ) as end_on,
        dense_rank() over (
            partition by dated.crm, customer_ref
            order by imports.as_of desc nulls last, dated.import_id desc
        ) as age
    from dated
    inner join imports on dated.import_id = imports.import_id

),

placed as (

    select
        told.*,
        case
            when is_churned and coalesce(status, 'ended') <> 'paused' then 'ended'
            -- who tried and went was no customer
            when status = 'trial' then 'trial'
            else stands_as(status, started_on, end_on, has_end_column, false, as_of)
        end as is_now
    from told
    where age = 1

)

select
    placed.import_id,
    placed.row_number,
    placed.crm,
    placed.customer_ref,
    placed.customer_id,
    placed.customer_name as name,
    coalesce(newest.deal_key, refs.deal_key) as deal_key,
    placed.owner,
    placed.success_owner,
    placed.is_now as status,
    placed.is_now = 'ended' as is_churned,
    placed.started_on,
    placed.cancelled_on,
    placed.end_on as ended_on,
    placed.tenure_months,
    placed.churn_type,
    placed.churn_reason,
    placed.segment,
    placed.region,
    placed.plan,
    placed.source,
    cast(placed.recurring_amount / placed.months_per_bill as decimal(18, 4)) as recurring_amount,
    placed.currency,
    placed.promise_kept_6,
    placed.promise_kept_9,
    placed.promise_kept_12
from placed
left join newest on placed.crm = newest.crm and placed.deal_ref = newest.deal_ref
left join sole_refs as refs on placed.deal_ref = refs.deal_ref
order by placed.crm, placed.customer_ref
