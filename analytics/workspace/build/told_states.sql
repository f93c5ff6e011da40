-- The stretches of `told_stretches` in the reporting currency: cut where the rate of an open deal changes.  One row per deal
-- and stretch of days at one rate, the last one without an end.
-- Reads told_stretches, concerned, revalued, rates, deals, stage_visits.  Parameter: $reporting_currency.

create temp table told_states as
with

-- the days on which a deal was closed, until it was opened again: its rate is that of the day of closing
closings as (

    select
        runs.deal_key,
        min(runs.entered_on) as closed_on,
        case when bool_or(runs.left_on is null) then date '9999-12-31' else max(runs.left_on) end as reopened_on
    from (
        select
            stage_visits.deal_key,
            stage_visits.entered_on,
            stage_visits.left_on,
            stage_visits.kind,
            count(*) filter (stage_visits.kind = 'open') over (partition by stage_visits.deal_key order by stage_visits.visit) as run
        from stage_visits
        inner join concerned on stage_visits.deal_key = concerned.deal_key
    ) as runs
    where runs.kind <> 'open'
    group by runs.deal_key, runs.run
    having bool_and(runs.entered_on is not null)

),

cuts as (

    select told_stretches.deal_key, told_stretches.from_on as stretch_on, rates.from_on
    from told_stretches
    inner join revalued on told_stretches.currency = revalued.currency
    inner join rates on told_stretches.currency = rates.currency and rates.from_on > revalued.first_on
    inner join deals on told_stretches.deal_key = deals.deal_key
    where (told_stretches.from_on is null or rates.from_on > told_stretches.from_on)
        and (told_stretches.to_on is null or rates.from_on < told_stretches.to_on)
        and rates.from_on <= coalesce(deals.closed_on, deals.as_of)
        and (deals.created_on is null or rates.from_on > deals.created_on)
        and not exists (
            select 1
            from closings
            where closings.deal_key = told_stretches.deal_key
                and rates.from_on > closings.closed_on and rates.from_on < closings.reopened_on
        )

    union

    select told_stretches.deal_key, told_stretches.from_on, closings.reopened_on
    from told_stretches
    inner join revalued on told_stretches.currency = revalued.currency
    inner join closings on told_stretches.deal_key = closings.deal_key
    inner join deals on told_stretches.deal_key = deals.deal_key
    where (told_stretches.from_on is null or closings.reopened_on > told_stretches.from_on)
        and (told_stretches.to_on is null or closings.reopened_on < told_stretches.to_on)
        and closings.reopened_on <= deals.as_of

),

pieces as (

    select *, from_on as piece_on, false as is_cut
    from told_stretches
    union all
    select told_stretches.*, cuts.from_on, true
    from told_stretches
    inner join cuts on told_stretches.deal_key = cuts.deal_key and told_stretches.from_on is not distinct from cuts.stretch_on

),

valued as (

    select
        pieces.* exclude (from_on, to_on, is_audit, piece_on, is_cut),
        pieces.piece_on as from_on,
        lead(pieces.piece_on) over w as to_on,
        coalesce(lead(pieces.is_cut) over w, false) or coalesce(pieces.is_audit, false) as is_exact,
        least(
            coalesce(closings.closed_on, pieces.piece_on, deals.created_on, date '0001-01-01'), coalesce(deals.closed_on, deals.as_of)
        ) as valued_on
    from pieces
    inner join deals on pieces.deal_key = deals.deal_key
    left join closings
        on pieces.deal_key = closings.deal_key and pieces.piece_on > closings.closed_on
        and pieces.piece_on < closings.reopened_on
    window w as (partition by pieces.deal_key order by pieces.piece_on nulls first)

)

select
    valued.*,
    case
        when valued.currency is null or valued.currency = $reporting_currency then valued.amount
        else try_cast(round(valued.amount * rates.rate, 4) as decimal(18, 4))
    end as reporting_amount
from valued
left join rates on valued.currency = rates.currency
qualify
    row_number() over (
        partition by valued.deal_key, valued.from_on
        order by rates.from_on > valued.valued_on, abs(rates.from_on - valued.valued_on)
    ) = 1
