-- A deal that was closed for longer than $days and then opened again is a new deal: from which stay to which each part goes.
-- One row per part of such a deal; the last part keeps the key, the others have those from $first_key on.
-- Reads returned_stays: all stays of the deals that left a closing stage for an open one.
-- Only where both days are told: a file that merely finds the deal open again does not say since when.

create temp table deal_parts as
with

-- closing stages in a row are one closing: it begins with the first of them, and its outcome with the first that tells it
stays as (

    select
        *,
        max(case when kind = 'open' then visit else 0 end) over (partition by deal_key order by visit) as last_open,
        case kind when 'open' then 'open' when 'lost' then 'lost' else 'won' end as outcome
    from returned_stays

),

turns as (

    select
        *,
        lag(outcome) over (partition by deal_key order by visit) is distinct from outcome as is_turn
    from stays

),

closings as (

    select
        deal_key,
        max(visit) as last_visit,
        min(entered_on) as begun_on,
        max(case when is_turn then entered_on end) as closed_on,
        max(left_on) as reopened_on,
        bool_and(entered_at is not null and left_at is not null) as is_dated
    from turns
    where kind <> 'open'
    group by deal_key, last_open

),

ends as (

    select deal_key, last_visit, closed_on, reopened_on
    from closings
    where is_dated and reopened_on - begun_on > $days

    union all

    select deal_key, max(visit) as last_visit, null as closed_on, null as reopened_on
    from stays
    where deal_key in (select deal_key from closings where is_dated and reopened_on - begun_on > $days)
    group by deal_key

),

parts as (

    select
        deal_key,
        1 + coalesce(lag(last_visit) over w, 0) as first_visit,
        last_visit,
        closed_on,
        reopened_on
    from ends
    window w as (partition by deal_key order by last_visit)

)

select
    parts.*,
    case
        when parts.reopened_on is null then parts.deal_key
        else $first_key - 1 + row_number() over (order by parts.reopened_on is null, parts.deal_key, parts.first_visit)
    end as part_key
from parts
