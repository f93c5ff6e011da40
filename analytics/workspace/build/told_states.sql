-- What was known of a deal, stretch by stretch: one row per deal and stretch of days, the last one without an end; of deals
-- of which more is told than one export, or whose currency has had several rates.
-- Dated exports tell how a deal stood on their day, audits when a single field changed; of the two, the later one holds.
-- Before anything is told, the oldest value known holds.
-- Reads snapshots, newest, field_changes, rates, deals.  Parameter: $reporting_currency.

create temp table told_states as
with

audits as (

    select
        field_changes.deal_key,
        field_changes.field,
        field_changes.changed_at,
        field_changes.old,
        field_changes.new,
        try_cast(field_changes.old as decimal(18, 4)) as old_amount,
        try_cast(field_changes.new as decimal(18, 4)) as new_amount,
        try_cast(field_changes.old as date) as old_day,
        try_cast(field_changes.new as date) as new_day,
        row_number() over (
            partition by field_changes.deal_key, field_changes.field
            order by field_changes.changed_at, field_changes.import_id, field_changes.old, field_changes.new
        ) as turn
    from field_changes
    -- names that the deals do not have are those of another column, ids for instance
    left join (
        select told.field, told.import_id, count(known.owner) * 2 >= count(*) as is_known
        from (select distinct field, import_id, new from field_changes where field = 'owner') as told
        left join (select distinct owner from incoming_deals) as known on told.new = known.owner
        group by told.field, told.import_id
    ) as names on field_changes.field = names.field and field_changes.import_id = names.import_id
    where field_changes.deal_key is not null
        and case field_changes.field
            when 'amount' then (new is null) = (new_amount is null) and (old is null) = (old_amount is null)
            when 'expected_close_on' then (new is null) = (new_day is null) and (old is null) = (old_day is null)
            when 'owner' then names.is_known
            else field_changes.field in ('forecast_category', 'next_step')
        end

),

-- currencies whose rate has changed
revalued as (

    select currency, min(from_on) as first_on
    from rates
    where currency <> $reporting_currency
    group by currency
    having count(*) > 1

),

concerned as (

    select deal_key from snapshots
    union
    select deal_key from audits
    union
    select newest.deal_key
    from newest
    inner join revalued on newest.currency = revalued.currency

),

shown as (

    select
        deal_key, as_of, owner, team, currency, amount, expected_close_on, forecast_category, probability, next_step,
        last_activity_on
    from snapshots
    union all
    select
        newest.deal_key, newest.as_of, newest.owner, newest.team, newest.currency, newest.amount, newest.expected_close_on,
        newest.forecast_category, newest.probability, newest.next_step, newest.last_activity_on
    from newest
    inner join concerned on newest.deal_key = concerned.deal_key
    where newest.deal_key not in (select deal_key from snapshots)

),

first_shown as (

    select *
    from shown
    qualify as_of = min(as_of) over (partition by deal_key)

),

first_told as (

    select
        deal_key,
        min(changed_at) filter (field = 'owner') as owner_at,
        min(old) filter (field = 'owner') as owner,
        min(changed_at) filter (field = 'amount') as amount_at,
        min(old_amount) filter (field = 'amount') as amount,
        min(changed_at) filter (field = 'expected_close_on') as expected_close_at,
        min(old_day) filter (field = 'expected_close_on') as expected_close_on,
        min(changed_at) filter (field = 'forecast_category') as forecast_category_at,
        min(old) filter (field = 'forecast_category') as forecast_category,
        min(changed_at) filter (field = 'next_step') as next_step_at,
        min(old) filter (field = 'next_step') as next_step
    from audits
    where turn = 1
    group by deal_key

),

-- an audit names no team: that in which the newest exports have most deals of the owner
teams as (

    select owner, team
    from newest
    where owner is not null
    group by owner, team
    qualify row_number() over (partition by owner order by count(*) desc, team) = 1

),

