-- Win-backs: the closed deals before them, as rows of their own; the new deal begins on the day on which it was opened again.
-- Reads win_backs and deal_parts.

insert into deals
select deals.* replace (
    deal_parts.part_key as deal_key,
    last_stay.stage as stage,
    case last_stay.kind when 'lost' then 'lost' else 'won' end as status,
    -- the field tells the reason of the last loss
    case when deals.status <> 'lost' then deals.lost_reason end as lost_reason,
    case last_stay.kind when 'lost' then 0 else 1 end as probability,
    known.reached_mask as reached_mask,
    known.placed_on as placed_on,
    coalesce(before.reopened_on, deals.created_on) as created_on,
    deal_parts.closed_on as closed_on,
    last_stay.stage as last_stage,
    last_stay.kind as last_kind,
    last_stay.position as last_position,
    last_stay.entered_on as standing_since,
    last_stay.entered_at is not null as is_dated
)
from deal_parts
inner join deals on deal_parts.deal_key = deals.deal_key
inner join stage_visits as last_stay
    on deal_parts.part_key = last_stay.deal_key and last_stay.outcome = 'inside'
inner join (
    select
        deal_key,
        min(case when kind = 'open' then coalesce(entered_on, date '0001-01-01') end) as placed_on,
        bit_or(cast(1 as ubigint) << position) as reached_mask
    from stage_visits
    group by deal_key
) as known on deal_parts.part_key = known.deal_key
left join win_backs as before on deal_parts.part_key = before.deal_key
where deal_parts.part_key <> deal_parts.deal_key
order by deal_parts.part_key;

update deals
set created_on = win_backs.reopened_on
from win_backs
inner join deal_parts on win_backs.deal_key = deal_parts.deal_key and win_backs.deal_key = deal_parts.part_key
where deals.deal_key = win_backs.deal_key;

insert into deal_dimensions
select deal_parts.part_key, deal_dimensions.name, deal_dimensions.value
from deal_parts
inner join deal_dimensions on deal_parts.deal_key = deal_dimensions.deal_key
where deal_parts.part_key <> deal_parts.deal_key
order by all;

-- what was known of the closed deal stays so from its closing on
insert into former_states
select former_states.* replace (
    deal_parts.part_key as deal_key,
    case when former_states.to_on > deal_parts.closed_on then date '9999-12-31' else former_states.to_on end as to_on
)
from deal_parts
inner join former_states on deal_parts.deal_key = former_states.deal_key
where deal_parts.part_key <> deal_parts.deal_key
    and (former_states.from_on is null or former_states.from_on <= deal_parts.closed_on)
order by all
