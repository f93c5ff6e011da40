-- Targets: to which team does each owner belong?
-- One row per owner and team.
-- Reads scoped_deals.

with sold as (

    select
        scoped_deals.owner,
        scoped_deals.team,
        count(*) as deals,
        max(scoped_deals.created_on) as last_on
    from scoped_deals
    where scoped_deals.owner is not null and scoped_deals.team is not null
    group by scoped_deals.owner, scoped_deals.team

)

select
    owner,
    team
from sold
-- the team of the newest deal comes last
order by owner, last_on nulls first, deals, team
