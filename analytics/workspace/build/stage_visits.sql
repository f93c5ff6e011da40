-- Every stay of every deal in a stage, from the best evidence there is for that deal.
-- One row per stay; the same stage told twice in a row is one stay.

insert into stage_visits
with

-- a full history beats dates of the latest entry
best as (

    select deal_key, max(evidence) as evidence   -- 'history' sorts after 'date_entered'
    from stage_events
    group by deal_key

),

told as (

    select
        stage_events.deal_key,
        stage_events.stage,
        stage_events.from_stage,
        stage_events.entered_at,
        stage_events.evidence,
        row_number() over (
            partition by stage_events.deal_key order by stage_events.entered_at, stages.position
        ) as place,
        row_number() over (
            partition by stage_events.deal_key order by stage_events.entered_at desc, stages.position desc
        ) as place_from_end
    from stage_events
    inner join best on stage_events.deal_key = best.deal_key and stage_events.evidence = best.evidence
    inner join newest on stage_events.deal_key = newest.deal_key
    inner join stages on newest.pipeline = stages.pipeline and stage_events.stage = stages.stage
    where stage_events.pipeline is null or stage_events.pipeline = newest.pipeline

),

last_told as (

    select told.deal_key, told.stage, stages.kind, cast(told.entered_at as date) as entered_on
    from told
    inner join newest on told.deal_key = newest.deal_key
    inner join stages on newest.pipeline = stages.pipeline and told.stage = stages.stage
    where told.place_from_end = 1

),

entries as (

    select deal_key, stage, entered_at, cast(entered_at as date) as entered_on, evidence, 1 as part
    from told

    union all

    -- a history that begins with a move tells where the deal was before
    select told.deal_key, told.from_stage, null, least(newest.created_on, cast(told.entered_at as date)), told.evidence, 0
    from told
    inner join newest on told.deal_key = newest.deal_key
    where told.place = 1 and told.from_stage is not null

    union all

    -- the stage in which the deals export has it, where no entry tells of it; the day is that by which it was known
    select
        newest.deal_key,
        newest.stage,
        cast(coalesce(newest.stage_changed_on, case when stages.kind <> 'open' then newest.closed_on end) as timestamp),
        case
            when last_told.deal_key is not null
                then greatest(
                    last_told.entered_on,
                    coalesce(newest.stage_changed_on, case when stages.kind <> 'open' then newest.closed_on end, newest.as_of)
                )
            when stages.kind <> 'open' then least(coalesce(newest.stage_changed_on, newest.closed_on, newest.as_of), newest.as_of)
            else newest.stage_changed_on
        end,
        'current_only',
        2
    from newest
    inner join stages on newest.pipeline = stages.pipeline and newest.stage = stages.stage
    left join last_told on newest.deal_key = last_told.deal_key
    where last_told.stage is null or last_told.stage <> newest.stage

    union all

    -- an outcome that is a status, not a stage
    select
        newest.deal_key,
        closing.stage,
        cast(newest.closed_on as timestamp),
        greatest(last_told.entered_on, newest.stage_changed_on, least(coalesce(newest.closed_on, newest.as_of), newest.as_of)),
        'current_only',
        3
    from newest
    inner join (
        select pipeline, kind, first(stage order by position) as stage
        from stages
        where kind in ('won', 'lost')
        group by pipeline, kind
    ) as closing on newest.pipeline = closing.pipeline and newest.status = closing.kind
    left join last_told on newest.deal_key = last_told.deal_key
    left join stages on newest.pipeline = stages.pipeline and newest.stage = stages.stage
    where coalesce(stages.kind, 'open') = 'open' and coalesce(last_told.kind, 'open') = 'open'

),

placed as (

    select
        entries.deal_key,
        newest.pipeline,
        entries.stage,
        stages.kind,
        stages.position,
        entries.entered_at,
        entries.entered_on,
        entries.evidence,
        row_number() over (
            partition by entries.deal_key
            order by entries.entered_on nulls first, entries.part, entries.entered_at nulls first, stages.position
        ) as place,
        lag(entries.stage) over (
            partition by entries.deal_key
            order by entries.entered_on nulls first, entries.part, entries.entered_at nulls first, stages.position
        ) as stage_before
    from entries
    inner join newest on entries.deal_key = newest.deal_key
    inner join stages on newest.pipeline = stages.pipeline and entries.stage = stages.stage

),

stays as (

    select
        *,
        row_number() over w as visit,
        lead(stage) over w as next_stage,
        lead(kind) over w as next_kind,
        lead(position) over w as next_position,
        lead(entered_at) over w as left_at,
        lead(entered_on) over w as left_on
    from placed
    where stage_before is null or stage_before <> stage
    window w as (partition by deal_key order by place)

)

select
    deal_key,
    visit,
    pipeline,
    stage,
    next_stage,
    kind,
    case
        when next_stage is null then 'inside'
        when next_kind = 'lost' then 'lost'
        when kind <> 'open' and next_kind = 'open' then 'moved_back'
        when next_kind = 'won' then 'won'
        when next_position > position then 'advanced'
        else 'moved_back'
    end as outcome,
    evidence,
    position,
    next_position,
    case when entered_at is not null and (left_at is not null or next_stage is null) then left_on - entered_on end as days,
    entered_at,
    left_at,
    entered_on,
    left_on,
    (year(entered_on) - 2000) * 12 + month(entered_on) - 1 as entered_month,
    case when next_stage is null then 9999 else (year(left_on) - 2000) * 12 + month(left_on) - 1 end as left_month
from stays
order by position, next_position, deal_key, visit
