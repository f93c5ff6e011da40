-- Exit criteria: what do the columns that they name say of the deals that were in a stage?
-- One row per criterion and deal, with whether a day is known on which it was there.
-- Reads scoped_reach, scoped_deals, deals, deal_dimensions and stage_visits.  Parameters: $as_of; $numbers, $of_pipelines,
-- $positions, $columns and $values (missing: it must be filled) of the criteria, side by side.

with asked as (

    select
        unnest($numbers::integer[]) as number,
        unnest($of_pipelines::varchar[]) as pipeline,
        unnest($positions::integer[]) as position,
        unnest($columns::varchar[]) as name,
        unnest($values::varchar[]) as value

),

dated as (

    select distinct deal_key, position
    from stage_visits
    where kind = 'open' and entered_at is not null and entered_on <= $as_of

),

told as (

    select
        asked.number,
        scoped_reach.deal_key,
        deals.import_id,
        scoped_reach.status,
        scoped_reach.fate,
        dated.deal_key is not null as is_dated,
        asked.value as wanted,
        case asked.name
            when 'owner' then scoped_deals.owner
            when 'account' then scoped_deals.account
            when 'team' then scoped_deals.team
            when 'source' then scoped_deals.source
            when 'lead_type' then scoped_deals.lead_type
            when 'deal_type' then scoped_deals.deal_type
            when 'region' then scoped_deals.region
            when 'product' then scoped_deals.product
            when 'segment' then scoped_deals.segment
            when 'forecast_category' then scoped_deals.forecast_category
            when 'next_step' then scoped_deals.next_step
            -- an amount of 0 is none
            when 'amount' then case when scoped_deals.amount <> 0 then cast(scoped_deals.amount as varchar) end
            when 'expected_close_on' then cast(scoped_deals.expected_close_on as varchar)
            when 'last_activity_on' then cast(scoped_deals.last_activity_on as varchar)
            else kept.value
        end as value
    from asked
    inner join scoped_reach on asked.pipeline = scoped_reach.pipeline and asked.position = scoped_reach.position
    inner join scoped_deals on scoped_reach.deal_key = scoped_deals.deal_key
    inner join deals on scoped_reach.deal_key = deals.deal_key
    left join deal_dimensions as kept
        on scoped_reach.deal_key = kept.deal_key and asked.name = 'column: ' || kept.name
    left join dated on scoped_reach.deal_key = dated.deal_key and scoped_reach.position = dated.position
    -- where only the current stage is told, nobody knows what was skipped
    where not scoped_reach.is_skipped or deals.evidence = 'current_only'

)

select
    number,
    deal_key,
    import_id,
    status,
    fate,
    is_dated,
    value is not null as is_filled,
    case when wanted is null then value is not null else coalesce(lower(value) = lower(wanted), false) end as is_met
from told
order by number, deal_key
