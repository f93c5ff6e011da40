-- The versions of each deal, but for what `deals` has of the newest, and which imports show the former ones.
-- Reads incoming_deals, incoming_showings.

insert into stored_newest_versions by name
select deal_key, row_number, status, probability, lines, created_on, closed_on, stage_changed_on
from incoming_deals
where is_newest;

insert into stored_newest_details by name
select deal_key, nullif(deal_ref, deal_id) as deal_ref, exported_pipeline, exported_stage, previous_stage, filled
from incoming_deals
where
    is_newest
    and (
        deal_ref <> deal_id
        or coalesce(exported_pipeline, exported_stage, previous_stage, filled) is not null
    );

insert into stored_former_versions by name
select * exclude (import_id, row_number, is_newest, filled, previous_on)
from incoming_deals
where not is_newest;

insert into stored_showings by name
select * from incoming_showings
