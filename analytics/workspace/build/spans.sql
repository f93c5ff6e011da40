-- What the stays of a deal say of it in all: the first and the furthest stage, the present one, and the best evidence.
-- One row per deal that has been in a stage.  Reads stays, numbered_stages.

create temp table spans as
with staged as (

    select
        stays.*,
        numbered_stages.kind,
        numbered_stages.stage,
        case when numbered_stages.kind <> 'lost' then stays.position end as sound_position
    from stays
    inner join numbered_stages
        on stays.pipeline_at = numbered_stages.pipeline_at and stays.position = numbered_stages.position

),

-- a deal that went on after the sale was closed when it was won, not when it came to where it is now
sold as (

    select deal_key, max(case when visit = last_before + 1 then entered_on end) as sold_on
    from (
        select
            deal_key, visit, entered_on,
            max(case when kind in ('open', 'lost') then visit else 0 end) over (partition by deal_key) as last_before
        from staged
        where deal_key in (select deal_key from staged where next_position is null and kind in ('post_sale', 'churned'))
    )
    group by deal_key

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
    stage as last_stage,
    position as last_position,
    entered_on as standing_since,
    sound_position as lowest,
    sound_position as highest,
    case when kind <> 'lost' then entered_on end as entered_on
from staged
where is_only

union all

select
    staged.deal_key,
    any_value(pipeline_at),
    max(evidence),
    -- dated exports tell nothing of the time before them
    case when max(evidence) = 2 then min(case when evidence = 2 then entered_on end) end,
    min(case when kind = 'open' then coalesce(entered_on, date '0001-01-01') end),
    bit_or(cast(1 as ubigint) << position),
    max(case when next_position is null then kind end),
    max(case when next_position is null then coalesce(sold.sold_on, entered_on) end),
    max(case when next_position is null then entered_at end) is not null,
    max(case when next_position is null then stage end),
    max(case when next_position is null then position end),
    max(case when next_position is null then entered_on end),
    min(sound_position),
    max(sound_position),
    -- one undated stay leaves the day of everything up to it unknown
    case
        when count(sound_position) = count(case when kind <> 'lost' then entered_on end)
            then min(case when kind <> 'lost' then entered_on end)
    end
from staged
left join sold on staged.deal_key = sold.deal_key
where not is_only
group by staged.deal_key
