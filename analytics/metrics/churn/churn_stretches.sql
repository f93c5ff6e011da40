-- What the customers in scope pay, from when until when.
-- One row per stretch of time in which a customer pays one amount.
-- Reads paid_stretches and scoped_accounts.  Parameter: $as_of.

with paid as (

    select paid_stretches.*
    from paid_stretches
    inner join scoped_accounts on paid_stretches.account_key = scoped_accounts.account_key
    where paid_stretches.from_on <= $as_of

)

select
    paid.account_key,
    paid.told_by,
    paid.from_on,
    paid.until_on,
    paid.is_dated,
    cast(round(paid.mrr * 100, 0) as bigint) as cents,
    paid.months_per_bill,
    paid.plan,
    paid.ends,
    paid.end_reason,
    paid.cancelled_on,
    paid.known_on
from paid
order by paid.account_key, paid.from_on, paid.until_on nulls last, paid.mrr
