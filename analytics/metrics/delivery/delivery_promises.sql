-- Whether customers say that they got what was promised, half a year, nine months and a year after the beginning.
-- One row per customer with a list that asks.
-- Reads scoped_accounts and customers.

with asked as (

    select scoped_accounts.account_key, customers.promise_kept_6, customers.promise_kept_9, customers.promise_kept_12
    from scoped_accounts
    inner join customers
        on scoped_accounts.told_by = 'customers'
        and scoped_accounts.crm = customers.crm
        and scoped_accounts.customer_ref = customers.customer_ref

)

select asked.account_key, asked.promise_kept_6, asked.promise_kept_9, asked.promise_kept_12
from asked
order by asked.account_key
