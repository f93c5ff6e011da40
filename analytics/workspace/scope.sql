-- What every metric reads: the deals in scope, as they were known on $as_of, the stages they had reached by then and their
-- stays in them, and customers.
-- Stands before each metric's own query.  A filter that is null does not filter.

with

scoped_deals as (

    select
        known.*,
        -- what the question splits deals by; missing: nothing
        case $by::varchar
            when 'owner' then known.owner
            when 'team' then known.team
            when 'source' then known.source
            when 'lead_type' then known.lead_type
            when 'deal_type' then known.deal_type
            when 'region' then known.region
            when 'product' then known.product
            when 'segment' then known.segment
        end as value
    from (
        select
            deals.deal_key,
            deals.deal_id,
            deals.crm,
            deals.name,
            deals.account,
            case when former.deal_key is null then deals.owner else former.owner end as owner,
            case when former.deal_key is null then deals.team else former.team end as team,
            deals.pipeline,
            -- on a day of which no stay is known the stage is not known: today's would be the future's
            case when $as_of >= deals.as_of then coalesce(deals.state_stage, deals.stage) else deals.state_stage end as stage,
            deals.position,
            -- a post-sale stage follows a win on the same timeline
            case coalesce(deals.state_kind, 'open')
                when 'open' then 'open'
                when 'lost' then 'lost'
                else 'won'
            end as status,
            case when former.deal_key is null then deals.source else former.source end as source,
            case when former.deal_key is null then deals.lead_type else former.lead_type end as lead_type,
            case when former.deal_key is null then deals.deal_type else former.deal_type end as deal_type,
            case when former.deal_key is null then deals.region else former.region end as region,
            case when former.deal_key is null then deals.product else former.product end as product,
            case when former.deal_key is null then deals.segment else former.segment end as segment,
            -- of a loss that was undone since, the reason is not known any more
            case when deals.state_kind = 'lost' and deals.outcome = 'inside' then
                coalesce(former.lost_reason, deals.lost_reason)
            end as lost_reason,
            case when former.deal_key is null then deals.forecast_category else former.forecast_category end as forecast_category,
            case when former.deal_key is null then deals.next_step else former.next_step end as next_step,
            case when deals.evidence_from_on > $as_of then 'current_only' else deals.evidence end as evidence,
            coalesce(deals.placed_on <= $as_of, false) as is_placed,
            case when former.deal_key is null then deals.currency else former.currency end as currency,
            case when former.deal_key is null then deals.amount else former.amount end as amount,
            case when former.deal_key is null then deals.reporting_amount else former.reporting_amount end as reporting_amount,
            -- a deal's own probability is that of the stage in which it stands now
            case
                when former.deal_key is not null then coalesce(former.probability, stages.probability)
                when $as_of >= deals.as_of or deals.state_stage = deals.stage then deals.probability
                else stages.probability
            end as probability,
            deals.created_on,
            case when former.deal_key is null then deals.expected_close_on else former.expected_close_on end as expected_close_on,
            case
                when coalesce(deals.state_kind, 'open') = 'open' then null
                when deals.closed_on <= $as_of then deals.closed_on
                -- else it is only known by when, not on which day
                when deals.is_entry_told then deals.stage_entered_on
            end as closed_on,
            -- when a history tells it; the closing date is a field that people edit
            case when deals.state_kind = 'lost' then
                case when not deals.is_entry_told then deals.closed_on else deals.stage_entered_on end
            end as lost_on,
            deals.stage_entered_on,
            -- what it did later was not known, and what it had done before is not told
            case
                when former.deal_key is not null then former.last_activity_on
                when deals.last_activity_on <= $as_of then deals.last_activity_on
            end as last_activity_on
        from (
            -- where the deal stood: on the last days, in its last stage, which need not be looked for
            select
                deals.*,
                case when $is_now then deals.last_stage else state.stage end as state_stage,
                case when $is_now then deals.last_kind else state.kind end as state_kind,
                case when $is_now then deals.last_position else state.position end as position,
                case when $is_now then deals.standing_since else state.entered_on end as stage_entered_on,
                case when $is_now then deals.is_dated else state.entered_at is not null end as is_entry_told,
                case when $is_now then 'inside' else state.outcome end as outcome
            from deals
            left join stage_visits as state
                on not $is_now
                and deals.deal_key = state.deal_key
                and (state.entered_on is null or state.entered_on <= $as_of)
                and (state.left_on is null or state.left_on > $as_of)
        ) as deals
        left join stages on deals.pipeline = stages.pipeline and deals.state_stage = stages.stage
        -- what was known of it on that day, where that was something else
        left join former_states as former
            on deals.deal_key = former.deal_key
            and (former.from_on is null or former.from_on <= $as_of)
            and former.to_on > $as_of
        -- exports that should show it do not
        left join deal_absences as absent
            on deals.deal_key = absent.deal_key
            and absent.from_on <= $as_of
            and (absent.to_on is null or absent.to_on > $as_of)
        where (deals.created_on is null or deals.created_on <= $as_of)
            and absent.deal_key is null
    ) as known
    where ($pipelines::varchar[] is null or list_contains($pipelines::varchar[], known.pipeline))
        and ($owners::varchar[] is null or list_contains($owners::varchar[], known.owner))
        and ($teams::varchar[] is null or list_contains($teams::varchar[], known.team))
        and ($sources::varchar[] is null or list_contains($sources::varchar[], known.source))
        and ($lead_types::varchar[] is null or list_contains($lead_types::varchar[], known.lead_type))
        and ($deal_types::varchar[] is null or list_contains($deal_types::varchar[], known.deal_type))
        and ($regions::varchar[] is null or list_contains($regions::varchar[], known.region))
        and ($products::varchar[] is null or list_contains($products::varchar[], known.product))
        and ($segments::varchar[] is null or list_contains($segments::varchar[], known.segment))
        and (
            $dimensions::varchar[] is null
            or known.deal_key in (
                select deal_dimensions.deal_key
                from deal_dimensions
                where list_contains($dimensions::varchar[], deal_dimensions.name || '=' || deal_dimensions.value)
                group by deal_dimensions.deal_key
                -- values of one column are alternatives; different columns must all hold
                having count(distinct deal_dimensions.name) = $dimension_names::integer
            )
        )
        and (
            ($from_on::date is null and $to_on::date is null)
            or case $basis::varchar
                when 'created' then known.created_on
                when 'closed' then known.closed_on
                else case when known.status = 'open' then known.expected_close_on end
            end between coalesce($from_on::date, date '0001-01-01') and coalesce($to_on::date, date '9999-12-31')
        )

),

