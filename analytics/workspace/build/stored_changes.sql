-- Every change of a field of a deal, by the best evidence: the day of an audit, else the days between two exports; of the
-- stage only what exports alone show.  Reads snapshots, newest, field_changes, told_visits (the rows of stored_visits).

insert into stored_changes
with

shown as (

    select
        deal_key,
        previous_on,
        as_of,
        unnest([
            {'field': 'pipeline', 'old': lag(pipeline) over w, 'new': pipeline},
            {'field': 'owner', 'old': lag(owner) over w, 'new': owner},
            {'field': 'team', 'old': lag(team) over w, 'new': team},
            {'field': 'currency', 'old': lag(currency) over w, 'new': currency},
            {'field': 'amount', 'old': lag(amount) over w::varchar, 'new': amount::varchar},
            {'field': 'expected_close_on', 'old': lag(expected_close_on) over w::varchar, 'new': expected_close_on::varchar},
            {'field': 'forecast_category', 'old': lag(forecast_category) over w, 'new': forecast_category},
            {'field': 'probability', 'old': lag(probability) over w::varchar, 'new': probability::varchar},
            {'field': 'next_step', 'old': lag(next_step) over w, 'new': next_step}
        ]) as told
    from snapshots
    window w as (partition by deal_key order by as_of)

),

between_exports as (

    select deal_key, told.field as field, told.old as old, told.new as new, previous_on, as_of
    from shown
    where previous_on is not null and told.old is distinct from told.new

),

audited as (

    select
        field_changes.deal_key, field_changes.field, field_changes.old, field_changes.new,
        cast(field_changes.changed_at as date) as changed_on, field_changes.changed_at
    from field_changes
    inner join newest on field_changes.deal_key = newest.deal_key

)

select deal_key, field, old, new, previous_on as from_on, as_of as to_on, 'snapshots' as evidence
from between_exports
where not exists (
    select 1
    from audited
    where audited.deal_key = between_exports.deal_key and audited.field = between_exports.field
        and audited.changed_on >= between_exports.previous_on and audited.changed_on <= between_exports.as_of
)

union all

select deal_key, field, old, new, changed_on, changed_on, 'history'
from audited

union all

select
    visits.deal_key,
    'stage',
    here.stage,
    following.stage,
    coalesce(turn.previous_on, visits.left_on),
    coalesce(turn.as_of, visits.left_on),
    'snapshots'
from told_visits as visits
inner join stored_stages as here on visits.stage_no = here.stage_no
inner join stored_stages as following on visits.next_stage_no = following.stage_no
-- the exports between which it was seen to change
left join snapshots as turn
    on visits.deal_key = turn.deal_key and visits.left_on > turn.previous_on and visits.left_on <= turn.as_of
where visits.next_evidence = 2 and visits.left_on is not null
order by deal_key, to_on, field, old, new
