-- Which stages each CRM's exports name, those of its histories too, and as what they count.
-- Reads incoming_deals, told_stages (what the histories name, each once), pipeline_names, stage_names.

insert into exported_stages
with

of_deals as (

    select
        crm,
        coalesce(exported_pipeline, pipeline) as exported_pipeline,
        coalesce(exported_stage, stage) as exported_stage,
        pipeline,
        stage,
        count(*) filter (is_newest) as deals
    from incoming_deals
    group by all

)

select crm, exported_pipeline, exported_stage, pipeline, stage, deals
from of_deals

union all

select
    told_stages.crm,
    told_stages.exported_pipeline,
    told_stages.exported_stage,
    coalesce(stage_names.pipeline, pipeline_names.pipeline, told_stages.exported_pipeline),
    coalesce(stage_names.stage, told_stages.exported_stage),
    0
from told_stages
left join pipeline_names
    on told_stages.crm = pipeline_names.crm and told_stages.exported_pipeline = pipeline_names.exported_pipeline
left join stage_names
    on told_stages.crm = stage_names.crm and told_stages.exported_pipeline = stage_names.exported_pipeline
    and told_stages.exported_stage = stage_names.exported_stage
where not exists (
    select 1
    from of_deals
    where of_deals.crm = told_stages.crm and of_deals.exported_pipeline = told_stages.exported_pipeline
        and of_deals.exported_stage = told_stages.exported_stage
)
order by all
