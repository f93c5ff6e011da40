-- Absent: which deals of an earlier day are in the exports no more?
-- One row per deal, largest first.
-- Reads scoped_before, deal_absences and partial_exports.  Parameter: $before_on.

with vanished as (

    select
        scoped_before.deal_key,
        scoped_before.deal_id,
        scoped_before.name,
        scoped_before.account,
        scoped_before.owner,
        scoped_before.pipeline,
        scoped_before.stage,
        scoped_before.reporting_amount,
        scoped_before.expected_close_on,
        deal_absences.seen_on,
        deal_absences.from_on as missing_on,
        deal_absences.why
    from scoped_before
    inner join deal_absences
        on scoped_before.deal_key = deal_absences.deal_key
        and deal_absences.from_on <= $as_of
        and (deal_absences.to_on is null or deal_absences.to_on > $as_of)

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
