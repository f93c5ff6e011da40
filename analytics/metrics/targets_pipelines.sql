-- Targets: which pipelines are there?
-- One row per pipeline.
-- Reads stages.

with pipelines as (

    select distinct stages.pipeline
    from stages

)

select pipeline
from pipelines
order by pipeline
