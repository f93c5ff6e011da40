-- The team of deals of which no export tells it: that of the owner, as set, else the one that the owner's targets name.
-- Reads owners and targets.

create temp table team_of as
select owner, team
from owners
where team is not null
union all
select owner, min(team) as team
from targets
where owner is not null and team is not null and owner not in (select owner from owners where team is not null)
group by owner
having count(distinct team) = 1;

update deals
set team = team_of.team
from team_of
where deals.team is null and deals.owner = team_of.owner;

update former_states
set team = team_of.team
from team_of
where former_states.team is null and former_states.owner = team_of.owner
