-- Which stages each CRM's exports name, those of its histories too, and as what they count.
-- Reads incoming_deals, told_events, pipeline_names, stage_names.

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

),

entered as (

    select deal_key, crm, pipeline, stage
    from told_events
    union all
    select deal_key, crm, pipeline, from_stage
    from told_events
    where from_stage is not null

),

-- a history that names no pipeline is of the deal's own
of_histories as (

    select distinct
        entered.crm,
        coalesce(entered.pipeline, incoming_deals.exported_pipeline, incoming_deals.pipeline) as exported_pipeline,
        entered.stage as exported_stage
    from entered
    inner join incoming_deals on entered.deal_key = incoming_deals.deal_key and entered.crm = incoming_deals.crm

)

select crm, exported_pipeline, exported_stage, pipeline, stage, deals
from of_deals

union all

select
    of_histories.crm,
    of_histories.exported_pipeline,
    of_histories.exported_stage,
    coalesce(stage_names.pipeline, pipeline_names.pipeline, of_histories.exported_pipeline),
    coalesce(stage_names.stage, of_histories.exported_stage),
    0
from of_histories
left join pipeline_names
    on of_histories.crm = pipeline_names.crm and of_histories.exported_pipeline = pipeline_names.exported_pipeline
left join stage_names
    on of_histories.crm = stage_names.crm and of_histories.exported_pipeline = stage_names.exported_pipeline
    and of_histories.exported_stage = stage_names.exported_stage
where not exists (
    select 1
    from of_deals
    where of_deals.crm = of_histories.crm and of_deals.exported_pipeline = of_histories.exported_pipeline
        and of_deals.exported_stage = of_histories.exported_stage
)
order by all
