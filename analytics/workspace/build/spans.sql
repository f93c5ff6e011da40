-- What the stays of a deal say of it in all: the first and the furthest stage, the present one, and the best evidence.
-- One row per deal that has been in a stage.  Reads stays, numbered_stages.

create temp table spans as
with staged as (

    select
        stays.*,
        numbered_stages.kind,
        case when numbered_stages.kind <> 'lost' then stays.position end as sound_position
    from stays
    inner join numbered_stages
        on stays.pipeline_at = numbered_stages.pipeline_at and stays.position = numbered_stages.position

)

select
    deal_key,
    pipeline_at,
    evidence,
    case when evidence = 2 then entered_on end as evidence_from_on,
    case when kind = 'open' then coalesce(entered_on, date '0001-01-01') end as placed_on,
    cast(1 as ubigint) << position as reached_mask,
    kind as last_kind,
    entered_on as last_on,
    entered_at is not null as is_dated,
    sound_position as lowest,
    sound_position as highest,
    case when kind <> 'lost' then entered_on end as entered_on
from staged
where is_only

union all

select
    deal_key,
    any_value(pipeline_at),
    max(evidence),
    -- dated exports tell nothing of the time before them
    case when max(evidence) = 2 then min(case when evidence = 2 then entered_on end) end,
    min(case when kind = 'open' then coalesce(entered_on, date '0001-01-01') end),
    bit_or(cast(1 as ubigint) << position),
    max(case when next_position is null then kind end),
    max(case when next_position is null then entered_on end),
    max(case when next_position is null then entered_at end) is not null,
    min(sound_position),
    max(sound_position),
    -- one undated stay leaves the day of everything up to it unknown
    case
        when count(sound_position) = count(case when kind <> 'lost' then entered_on end)
            then min(case when kind <> 'lost' then entered_on end)
    end
from staged
where not is_only
group by deal_key
