-- Conversion by month: of the deals that reached a stage in a month, how many had moved on, or were lost, within its horizon?
-- One row per open stage and month of reaching it; months since January 2000; `watched`: whose whole horizon is over.
-- Reads scoped_reach.  Parameters: $as_of; $pipelines_of, $positions_of, $days_of (a horizon for each stage).

with horizons as (

    select
        unnest($pipelines_of::varchar[]) as pipeline,
        unnest($positions_of::integer[]) as position,
        unnest($days_of::integer[]) as horizon

),

passages as (

    select
        scoped_reach.pipeline,
        scoped_reach.position,
        horizons.horizon,
        (year(scoped_reach.reached_on) - 2000) * 12 + month(scoped_reach.reached_on) - 1 as month,
        scoped_reach.fate,
        cast($as_of as date) - scoped_reach.reached_on >= horizons.horizon as is_watched,
        scoped_reach.until_on - scoped_reach.reached_on <= horizons.horizon as is_in_time
    from scoped_reach
    inner join horizons
        on scoped_reach.pipeline = horizons.pipeline and scoped_reach.position = horizons.position
    where scoped_reach.reached_on is not null

)

select
    pipeline,
    position,
    month,
    count(*) as entered,
    count(case when fate = 'advanced' and is_in_time then 1 end) as advanced,
    count(case when fate = 'lost' and is_in_time then 1 end) as lost,
    count(case when is_watched then 1 end) as watched,
    count(case when is_watched and fate = 'advanced' and is_in_time then 1 end) as watched_advanced
from passages
group by pipeline, position, month
order by pipeline, position, month
