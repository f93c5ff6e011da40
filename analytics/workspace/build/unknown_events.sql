-- The deals of events that name none of their own CRM: by id alone where only one CRM has it, or by name where a history has
-- no ids and the name is one deal's.  One row per event of which the deal is found.
-- Reads unknown_events (at: the place of each among all events), sole_refs, sole_names.

select unknown_events.at, coalesce(refs.deal_key, names.deal_key) as deal_key
from unknown_events
left join sole_refs as refs on unknown_events.deal_ref = refs.deal_ref
left join sole_names as names on unknown_events.deal_ref is null and lower(unknown_events.name) = names.name
where coalesce(refs.deal_key, names.deal_key) is not null
