-- The events of several imports: what two of them tell of a stage counts once.

select min(import_id) as import_id, crm, deal_ref, name, pipeline, stage, from_stage, evidence, entered_at, deal_key
from incoming_events
group by all
order by all
