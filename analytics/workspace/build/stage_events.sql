-- Every dated entry into a stage, joined to its deal: by id within the CRM, by id alone where only one CRM has it, or by name
-- where a history has no ids and the name is one deal's.
-- Reads told_events (all imports' events, each once, with the keys of deals that their CRM knows).

insert into stage_events
with names as (

    select lower(name) as name, min(deal_key) as deal_key
    from newest
    where name is not null and exists (select 1 from told_events where deal_key is null and deal_ref is null)
    group by lower(name)
    having count(*) = 1

),

refs as (

    select deal_ref, min(deal_key) as deal_key
    from newest
    where exists (select 1 from told_events where deal_key is null and deal_ref is not null)
    group by deal_ref
    having count(*) = 1

),

joined as (

    select * from told_events where deal_key is not null
    union all
    select
        told_events.* exclude (deal_key),
        coalesce(refs.deal_key, names.deal_key) as deal_key
    from told_events
    left join refs on told_events.deal_ref = refs.deal_ref
    left join names on told_events.deal_ref is null and lower(told_events.name) = names.name
    where told_events.deal_key is null

),

-- a deal that two CRMs tell of: in which pipeline the other one has it
elsewhere as (

    select deal_key, crm, arg_max(pipeline, version) as pipeline
    from incoming_deals
    where deal_key in (
        select deal_key
        from incoming_deals
        where deal_key in (select deal_key from incoming_deals where not is_newest)
        group by deal_key
        having min(crm) <> max(crm)
    )
    group by deal_key, crm

)

select
    joined.import_id,
    joined.deal_key,
    coalesce(joined.deal_ref, joined.name) as deal_ref,
    coalesce(
        entered.pipeline, pipeline_names.pipeline, joined.pipeline,
        case when newest.crm <> joined.crm then elsewhere.pipeline end
    ) as pipeline,
    coalesce(entered.stage, joined.stage) as stage,
    coalesce(before.stage, joined.from_stage) as from_stage,
    joined.entered_at,
    joined.evidence
from joined
left join newest on joined.deal_key = newest.deal_key
left join elsewhere on joined.deal_key = elsewhere.deal_key and joined.crm = elsewhere.crm
left join pipeline_names on joined.crm = pipeline_names.crm and joined.pipeline = pipeline_names.exported_pipeline
left join stage_names as entered
    on newest.crm = entered.crm and joined.stage = entered.exported_stage
    and coalesce(joined.pipeline, newest.exported_pipeline, newest.pipeline) = entered.exported_pipeline
left join stage_names as before
    on newest.crm = before.crm and joined.from_stage = before.exported_stage
    and coalesce(joined.pipeline, newest.exported_pipeline, newest.pipeline) = before.exported_pipeline
