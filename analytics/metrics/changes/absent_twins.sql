-- Absent: which deals have the name or the account of deals that vanished, and may be what they were merged into?
-- One row per pair of a vanished deal and one that is there.
-- Reads scoped_deals and deals.  Parameter: $keys, the vanished deals.

with vanished as (

    select deals.deal_key, lower(trim(deals.name)) as name, lower(trim(deals.account)) as account, deals.amount
    from deals
    where deals.deal_key = any($keys::integer[])

)

select
    vanished.deal_key,
    min(scoped_deals.name) as twin
from vanished
inner join scoped_deals
    on vanished.deal_key <> scoped_deals.deal_key
    and (
        vanished.name = lower(trim(scoped_deals.name))
        or (vanished.account = lower(trim(scoped_deals.account)) and vanished.amount = scoped_deals.amount)
    )
group by vanished.deal_key
having count(*) = 1
order by vanished.deal_key
