-- What each subscription paid in each month, by the newest report that has the month.

insert into mrr_months
select
    read_mrr_months.import_id,
    row_number,
    read_mrr_months.crm,
    subscription_ref,
    customer_ref,
    customer_name,
    plan,
    status,
    month_on,
    mrr,
    currency
from read_mrr_months
inner join imports on read_mrr_months.import_id = imports.import_id
qualify
    row_number() over (
        partition by read_mrr_months.crm, subscription_ref, month_on
        order by imports.as_of desc nulls last, read_mrr_months.import_id desc
    ) = 1
order by read_mrr_months.crm, subscription_ref, month_on
