-- The stays of `stays.sql` with the names of their stages.  One row per stay; they are in the order in which they are stored.

insert into stage_visits
select
    stays.deal_key,
    stays.visit,
    here.pipeline,
    here.stage,
    following.stage as next_stage,
    here.kind,
    case
        when stays.next_position is null then 'inside'
        when following.kind = 'lost' then 'lost'
        when here.kind <> 'open' and following.kind = 'open' then 'moved_back'
        when following.kind = 'won' then 'won'
        when stays.next_position > stays.position then 'advanced'
        else 'moved_back'
    end as outcome,
    case stays.evidence when 4 then 'history' when 3 then 'date_entered' when 2 then 'snapshots' else 'current_only' end as evidence,
    stays.position,
    stays.next_position,
    case
        when stays.entered_at is not null and (stays.left_at is not null or stays.next_position is null)
            then stays.left_on - stays.entered_on
    end as days,
    stays.entered_at,
    stays.left_at,
    stays.entered_on,
    stays.left_on,
    (year(stays.entered_on) - 2000) * 12 + month(stays.entered_on) - 1 as entered_month,
    case when stays.next_position is null then 9999 else (year(stays.left_on) - 2000) * 12 + month(stays.left_on) - 1 end
        as left_month
from stays
inner join numbered_stages as here on stays.pipeline_at = here.pipeline_at and stays.position = here.position
left join numbered_stages as following
    on stays.pipeline_at = following.pipeline_at and stays.next_position = following.position
