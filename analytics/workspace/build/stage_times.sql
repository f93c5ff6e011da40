-- The times in stages, of the import whose word on the deal counts.

insert into stage_times
select
    read_stage_times.import_id,
    newest.deal_key,
    coalesce(nullif(read_stage_times.pipeline, ''), newest.pipeline) as pipeline,
    read_stage_times.stage,
    read_stage_times.days
from read_stage_times
inner join newest
    on read_stage_times.crm = newest.crm and read_stage_times.deal_ref = newest.deal_ref
    and read_stage_times.import_id = newest.import_id
order by newest.deal_key, pipeline, read_stage_times.stage
