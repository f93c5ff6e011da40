-- The versions of each deal, but for what `deals` has of the newest.  Reads incoming_deals.

insert into stored_newest_versions by name
select
    deal_key, row_number, nullif(deal_ref, deal_id) as deal_ref, exported_pipeline, exported_stage, previous_stage, status,
    probability, lines, created_on, closed_on, stage_changed_on, filled
from incoming_deals
where is_newest;

insert into stored_former_versions by name
select *
from incoming_deals
where not is_newest
