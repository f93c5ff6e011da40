-- Absent: which deals of an earlier day are in the exports no more?
-- One row per deal, largest first.
-- Reads scoped_days, asked_days and deal_absences.  Parameters: $before_days, $after_days.

with vanished as (

    select
        scoped_days.deal_key,
        scoped_days.deal_id,
        scoped_days.name,
        scoped_days.account,
        scoped_days.owner,
        scoped_days.pipeline,
        scoped_days.stage,
        scoped_days.reporting_amount,
        scoped_days.expected_close_on,
        deal_absences.seen_on,
        deal_absences.from_on as missing_on,
        deal_absences.why
    from asked_days
    inner join scoped_days on asked_days.before_on = scoped_days.day
    inner join deal_absences
        on scoped_days.deal_key = deal_absences.deal_key
        and deal_absences.from_on <= asked_days.after_on
        and (deal_absences.to_on is null or deal_absences.to_on > asked_days.after_on)

)

select
    vanished.deal_key,
    vanished.deal_id,
    vanished.name,
    vanished.account,
    vanished.owner,
    vanished.pipeline,
    vanished.stage,
    cast(vanished.reporting_amount as double) as reporting_amount,
    vanished.expected_close_on,
    vanished.seen_on,
    vanished.missing_on,
    vanished.why
from vanished
order by vanished.reporting_amount desc nulls last, vanished.deal_key
