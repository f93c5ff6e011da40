-- One row per deal: its newest version, with the status that its last stay tells and its amount in the reporting currency.
-- Reads spanned_deals (incoming_deals, each with what spans has of it).
-- Parameter: $reporting_currency; amounts without a currency are taken to be in it.

insert into deals
with

dated as (

    select
        spanned_deals.*,
        imports.as_of,
        case
            when coalesce(last_kind, status, 'open') = 'open' then null
            when closed_on <= imports.as_of then closed_on
            when is_dated then last_on
        end as day_closed
    from spanned_deals
    left join imports on spanned_deals.import_id = imports.import_id
    where spanned_deals.is_newest

),

-- a rate holds until the next one; the first also before its day
rated as (

    select
        currency,
        rate,
        case when lag(from_on) over w is null then date '0001-01-01' else from_on end as from_on,
        coalesce(lead(from_on) over w, date '9999-12-31') as until_on
    from rates
    window w as (partition by currency order by from_on)

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
left join rated
    on dated.currency = rated.currency
    and coalesce(dated.day_closed, dated.as_of) >= rated.from_on and coalesce(dated.day_closed, dated.as_of) < rated.until_on
left join stages on dated.pipeline = stages.pipeline and dated.stage = stages.stage
