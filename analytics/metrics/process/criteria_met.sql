-- Exit criteria: which deals moved on from a stage, and do they meet the criteria that a column tells of?
-- One row per criterion and deal.
-- Reads scoped_reach, scoped_deals, deals and deal_dimensions.  Parameters: $numbers, $of_pipelines, $positions, $columns and
-- $values (missing: it must be filled) of the criteria, side by side.

with asked as (

    select
        unnest($numbers::integer[]) as number,
        unnest($of_pipelines::varchar[]) as pipeline,
        unnest($positions::integer[]) as position,
        unnest($columns::varchar[]) as name,
        unnest($values::varchar[]) as value

),

told as (

    select deal_key, 'owner' as name, owner as value from scoped_deals
    union all
    select deal_key, 'account', account from scoped_deals
    union all
    select deal_key, 'team', team from scoped_deals
    union all
    select deal_key, 'source', source from scoped_deals
    union all
    select deal_key, 'lead_type', lead_type from scoped_deals
    union all
    select deal_key, 'deal_type', deal_type from scoped_deals
    union all
    select deal_key, 'region', region from scoped_deals
    union all
    select deal_key, 'product', product from scoped_deals
    union all
    select deal_key, 'segment', segment from scoped_deals
    union all
    select deal_key, 'forecast_category', forecast_category from scoped_deals
    union all
    select deal_key, 'next_step', next_step from scoped_deals
    union all
    -- an amount of 0 is none
    select deal_key, 'amount', case when amount <> 0 then cast(amount as varchar) end from scoped_deals
    union all
    select deal_key, 'expected_close_on', cast(expected_close_on as varchar) from scoped_deals
    union all
    select deal_key, 'last_activity_on', cast(last_activity_on as varchar) from scoped_deals
    union all
    select deal_key, 'column: ' || name, value from deal_dimensions

)

select
    asked.number,
    scoped_reach.deal_key,
    deals.import_id,
    scoped_reach.status,
    case
        when asked.value is null then told.value is not null
        else coalesce(lower(told.value) = lower(asked.value), false)
    end as is_met
from asked
inner join scoped_reach on asked.pipeline = scoped_reach.pipeline and asked.position = scoped_reach.position
inner join deals on scoped_reach.deal_key = deals.deal_key
left join told on scoped_reach.deal_key = told.deal_key and asked.name = told.name
where scoped_reach.fate = 'advanced'
    -- where only the current stage is told, nobody knows what was skipped
    and (not scoped_reach.is_skipped or deals.evidence = 'current_only')
order by asked.number, scoped_reach.deal_key
