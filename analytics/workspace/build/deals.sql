-- One row per deal: its newest version, with the status that its last stay tells and its amount in the reporting currency.
-- Parameter: $reporting_currency; amounts without a currency are taken to be in it.

insert into deals
with

dated as (

    select
        newest.*,
        spans.last_kind,
        spans.last_stage,
        spans.last_position,
        spans.standing_since,
        spans.last_kind is not null and spans.is_dated as is_dated,
        spans.evidence,
        spans.evidence_from_on,
        spans.reached_mask,
        spans.placed_on,
        case
            when coalesce(spans.last_kind, newest.status, 'open') = 'open' then null
            when newest.closed_on <= newest.as_of then newest.closed_on
            when spans.is_dated then spans.last_on
        end as day_closed
    from newest
    left join spans on newest.deal_key = spans.deal_key

),

-- the rate in force on the day of closing, or now; before the first rate, the first
rated as (

    select
        dated.deal_key,
        rates.rate,
        row_number() over (
            partition by dated.deal_key
            order by rates.from_on > coalesce(dated.day_closed, dated.as_of), abs(rates.from_on - coalesce(dated.day_closed, dated.as_of))
        ) as choice
    from dated
    inner join rates on dated.currency = rates.currency

)

select
    dated.deal_key,
    dated.deal_id,
    dated.crm,
    dated.import_id,
    dated.name,
    dated.account,
    dated.owner,
    dated.team,
    dated.pipeline,
    dated.stage,
    case coalesce(dated.last_kind, dated.status, 'open') when 'open' then 'open' when 'lost' then 'lost' else 'won' end as status,
    dated.source,
    dated.lead_type,
    dated.deal_type,
    dated.region,
    dated.product,
    dated.segment,
    dated.lost_reason,
    dated.forecast_category,
    dated.next_step,
    case dated.evidence when 4 then 'history' when 3 then 'date_entered' when 2 then 'snapshots' else 'current_only' end as evidence,
    dated.evidence_from_on,
    dated.currency,
    dated.amount,
    case
        when dated.currency is null or dated.currency = $reporting_currency then dated.amount
        -- a rate may make an amount larger than any real one: then there is none
        else try_cast(round(dated.amount * rated.rate, 4) as decimal(18, 4))
    end as reporting_amount,
    dated.recurring_amount,
    coalesce(dated.probability, stages.probability) as probability,
    coalesce(dated.reached_mask, 0) as reached_mask,
    dated.created_on,
    dated.placed_on,
    dated.expected_close_on,
    dated.day_closed as closed_on,
    dated.last_activity_on,
    dated.as_of,
    dated.last_stage,
    dated.last_kind,
    dated.last_position,
    dated.standing_since,
    dated.is_dated
from dated
left join rated on dated.deal_key = rated.deal_key and rated.choice = 1
left join stages on dated.pipeline = stages.pipeline and dated.stage = stages.stage
