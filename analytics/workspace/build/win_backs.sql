-- Win-backs: each part of a deal that counts as two gets its own stays.  Reads deal_parts.

insert into win_backs
select
    lead(part_key) over w as deal_key,
    part_key as former_key,
    closed_on,
    reopened_on
from deal_parts
window w as (partition by deal_key order by first_visit)
qualify reopened_on is not null
order by former_key;

update stage_visits
set
    deal_key = deal_parts.part_key,
    visit = stage_visits.visit - deal_parts.first_visit + 1,
    outcome = case when is_end then 'inside' else stage_visits.outcome end,
    next_stage = case when not is_end then stage_visits.next_stage end,
    next_position = case when not is_end then stage_visits.next_position end,
    days = case when not is_end then stage_visits.days end,
    left_at = case when not is_end then stage_visits.left_at end,
    left_on = case when not is_end then stage_visits.left_on end,
    left_month = case when is_end then 9999 else stage_visits.left_month end
from (
    select deal_parts.*, stays.visit as at_visit, deal_parts.last_visit = stays.visit as is_end
    from deal_parts
    inner join stage_visits as stays
        on deal_parts.deal_key = stays.deal_key and stays.visit between deal_parts.first_visit and deal_parts.last_visit
) as deal_parts
where stage_visits.deal_key = deal_parts.deal_key and stage_visits.visit = deal_parts.at_visit;

update stays
set
    deal_key = parts.part_key,
    visit = stays.visit - parts.first_visit + 1,
    next_position = case when not parts.is_end then stays.next_position end,
    left_at = case when not parts.is_end then stays.left_at end,
    left_on = case when not parts.is_end then stays.left_on end
from (
    select deal_parts.*, here.visit as at_visit, deal_parts.last_visit = here.visit as is_end
    from deal_parts
    inner join stays as here
        on deal_parts.deal_key = here.deal_key and here.visit between deal_parts.first_visit and deal_parts.last_visit
) as parts
where stays.deal_key = parts.deal_key and stays.visit = parts.at_visit
