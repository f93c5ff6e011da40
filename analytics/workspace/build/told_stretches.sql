-- What was known of a deal, stretch by stretch: one row per deal and stretch of days, the last one without an end.
-- Dated exports tell how a deal stood on their day, audits when a single field changed; of the two, the later one holds.
-- Before anything is told, the oldest value known holds.  Audits tell nothing of what a deal is (its source, region ...).
-- Reads snapshots, newest, audits, revalued.

-- deals of which more is told than one export, or whose currency has had several rates
create temp table concerned as
select deal_key from snapshots
union
select deal_key from audits
union
select newest.deal_key
from newest
inner join revalued on newest.currency = revalued.currency;

create temp table told_stretches as
with

shown as (

    select
        deal_key, as_of, owner, team, currency, amount, expected_close_on, forecast_category, probability, next_step,
        last_activity_on, source, lead_type, deal_type, region, product, segment, lost_reason
    from snapshots
    union all
    select
        newest.deal_key, newest.as_of, newest.owner, newest.team, newest.currency, newest.amount, newest.expected_close_on,
        newest.forecast_category, newest.probability, newest.next_step, newest.last_activity_on,
        newest.source, newest.lead_type, newest.deal_type, newest.region, newest.product, newest.segment, newest.lost_reason
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
        {'told': last_activity_on} as last_activity_on,
        -- one says the other
        case when coalesce(source, lead_type) is not null then {'source': source, 'lead_type': lead_type} end as origin,
        deal_type, region, product, segment, lost_reason
    from first_shown
    left join first_told on first_shown.deal_key = first_told.deal_key
    left join teams on first_told.owner = teams.owner

    union all

    -- on its day an export is the last word
    select
        deal_key, as_of, as_of + interval 1 day, false, {'told': owner}, {'told': team}, {'told': currency}, {'told': amount},
        {'told': expected_close_on}, {'told': forecast_category}, {'told': probability}, {'told': next_step}, {'told': last_activity_on},
        case when coalesce(source, lead_type) is not null then {'source': source, 'lead_type': lead_type} end,
        deal_type, region, product, segment, lost_reason
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
        null,
        null, null, null, null, null, null
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
        -- what a deal is: an export without it takes nothing away
        {
            'origin': last_value(origin ignore nulls) over w,
            'deal_type': last_value(deal_type ignore nulls) over w,
            'region': last_value(region ignore nulls) over w,
            'product': last_value(product ignore nulls) over w,
            'segment': last_value(segment ignore nulls) over w,
            'lost_reason': last_value(lost_reason ignore nulls) over w
        } as nature,
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
        or row(owner, team, currency, amount, expected_close_on, forecast_category, probability, next_step, last_activity_on, nature)
        is distinct from
        lag(row(owner, team, currency, amount, expected_close_on, forecast_category, probability, next_step, last_activity_on, nature))
        over (partition by deal_key order by from_on nulls first)

)

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
    last_activity_on.told as last_activity_on,
    nature.origin.source as source,
    nature.origin.lead_type as lead_type,
    nature.deal_type as deal_type,
    nature.region as region,
    nature.product as product,
    nature.segment as segment,
    nature.lost_reason as lost_reason
from changed
window w as (partition by deal_key order by from_on nulls first)
