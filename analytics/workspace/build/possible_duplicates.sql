-- Deals of two CRMs with one name, and one account where both have one, whose amounts or days are near.
-- One row per pair.  Reads told_apart (pairs that a person said to be different deals).

insert into possible_duplicates
with plain as (

    select
        deal_key,
        deal_id,
        crm,
        currency,
        amount,
        created_on,
        coalesce(closed_on, expected_close_on) as close_on,
        trim(regexp_replace(lower(name), '[[:punct:][:space:]]+', ' ', 'g')) as name,
        trim(regexp_replace(
            regexp_replace(lower(account), '[[:punct:][:space:]]+', ' ', 'g'),
            '( (inc|incorporated|corp|corporation|co|company|llc|ltd|limited|plc|gmbh|ag|kg|se|sa|sas|sarl|srl|spa|bv|nv|as|ab|oy|aps))+$', ''
        )) as account
    from deals

),

-- a name that a CRM uses many times says nothing
telling as (

    select name, crm
    from plain
    where name <> ''
    group by name, crm
    having count(*) <= 5

),

pairs as (

    select
        one.deal_key,
        other.deal_key as other_key,
        one.account = other.account as is_account,
        one.amount = other.amount as is_amount,
        abs(one.amount - other.amount) <= 0.1 * greatest(abs(one.amount), abs(other.amount)) as is_near,
        coalesce(one.currency = other.currency, true) as is_currency,
        abs(one.created_on - other.created_on) as days_created,
        abs(one.close_on - other.close_on) as days_close
    from plain as one
    inner join telling on one.name = telling.name and one.crm = telling.crm
    inner join plain as other on one.name = other.name and one.crm <> other.crm and one.deal_key < other.deal_key
    inner join telling as again on other.name = again.name and other.crm = again.crm
    left join told_apart
        on one.crm = told_apart.crm and one.deal_id = told_apart.deal_id
        and other.crm = told_apart.other_crm and other.deal_id = told_apart.other_id
    where told_apart.crm is null and coalesce(one.account = other.account, true)

)

select
    deal_key,
    other_key,
    concat_ws(
        ', ',
        'same name',
        case when is_account then 'same account' end,
        case when is_amount and is_currency then 'same amount' when is_near and is_currency then 'amounts within 10%' end,
        case
            when days_created = 0 then 'created on one day'
            when days_created <= 30 then 'created ' || days_created || ' days apart'
        end,
        case when days_close = 0 then 'closing on one day' when days_close <= 30 then 'closing ' || days_close || ' days apart' end
    ) as why
from pairs
where coalesce(is_near and is_currency, false) or coalesce(days_created <= 30, false) or coalesce(days_close <= 30, false)
    or (is_account and is_near is null and days_created is null and days_close is null)
order by deal_key, other_key
