-- Changes: which deals were planned to close in a period on one day or on a later one, and how did they stand on both?
-- One row per pair of days and deal that was planned so on either day, or was closed in between on a day of the period.
-- Reads scoped_days.  Parameters: $before_days, $after_days, and the first and last days of the period of each
-- pair, $period_from and $period_to.

with periods as (

    select
        unnest($before_days::date[]) as before_on,
        unnest($after_days::date[]) as after_on,
        unnest($period_from::date[]) as period_from,
        unnest($period_to::date[]) as period_to

),

-- the deals that are planned for the period on either day, or closed on a day of both
concerned as (

    select periods.*, scoped_days.deal_key
    from periods
    inner join scoped_days on periods.before_on = scoped_days.day
    where scoped_days.status = 'open' and scoped_days.expected_close_on between periods.period_from and periods.period_to
    union
    select periods.*, scoped_days.deal_key
    from periods
    inner join scoped_days on periods.after_on = scoped_days.day
    where case when scoped_days.status = 'open' then scoped_days.expected_close_on else scoped_days.closed_on end
            between periods.period_from and periods.period_to
        and (scoped_days.status = 'open' or scoped_days.closed_on between periods.before_on and periods.after_on)

),

both_days as (

    select
        concerned.*,
        coalesce(planned_after.crm, planned_before.crm) as crm,
        planned_before.deal_key is not null as was_there,
        planned_after.deal_key is not null as is_there,
        coalesce(
            planned_before.status = 'open'
            and planned_before.expected_close_on between concerned.period_from and concerned.period_to,
            false
        ) as was_planned,
        coalesce(
            planned_after.status = 'open'
            and planned_after.expected_close_on between concerned.period_from and concerned.period_to,
            false
        ) as is_planned,
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
    from concerned
    left join scoped_days as planned_before
        on concerned.before_on = planned_before.day and concerned.deal_key = planned_before.deal_key
    left join scoped_days as planned_after
        on concerned.after_on = planned_after.day and concerned.deal_key = planned_after.deal_key

),

marked as (

    select
        both_days.*,
        not both_days.was_planned
            and both_days.status_after in ('won', 'lost')
            and both_days.closed_on between both_days.before_on and both_days.after_on
            -- what was never planned for the period, and closed on a day outside of it, is not its business
            and both_days.closed_on between both_days.period_from and both_days.period_to
            and (not both_days.was_there or both_days.status_before = 'open' or both_days.status_before <> both_days.status_after)
            as is_closed_between
    from both_days

)

select marked.*
from marked
where marked.was_planned or marked.is_planned or marked.is_closed_between
order by marked.before_on, marked.deal_key
