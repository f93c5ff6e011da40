-- Stage audit: how do deals go through each stage, and what becomes of those that do and of those that skip it?
-- One row per open stage of each pipeline, in order.
-- Reads stages, scoped_reach and scoped_stays.

with passages as (

    select
        pipeline,
        position,
        count(*) as reached,
        count(case when is_skipped then 1 end) as skipped,
        count(case when status = 'won' then 1 end) as won,
        count(case when fate = 'lost' then 1 end) as lost_here,
        count(case when fate = 'advanced' and status = 'won' and not is_skipped then 1 end) as visited_won,
        count(case when fate = 'advanced' and status = 'lost' and not is_skipped then 1 end) as visited_lost,
        count(case when fate = 'advanced' and status = 'won' and is_skipped then 1 end) as skipped_won,
        count(case when fate = 'advanced' and status = 'lost' and is_skipped then 1 end) as skipped_lost
    from scoped_reach
    group by pipeline, position

),

visits as (

    select
        pipeline,
        position,
        count(distinct case when is_dated then deal_key end) as dated,
        count(case when is_dated and outcome in ('advanced', 'won') then 1 end) as moved_on,
        count(
            case when is_dated and outcome in ('advanced', 'won') and left_at is not null and left_on = entered_on then 1 end
        ) as same_day,
        -- dates of the latest entry alone do not show a way back
        count(case when has_left and evidence not in ('date_entered', 'current_only') then 1 end) as ended,
        count(case when outcome = 'moved_back' and evidence not in ('date_entered', 'current_only') then 1 end) as moved_back,
        sum(case when is_dated then days end) as days
    from scoped_stays
    group by pipeline, position

)

select
    stages.pipeline,
    stages.stage,
    cast(stages.position as integer) as position,
    stages.exit_criteria,
    stages.buyer_outcome,
    stages.buyer_centric,
    coalesce(passages.reached, 0) as reached,
    coalesce(passages.skipped, 0) as skipped,
    coalesce(passages.won, 0) as won,
    coalesce(passages.lost_here, 0) as lost_here,
    coalesce(passages.visited_won, 0) as visited_won,
    coalesce(passages.visited_lost, 0) as visited_lost,
    coalesce(passages.skipped_won, 0) as skipped_won,
    coalesce(passages.skipped_lost, 0) as skipped_lost,
    coalesce(visits.dated, 0) as dated,
    coalesce(visits.moved_on, 0) as moved_on,
    coalesce(visits.same_day, 0) as same_day,
    coalesce(visits.ended, 0) as ended,
    coalesce(visits.moved_back, 0) as moved_back,
    cast(coalesce(visits.days, 0) as double) as days
from stages
left join passages on stages.pipeline = passages.pipeline and stages.position = passages.position
left join visits on stages.pipeline = visits.pipeline and stages.position = visits.position
where stages.kind = 'open'
order by stages.pipeline, stages.position
