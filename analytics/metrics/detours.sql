-- Detours: which deals skipped a stage, went back, came into a stage again, or were opened again after their closing?
-- One row per pipeline for all deals that were in a stage (`reached`, in `times`), and one per detour, deal and stage: the stage skipped, left backwards, entered again, or (missing) closed.  A move counts as
-- often as it happened (`times`); `status`: what has become of the deal.
-- Reads scoped_reach, scoped_deals, stage_visits and win_backs.  Parameter: $as_of.

with visits as (

    select
        stage_visits.deal_key,
        stage_visits.pipeline,
        stage_visits.position,
        stage_visits.kind,
        scoped_deals.status,
        coalesce(stage_visits.outcome = 'moved_back' and stage_visits.left_on <= $as_of, false) as is_back
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    -- whoever went straight through has nothing to tell
    where stage_visits.deal_key in (
            select stage_visits.deal_key from stage_visits where stage_visits.outcome = 'moved_back'
        )
        and (stage_visits.entered_on is null or stage_visits.entered_on <= $as_of)

),

detours as (

    select 'reached' as detour, pipeline, null as deal_key, null as position, null as status, count(*) as times
    from scoped_reach
    where position = 0
    group by pipeline

    union all

    select 'skipped' as detour, pipeline, deal_key, position, status, 1 as times
    from scoped_reach
    where is_skipped

    union all

    select 'moved_back' as detour, pipeline, deal_key, position, status, count(*) as times
    from visits
    where is_back and kind = 'open'
    group by pipeline, deal_key, position, status

    union all

    select 'entered_again' as detour, pipeline, deal_key, position, status, count(*) - 1 as times
    from visits
    where kind = 'open'
    group by pipeline, deal_key, position, status
    having count(*) > 1

    union all

    select 'reopened' as detour, pipeline, deal_key, null as position, status, count(*) as times
    from visits
    where is_back and kind <> 'open'
    group by pipeline, deal_key, status

    union all

    select
        'win_back' as detour, scoped_deals.pipeline, scoped_deals.deal_key, null as position, scoped_deals.status, 1 as times
    from win_backs
    inner join scoped_deals on win_backs.deal_key = scoped_deals.deal_key

)

select detour, pipeline, position, deal_key, status, times
from detours
order by detour, pipeline, position, deal_key