scoped_reach as (

    select
        fates.*,
        case fates.fate
            when 'advanced' then fates.next_on
            when 'lost' then fates.lost_on
            else cast($as_of as date)
        end as until_on
    from (
        select
            stored_reach.deal_key,
            scoped_deals.pipeline,
            stored_reach.position,
            stored_reach.is_skipped or coalesce(stored_reach.entered_on > $as_of, false) as is_skipped,
            stored_reach.reached_on,
            stored_reach.next_on,
            scoped_deals.status,
            scoped_deals.lost_on,
            scoped_deals.lost_reason,
            scoped_deals.reporting_amount,
            scoped_deals.value,
            case
                when stored_reach.next_position is not null
                    and (stored_reach.next_on is null or stored_reach.next_on <= $as_of) then 'advanced'
                when scoped_deals.status = 'lost' then 'lost'
                else 'open'
            end as fate
        from stored_reach
        inner join scoped_deals on stored_reach.deal_key = scoped_deals.deal_key
        where (stored_reach.reached_on is null or stored_reach.reached_on <= $as_of)
            -- a lost deal whose last stage no file tells would be booked to the first one
            and (scoped_deals.is_placed or scoped_deals.status <> 'lost')
    ) as fates

),

-- the stays of these deals in open stages, as they were known on $as_of: who left later was inside
scoped_stays as (

    select
        stage_visits.deal_key,
        stage_visits.visit,
        stage_visits.pipeline,
        stage_visits.stage,
        stage_visits.position,
        scoped_deals.status,
        scoped_deals.segment,
        scoped_deals.value,
        scoped_deals.reporting_amount,
        stage_visits.evidence,
        -- a file dates it; a skipped stage has no day
        stage_visits.entered_at is not null as is_dated,
        -- in the stage where the deal stands; it may have been there before
        coalesce(stage_visits.position = scoped_deals.position, false) as is_current,
        coalesce(stage_visits.left_on <= $as_of, false) as has_left,
        case when stage_visits.left_on <= $as_of then stage_visits.outcome else 'inside' end as outcome,
        least(coalesce(stage_visits.left_on, cast($as_of as date)), cast($as_of as date)) - stage_visits.entered_on as days,
        stage_visits.entered_on,
        case when stage_visits.left_on <= $as_of then stage_visits.left_on end as left_on,
        case when stage_visits.left_on <= $as_of then stage_visits.left_at end as left_at
    from stage_visits
    inner join scoped_deals on stage_visits.deal_key = scoped_deals.deal_key
    where stage_visits.kind = 'open' and (stage_visits.entered_on is null or stage_visits.entered_on <= $as_of)

),

-- the customers in scope, as they were known on $as_of; the period is no matter of theirs
scoped_accounts as (

    select
        accounts.*,
        deals.crm as deal_crm,
        deals.team,
        deals.pipeline,
        deals.lead_type,
        deals.deal_type,
        deals.product,
        deals.created_on as sale_began_on,
        deals.closed_on as sold_on
    from accounts
    left join deals on accounts.deal_key = deals.deal_key
    where (accounts.started_on is null or accounts.started_on <= coalesce($as_of::date, accounts.started_on))
        and ($owners::varchar[] is null or list_contains($owners::varchar[], accounts.owner))
        and ($sources::varchar[] is null or list_contains($sources::varchar[], accounts.source))
        and ($regions::varchar[] is null or list_contains($regions::varchar[], accounts.region))
        and ($segments::varchar[] is null or list_contains($segments::varchar[], accounts.segment))
        -- what is sold is a product, what is paid for a plan
        and ($products::varchar[] is null or list_contains($products::varchar[], deals.product) or list_contains($products::varchar[], accounts.plan))
        and ($teams::varchar[] is null or list_contains($teams::varchar[], deals.team))
        and ($pipelines::varchar[] is null or list_contains($pipelines::varchar[], deals.pipeline))
        and ($lead_types::varchar[] is null or list_contains($lead_types::varchar[], deals.lead_type))
        and ($deal_types::varchar[] is null or list_contains($deal_types::varchar[], deals.deal_type))
        and (
            $dimensions::varchar[] is null
            or accounts.deal_key in (
                select deal_dimensions.deal_key
                from deal_dimensions
                where list_contains($dimensions::varchar[], deal_dimensions.name || '=' || deal_dimensions.value)
                group by deal_dimensions.deal_key
                having count(distinct deal_dimensions.name) = $dimension_names::integer
            )
        )

)
