-- What every import said of its deals, each with its key and with the pipeline and stage as which it counts.
-- Reads incoming_deals (all imports' deals, as intake returned them, with their keys), pipeline_names, stage_names.

insert into deal_versions by name
select
    incoming_deals.* exclude (pipeline, stage),
    coalesce(stage_names.pipeline, pipeline_names.pipeline, incoming_deals.pipeline) as pipeline,
    coalesce(stage_names.stage, incoming_deals.stage) as stage,
    case when coalesce(stage_names.pipeline, pipeline_names.pipeline) <> incoming_deals.pipeline then incoming_deals.pipeline end
        as exported_pipeline,
    case when stage_names.stage <> incoming_deals.stage then incoming_deals.stage end as exported_stage
from incoming_deals
left join pipeline_names
    on incoming_deals.crm = pipeline_names.crm and incoming_deals.pipeline = pipeline_names.exported_pipeline
left join stage_names
    on incoming_deals.crm = stage_names.crm and incoming_deals.pipeline = stage_names.exported_pipeline
    and incoming_deals.stage = stage_names.exported_stage
