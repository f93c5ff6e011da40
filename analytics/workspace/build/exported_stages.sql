-- Which stages each CRM's exports name, and as what they count.

insert into exported_stages
select
    crm,
    coalesce(exported_pipeline, pipeline) as exported_pipeline,
    coalesce(exported_stage, stage) as exported_stage,
    pipeline,
    stage,
    count(*) filter (is_newest) as deals
from deal_versions
group by all
order by all
