-- What pipelines and stages count as, where that is another name than the export's.

create temp table pipeline_names (crm varchar, exported_pipeline varchar, pipeline varchar);
create temp table stage_names (
    crm varchar, exported_pipeline varchar, exported_stage varchar, pipeline varchar, stage varchar
)
