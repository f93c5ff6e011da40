-- The events of one import, as they are.

create temp view told_events as
select import_id, crm, deal_ref, name, pipeline, stage, from_stage, evidence, entered_at, deal_key
from incoming_events
