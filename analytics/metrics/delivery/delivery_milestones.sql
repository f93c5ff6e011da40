-- The days on which customers reached what comes after the sale.
-- One row per customer and milestone of a list, or post-sale stage of its deal.
-- Reads scoped_accounts, post_sale_milestones and stage_visits.  Parameter: $as_of.

with reached as (

    select scoped_accounts.account_key, post_sale_milestones.milestone, cast(null as varchar) as stage, post_sale_milestones.reached_on
    from post_sale_milestones
    inner join scoped_accounts
        on scoped_accounts.told_by = 'customers'
        and post_sale_milestones.crm = scoped_accounts.crm
        and post_sale_milestones.customer_ref = scoped_accounts.customer_ref

    union all

    select scoped_accounts.account_key, cast(null as varchar), stage_visits.stage, min(stage_visits.entered_on)
    from stage_visits
    inner join scoped_accounts on stage_visits.deal_key = scoped_accounts.deal_key
    where stage_visits.kind = 'post_sale' and stage_visits.entered_at is not null
    group by scoped_accounts.account_key, stage_visits.stage

)

select reached.account_key, reached.milestone, reached.stage, reached.reached_on
from reached
where reached.reached_on <= $as_of
order by reached.account_key, reached.reached_on, reached.milestone, reached.stage
