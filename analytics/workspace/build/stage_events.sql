-- Every dated entry into a stage, joined to its deal: by id within the CRM, by id alone where only one CRM has it, or by name
-- where a history has no ids and the name is one deal's.
-- Reads read_events (all imports' events, as intake returned them).  The same statement of two imports counts once.

insert into stage_events
with names as (

    select lower(name) as name, min(deal_key) as deal_key
    from newest
    where name is not null
    group by lower(name)
    having count(*) = 1

),

refs as (

    select deal_ref, min(deal_key) as deal_key
    from newest
    group by deal_ref
    having count(*) = 1

),

joined as (

    select
        read_events.import_id,
        coalesce(by_ref.deal_key, refs.deal_key, names.deal_key) as deal_key,
        coalesce(read_events.deal_ref, read_events.name) as deal_ref,
        read_events.pipeline,
        read_events.stage,
        read_events.from_stage,
        read_events.entered_at,
        read_events.evidence,
        row_number() over (
            partition by
                read_events.crm, coalesce(read_events.deal_ref, read_events.name), read_events.pipeline,
                read_events.stage, read_events.from_stage, read_events.entered_at, read_events.evidence
            order by read_events.import_id
        ) as copy
    from read_events
    left join newest as by_ref on read_events.crm = by_ref.crm and read_events.deal_ref = by_ref.deal_ref
    left join refs on read_events.deal_ref = refs.deal_ref
    left join names
        on read_events.deal_ref is null and lower(read_events.name) = names.name

)

select import_id, deal_key, deal_ref, pipeline, stage, from_stage, entered_at, evidence
from joined
where copy = 1
order by deal_key, entered_at, stage
