-- Changes: which deals were planned to close in a period on one day or on a later one, and how did they stand on both?
-- One row per deal that was planned so on either day, or was closed in between.
-- Reads scoped_deals, scoped_before, deals, deal_absences and deal_changes.  Parameters: $before_on, $period_from, $period_to.

with planned_before as (

    select
        scoped_before.*,
        scoped_before.status = 'open' and scoped_before.expected_close_on between $period_from::date and $period_to::date as is_planned
    from scoped_before

),

planned_after as (

    select
        scoped_deals.*,
        scoped_deals.status = 'open' and scoped_deals.expected_close_on between $period_from::date and $period_to::date as is_planned
    from scoped_deals

),

-- deals that were there, but with an owner or a team outside the scope, are handed over, not new
there_before as (

    select deals.deal_key
    from deals
    left join deal_absences as absent
        on deals.deal_key = absent.deal_key
        and absent.from_on <= $before_on::date
        and (absent.to_on is null or absent.to_on > $before_on::date)
    where (deals.created_on is null or deals.created_on <= $before_on::date) and absent.deal_key is null

),

there_after as (

    select deals.deal_key
    from deals
    left join deal_absences as absent
        on deals.deal_key = absent.deal_key
        and absent.from_on <= $as_of
        and (absent.to_on is null or absent.to_on > $as_of)
    where (deals.created_on is null or deals.created_on <= $as_of) and absent.deal_key is null

),

both_days as (

    select
        coalesce(planned_after.deal_key, planned_before.deal_key) as deal_key,
        coalesce(planned_after.crm, planned_before.crm) as crm,
        planned_before.deal_key is not null as was_there,
        planned_after.deal_key is not null as is_there,
        coalesce(planned_before.is_planned, false) as was_planned,
        coalesce(planned_after.is_planned, false) as is_planned,
        planned_before.status as status_before,
        planned_after.status as status_after,
        planned_before.stage as stage_before,
        planned_after.stage as stage_after,
        planned_before.expected_close_on as close_before,
        planned_after.expected_close_on as close_after,
        planned_after.closed_on,
        planned_before.currency as currency_before,
        planned_after.currency as currency_after,
        -- whole units, so that every sum is exact: ten-thousandths of the own currency, hundredths of the reporting one
        cast(planned_before.amount * 10000 as bigint) as own_before,
        cast(planned_after.amount * 10000 as bigint) as own_after,
        cast(round(planned_before.reporting_amount * 100, 0) as bigint) as amount_before,
        cast(round(planned_after.reporting_amount * 100, 0) as bigint) as amount_after,
        coalesce(planned_after.name, planned_before.name) as name,
        coalesce(planned_after.account, planned_before.account) as account,
        coalesce(planned_after.pipeline, planned_before.pipeline) as pipeline,
        coalesce(planned_after.segment, planned_before.segment) as segment,
        case when planned_after.deal_key is null then planned_before.owner else planned_after.owner end as owner,
        case when planned_after.deal_key is null then planned_before.team else planned_after.team end as team
    from planned_before
    full join planned_after on planned_before.deal_key = planned_after.deal_key

),

marked as (

    select
        both_days.*,
        not both_days.was_planned
            and both_days.status_after in ('won', 'lost')
            and both_days.closed_on between $before_on::date and $as_of
            and (not both_days.was_there or both_days.status_before = 'open' or both_days.status_before <> both_days.status_after)
            as is_closed_between
    from both_days

),

touched as (

    select deal_changes.deal_key, count(*) as changes
    from deal_changes
    where deal_changes.to_on > $before_on::date and deal_changes.to_on <= $as_of
    group by deal_changes.deal_key

)

select
    marked.*,
    not marked.was_there and there_before.deal_key is not null as was_elsewhere,
    not marked.is_there and there_after.deal_key is not null as is_elsewhere,
    coalesce(touched.changes, 0) as changes
from marked
left join there_before on marked.deal_key = there_before.deal_key
left join there_after on marked.deal_key = there_after.deal_key
left join touched on marked.deal_key = touched.deal_key
where marked.was_planned or marked.is_planned or marked.is_closed_between
order by marked.deal_key