-- a struct says of a field that it is told here, be it as missing
points as (

    select
        first_shown.deal_key,
        null::date as from_on,
        null::timestamp as told_at,
        false as is_audit,
        {'told': case when owner_at < as_of then first_told.owner else first_shown.owner end} as owner,
        {'told': case when owner_at < as_of then teams.team else first_shown.team end} as team,
        {'told': currency} as currency,
        {'told': case when amount_at < as_of then first_told.amount else first_shown.amount end} as amount,
        {'told': case when expected_close_at < as_of then first_told.expected_close_on else first_shown.expected_close_on end}
            as expected_close_on,
        {'told': case when forecast_category_at < as_of then first_told.forecast_category else first_shown.forecast_category end}
            as forecast_category,
        {'told': probability} as probability,
        {'told': case when next_step_at < as_of then first_told.next_step else first_shown.next_step end} as next_step,
        {'told': last_activity_on} as last_activity_on
    from first_shown
    left join first_told on first_shown.deal_key = first_told.deal_key
    left join teams on first_told.owner = teams.owner

    union all

    -- on its day an export is the last word
    select
        deal_key, as_of, as_of + interval 1 day, false, {'told': owner}, {'told': team}, {'told': currency}, {'told': amount},
        {'told': expected_close_on}, {'told': forecast_category}, {'told': probability}, {'told': next_step}, {'told': last_activity_on}
    from shown

    union all

    select
        audits.deal_key,
        cast(audits.changed_at as date),
        audits.changed_at,
        true,
        case when audits.field = 'owner' then {'told': audits.new} end,
        case when audits.field = 'owner' then {'told': case when audits.new = newest.owner then newest.team else teams.team end} end,
        null,
        case when audits.field = 'amount' then {'told': audits.new_amount} end,
        case when audits.field = 'expected_close_on' then {'told': audits.new_day} end,
        case when audits.field = 'forecast_category' then {'told': audits.new} end,
        null,
        case when audits.field = 'next_step' then {'told': audits.new} end,
        null
    from audits
    inner join newest on audits.deal_key = newest.deal_key
    left join teams on audits.new = teams.owner

),

filled as (

    select
        deal_key,
        from_on,
        told_at,
        is_audit,
        last_value(owner ignore nulls) over w as owner,
        last_value(team ignore nulls) over w as team,
        last_value(currency ignore nulls) over w as currency,
        last_value(amount ignore nulls) over w as amount,
        last_value(expected_close_on ignore nulls) over w as expected_close_on,
        last_value(forecast_category ignore nulls) over w as forecast_category,
        last_value(probability ignore nulls) over w as probability,
        last_value(next_step ignore nulls) over w as next_step,
        last_value(last_activity_on ignore nulls) over w as last_activity_on,
        row_number() over w as turn
    from points
    window w as (
        partition by deal_key order by told_at nulls first, is_audit, owner, amount, expected_close_on, forecast_category, next_step
        rows unbounded preceding
    )

),

last_of_day as (

    select *
    from filled
    qualify row_number() over (partition by deal_key, from_on order by turn desc) = 1

),

changed as (

    select *
    from last_of_day
    qualify
        from_on is null
        or row(owner, team, currency, amount, expected_close_on, forecast_category, probability, next_step, last_activity_on)
        is distinct from
        lag(row(owner, team, currency, amount, expected_close_on, forecast_category, probability, next_step, last_activity_on))
        over (partition by deal_key order by from_on nulls first)

),

stretches as (

    select
        deal_key,
        from_on,
        lead(from_on) over w as to_on,
        lead(is_audit) over w as is_audit,
        owner.told as owner,
        team.told as team,
        currency.told as currency,
        amount.told as amount,
        expected_close_on.told as expected_close_on,
        forecast_category.told as forecast_category,
        probability.told as probability,
        next_step.told as next_step,
        last_activity_on.told as last_activity_on
    from changed
    window w as (partition by deal_key order by from_on nulls first)

),

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

    select stretches.deal_key, stretches.from_on as stretch_on, rates.from_on
    from stretches
    inner join revalued on stretches.currency = revalued.currency
    inner join rates on stretches.currency = rates.currency and rates.from_on > revalued.first_on
    inner join deals on stretches.deal_key = deals.deal_key
    where (stretches.from_on is null or rates.from_on > stretches.from_on)
        and (stretches.to_on is null or rates.from_on < stretches.to_on)
        and rates.from_on <= coalesce(deals.closed_on, deals.as_of)
        and (deals.created_on is null or rates.from_on > deals.created_on)
        and not exists (
            select 1
            from closings
            where closings.deal_key = stretches.deal_key
                and rates.from_on > closings.closed_on and rates.from_on < closings.reopened_on
        )

    union

    select stretches.deal_key, stretches.from_on, closings.reopened_on
    from stretches
    inner join revalued on stretches.currency = revalued.currency
    inner join closings on stretches.deal_key = closings.deal_key
    inner join deals on stretches.deal_key = deals.deal_key
    where (stretches.from_on is null or closings.reopened_on > stretches.from_on)
        and (stretches.to_on is null or closings.reopened_on < stretches.to_on)
        and closings.reopened_on <= deals.as_of

),

pieces as (

    select *, from_on as piece_on, false as is_cut
    from stretches
    union all
    select stretches.*, cuts.from_on, true
    from stretches
    inner join cuts on stretches.deal_key = cuts.deal_key and stretches.from_on is not distinct from cuts.stretch_on

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
