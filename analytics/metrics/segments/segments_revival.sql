-- Revival: which deals came back after a loss, and what became of them?
-- One row per deal and way: `lost` (it was lost at some time), `reopened` (and opened again), `returned` (another, later deal of an account that had only lost ones).
-- Reads scoped_deals, stage_visits and deals.  Parameter: $as_of.

with losses as (

    select stage_visits.deal_key, bool_or(coalesce(stage_visits.left_on <= $as_of, false)) as is_reopened
    from stage_visits
    where stage_visits.kind = 'lost' and (stage_visits.entered_on is null or stage_visits.entered_on <= $as_of)
    group by stage_visits.deal_key

),

accounts as (

    select
        account,
        min(case when status = 'lost' then closed_on end) as lost_on,
        min(case when status = 'won' then closed_on end) as won_on
    from deals
    where account is not null and closed_on <= $as_of
    group by account

)

select 'lost' as way, scoped_deals.deal_key, scoped_deals.status
from scoped_deals
inner join losses on scoped_deals.deal_key = losses.deal_key
union all
select 'reopened' as way, scoped_deals.deal_key, scoped_deals.status
from scoped_deals
inner join losses on scoped_deals.deal_key = losses.deal_key
where losses.is_reopened
union all
select 'returned' as way, scoped_deals.deal_key, scoped_deals.status
from scoped_deals
inner join accounts on scoped_deals.account = accounts.account
where accounts.lost_on < scoped_deals.created_on
    and (accounts.won_on is null or accounts.won_on >= scoped_deals.created_on)
order by way, deal_key
