-- The canonical tables: the data dictionary of Sluice.
-- Ids are text as exported; deal_key alone is a dense integer, because every metric joins on it.
-- Days are dates, times keep what the export gave, money is decimal in its own currency, rates run from 0 to 1.

-- One row = one uploaded file that this generation of the database rests on.
create table imports (
    import_id varchar primary key,
    file_name varchar not null,
    sha256 varchar not null,
    kind varchar not null,                -- deals, history, customers, subscriptions, targets, forecasts, leads
    crm varchar not null,                 -- the program; of another account than the first with its number: pipedrive#2
    as_of date,                           -- the last day the file knows of; missing: it knows none (targets, tenure alone)
    rows_read integer not null,           -- rows_read = rows_accepted + rows_rejected + rows_furniture
    rows_accepted integer not null,
    rows_rejected integer not null,
    rows_furniture integer not null,
    amount_total decimal(38, 4),          -- all readable amounts of the accepted rows, whatever their currency
    mapping varchar not null              -- JSON: field -> heading
);

-- One row = one thing to say of an import that only all of them together tell: of which account of its program it is.
create table stored_notes (import_id varchar not null, note varchar not null);

-- One row = one cell that could not be read.  is_accepted: its row was taken without it, else the row is quarantined.
create table rejects (
    import_id varchar not null,
    row_number integer not null,
    column_name varchar not null,
    value varchar not null,
    reason varchar not null,
    is_accepted boolean not null
);

-- One row = one stage of one pipeline, in order.  Lost stages stand last; a deal never "passes" them.
create table stages (
    pipeline varchar not null,
    stage varchar not null,
    position utinyint not null,           -- 0, 1, 2 ... open stages first, then won, post_sale, churned, lost
    kind varchar not null,                -- open, won, lost, post_sale, churned
    probability double,                   -- as configured or as the export says for this stage
    exit_criteria varchar,                -- what must be true before a deal leaves, one per line, as typed in the setup
    buyer_outcome varchar,                -- what the buyer has done by then
    buyer_centric boolean,                -- whether it is what the buyer did, not what we did, as a person says; missing: nobody has said
    is_confirmed boolean not null,        -- set by a person, not guessed
    placed_by varchar not null,           -- what its position rests on: set, kind, history, list, number, probability, few, name, alphabet
    kind_by varchar not null,             -- what its kind rests on: set, status, name, added, assumed
    primary key (pipeline, stage)
);

-- One row = one currency from one day on: units of reporting currency for one unit of it.
create table rates (
    currency varchar not null,
    from_on date not null,
    rate double not null,
    primary key (currency, from_on)
);

-- One row = one person who works deals, as the settings tell; who is not in it has no role, manager or first day.
create table owners (
    owner varchar primary key,            -- as the exports have it
    team varchar,
    manager varchar,
    started_on date,
    role varchar                          -- people of one role are compared with each other
);

-- One row = one row of a file that tells of a deal together with others: its product lines, tags, subitems.  Of the newest
-- export alone; what the deal's amount is made of them, the receipt says.
create table deal_lines (
    deal_key integer not null,
    line integer not null,                -- 1, 2, 3 ... in the order of the file
    row_number integer not null,
    name varchar,
    product varchar,
    stage varchar,                        -- as the export has it
    currency varchar,
    amount decimal(18, 4)
);

-- One row = one stage of one pipeline as a CRM's exports name it, and what it counts as.
create table exported_stages (
    crm varchar not null,
    exported_pipeline varchar not null,
    exported_stage varchar,               -- missing: deals that have none
    pipeline varchar not null,
    stage varchar,
    deals integer not null                -- that are in it by their newest export
);

-- One row = two deals of two CRMs that may be one; a person decides (settings: same_deal, different_deals).
create table possible_duplicates (
    deal_key integer not null,
    other_key integer not null,
    why varchar not null
);

-- One row = one further column of a deal that somebody chose to keep as a filter.
create table deal_dimensions (
    deal_key integer not null,
    name varchar not null,
    value varchar not null
);

-- One row = one statement of a file that a deal entered a stage, where no deals file tells of this deal: it counts once one does.
create table stage_events (
    import_id varchar not null,
    deal_ref varchar not null,            -- its name where the history has no ids
    pipeline varchar,                     -- missing: the deal's own
    stage varchar not null,
    from_stage varchar,
    entered_at timestamp not null,
    evidence varchar not null             -- history, date_entered
);

-- One row = one deal, as its newest export has it.
-- Numbers, ids and names of the largest tables are stored as they are: packing them costs twice as much as writing them.
create table deals (
    deal_key integer not null using compression uncompressed,
    deal_id varchar not null using compression uncompressed,
    crm varchar not null,
    import_id varchar not null,
    name varchar using compression uncompressed,
    account varchar using compression uncompressed,
    owner varchar,
    team varchar,                         -- where no export tells it: that of the owner, as set or as targets name it
    pipeline varchar not null,
    stage varchar,
    status varchar not null,              -- open, won, lost
    source varchar,
    lead_type varchar,                    -- in the words of leads.lead_type
    deal_type varchar,
    region varchar,
    product varchar,
    segment varchar,
    lost_reason varchar,
    forecast_category varchar,
    next_step varchar,
    evidence varchar not null,            -- history, date_entered, snapshots, current_only: how its stages are known
    evidence_from_on date using compression uncompressed,  -- since when it is known so; missing: always
    currency varchar,
    amount decimal(18, 4) using compression uncompressed,
    reporting_amount decimal(18, 4) using compression uncompressed,  -- missing: no amount, or no rate for its currency
    recurring_amount decimal(18, 4) using compression uncompressed,
    probability double using compression uncompressed,  -- the deal's own, else that of its stage
    reached_mask ubigint not null using compression uncompressed,  -- bit p: the deal has been in position p
    created_on date using compression uncompressed,
    placed_on date using compression uncompressed,  -- by then it is known to have been in an open stage; missing: in none
    expected_close_on date using compression uncompressed,
    closed_on date using compression uncompressed,  -- missing while open
    last_activity_on date using compression uncompressed,
    as_of date not null using compression uncompressed,  -- of the export that told
    -- its last row of stage_visits, so that questions about today need not look for it; missing: it has none
    last_stage varchar,
    last_kind varchar,
    last_position utinyint using compression uncompressed,
    standing_since date using compression uncompressed,  -- entered_on
    is_dated boolean using compression uncompressed  -- entered_at is known
);

-- One row = one deal in one import: everything the export said then.
-- Stored in parts, so that nothing is stored twice: what exports said that a later one replaced, once where one
-- after the other says the same; which imports show it; and of the newest, what `deals` tells otherwise or not at all.
create table stored_former_versions (
    version integer not null,
    from_on date,                         -- of the first export in which it counts; missing: another one of its days counts
    to_on date,                           -- of the last one
    deal_key integer not null,            -- dense, one for each (crm, deal_ref); the same where two CRMs tell of one deal
    deal_id varchar not null,             -- as exported, or the composite that stands for it
    deal_ref varchar not null,            -- the part of the id that identifies (Salesforce: 15 of 18 characters)
    crm varchar not null,
    name varchar,
    account varchar,
    owner varchar,
    team varchar,
    pipeline varchar not null,            -- as it counts, see exported_stages
    stage varchar,
    exported_pipeline varchar,            -- as the export has it; missing: the same
    exported_stage varchar,               -- as the export has it; missing: the same
    previous_stage varchar,               -- the stage before the one it is in, where the export says so
    status varchar,                       -- open, won, lost where the export says so beside the stage; else missing
    source varchar,
    lead_type varchar,                    -- in the words of leads.lead_type: as told, else what the source says
    deal_type varchar,
    region varchar,
    product varchar,
    segment varchar,
    lost_reason varchar,
    forecast_category varchar,
    next_step varchar,
    currency varchar,
    amount decimal(18, 4),
    recurring_amount decimal(18, 4),
    probability double,
    lines integer not null,              -- rows of the file that make up this deal
    created_on date,
    expected_close_on date,
    closed_on date,                       -- counts only where the deal is closed: many exports share one column
    stage_changed_on date,
    last_activity_on date
);

create table stored_showings (
    import_id varchar not null,
    row_number integer not null,          -- of the first row that tells of the deal
    version integer not null
);

create table stored_newest_versions (
    deal_key integer not null using compression uncompressed,
    row_number integer not null using compression uncompressed,
    status varchar,
    probability double using compression uncompressed,
    lines integer not null using compression uncompressed,
    created_on date using compression uncompressed,
    closed_on date using compression uncompressed,
    stage_changed_on date using compression uncompressed
);

-- of those alone of which any of it is known
create table stored_newest_details (
    deal_key integer not null,
    deal_ref varchar,                     -- missing: deal_id
    exported_pipeline varchar,
    exported_stage varchar,
    previous_stage varchar,
    filled varchar                        -- the fields that this export does not tell and an older one does: amount, owner
);

create view deal_versions as
select
    deals.import_id,
    newest.row_number,
    deals.deal_key,
    deals.deal_id,
    coalesce(details.deal_ref, deals.deal_id) as deal_ref,
    deals.crm,
    deals.name,
    deals.account,
    deals.owner,
    deals.team,
    deals.pipeline,
    deals.stage,
    details.exported_pipeline,
    details.exported_stage,
    details.previous_stage,
    newest.status,
    true as is_newest,                    -- what counts of this deal
    deals.source,
    deals.lead_type,
    deals.deal_type,
    deals.region,
    deals.product,
    deals.segment,
    deals.lost_reason,
    deals.forecast_category,
    deals.next_step,
    deals.currency,
    deals.amount,
    deals.recurring_amount,
    newest.probability,
    newest.lines,
    newest.created_on,
    deals.expected_close_on,
    newest.closed_on,
    newest.stage_changed_on,
    deals.last_activity_on,
    details.filled
from stored_newest_versions as newest
inner join deals on newest.deal_key = deals.deal_key
left join stored_newest_details as details on newest.deal_key = details.deal_key
union all
select
    showings.import_id,
    showings.row_number,
    former.deal_key,
    former.deal_id,
    former.deal_ref,
    former.crm,
    former.name,
    former.account,
    former.owner,
    former.team,
    former.pipeline,
    former.stage,
    former.exported_pipeline,
    former.exported_stage,
    former.previous_stage,
    former.status,
    false,
    former.source,
    former.lead_type,
    former.deal_type,
    former.region,
    former.product,
    former.segment,
    former.lost_reason,
    former.forecast_category,
    former.next_step,
    former.currency,
    former.amount,
    former.recurring_amount,
    former.probability,
    former.lines,
    former.created_on,
    former.expected_close_on,
    former.closed_on,
    former.stage_changed_on,
    former.last_activity_on,
    null
from stored_showings as showings
inner join stored_former_versions as former on showings.version = former.version;

-- One row = one deal that was closed for longer than the settings allow (90 days) and then opened again: it counts as two.
-- Where it was opened again sooner, its closing is taken for undone and it stays one deal.
create table win_backs (
    deal_key integer not null,            -- the new deal, created on the day on which it was opened again
    former_key integer not null,          -- the deal that was closed, and stays so
    closed_on date not null,
    reopened_on date not null
);

-- One row = one stretch of days in the past in which a deal's own fields stood otherwise than in `deals`; of today there is none.
-- An empty table says that no import tells of earlier values: then those of `deals` stand for all days.
create table former_states (
    deal_key integer not null,
    from_on date,                         -- first day on which they were known so; missing: from the beginning
    to_on date not null,                  -- first day on which they were so no more
    owner varchar,
    team varchar,
    currency varchar,
    amount decimal(18, 4),
    reporting_amount decimal(18, 4),
    expected_close_on date,
    forecast_category varchar,
    probability double,
    next_step varchar,
    last_activity_on date,
    source varchar,
    lead_type varchar,
    deal_type varchar,
    region varchar,
    product varchar,
    segment varchar,
    lost_reason varchar,
    evidence varchar not null             -- history (an audit tells the day), snapshots (a dated export showed it)
);

-- The rows of deal_changes but for changes of the stage that a file dates: after from_on and by to_on, one day for both where
-- an audit tells it.
create table stored_changes (
    deal_key integer not null,
    field varchar not null,               -- stage, pipeline, owner, team, currency, amount, expected_close_on, ..., else the audit's word
    old varchar,                          -- amounts as 1234.5000, days as 2026-03-05; missing: was empty
    new varchar,
    from_on date not null,
    to_on date not null,
    evidence varchar not null             -- history, date_entered, snapshots; current_only: the day that the newest export tells
);

-- One row = one stretch of days on which a deal counts in nothing: exports that should show it do not.
create table deal_absences (
    deal_key integer not null,
    from_on date not null,                -- day of the first export without it
    to_on date,                           -- day of the export that shows it again; missing: it never came back
    seen_on date,                         -- day of the last export that shows it before; missing: none does
    why varchar not null                  -- gone, closed_or_gone (the exports hold open deals only), not_yet (older exports do not show it)
);

-- One row = one export in which most open deals of a pipeline or of an owner are missing that the one before shows.
create table partial_exports (
    crm varchar not null,
    as_of date not null,
    field varchar not null,               -- pipeline, owner
    value varchar not null,
    expected integer not null,            -- open deals that the export before shows
    missing integer not null,
    are_gone boolean not null,            -- they count as gone; else the export is taken to be of another filter
    is_confirmed boolean not null,        -- a person said so
    primary key (crm, as_of, field, value)
);

-- One row = one stay of a deal in a stage, closing stages included; laid out by (position, next_position).
-- Stored as numbers: writing the words of every stay cost more than finding them out.
create table stored_stages (
    stage_no integer primary key,         -- 64 * number of the pipeline + position
    pipeline varchar not null,
    stage varchar not null,
    kind varchar not null
);

create table stored_visits (
    deal_key integer not null using compression uncompressed,
    visit integer not null using compression uncompressed,
    stage_no integer not null using compression uncompressed,
    next_stage_no integer using compression uncompressed,
    entered_at timestamp using compression uncompressed,
    left_at timestamp using compression uncompressed,
    entered_on date using compression uncompressed,
    left_on date using compression uncompressed,
    evidence utinyint not null using compression uncompressed,  -- 4 history, 3 date_entered, 2 snapshots, 1 current_only
    next_evidence utinyint using compression uncompressed  -- of the next stay
);

create view stage_visits as
select
    visits.deal_key,
    visits.visit,                         -- 1, 2, 3 ... in time
    here.pipeline,
    here.stage,
    following.stage as next_stage,
    here.kind,                            -- of the stage
    case                                  -- advanced, moved_back (from a closing stage: opened again), won, lost, inside
        when visits.next_stage_no is null then 'inside'
        when following.kind = 'lost' then 'lost'
        when here.kind <> 'open' and following.kind = 'open' then 'moved_back'
        when following.kind = 'won' then 'won'
        when visits.next_stage_no > visits.stage_no then 'advanced'
        else 'moved_back'
    end as outcome,
    case visits.evidence when 4 then 'history' when 3 then 'date_entered' when 2 then 'snapshots' else 'current_only' end as evidence,
    (visits.stage_no % 64)::utinyint as position,
    (visits.next_stage_no % 64)::utinyint as next_position,
    case                                  -- whole days inside; missing where the entry is not known, or still inside
        when visits.entered_at is not null and visits.left_at is not null then visits.left_on - visits.entered_on
    end::integer as days,
    visits.entered_at,                    -- missing: not told
    visits.left_at,
    visits.entered_on,                    -- day of entry, or the day by which the file knew of it; the first may be missing
    visits.left_on                        -- missing: still inside
from stored_visits as visits
inner join stored_stages as here on visits.stage_no = here.stage_no
left join stored_stages as following on visits.next_stage_no = following.stage_no;

-- One row = one change of a field of a deal, the stage included; last_activity_on alone is left out: it changes all the time.
create view deal_changes as
select deal_key, field, old, new, from_on, to_on, evidence
from stored_changes
union all
select
    visits.deal_key, 'stage', here.stage, following.stage, visits.left_on, visits.left_on,
    case visits.next_evidence when 4 then 'history' when 3 then 'date_entered' else 'current_only' end
from stored_visits as visits
inner join stored_stages as here on visits.stage_no = here.stage_no
inner join stored_stages as following on visits.next_stage_no = following.stage_no
where visits.next_evidence <> 2 and visits.left_on is not null;

-- One row = one deal and one stage that it reached or passed, won counted as the last; laid out by position.
-- Reached: entered this stage or any later one; going back undoes nothing.
create table stored_reach (
    deal_key integer not null using compression uncompressed,
    position utinyint not null using compression uncompressed,
    next_position utinyint using compression uncompressed,
    is_skipped boolean not null using compression uncompressed,
    entered_on date using compression uncompressed,
    reached_on date using compression uncompressed,
    next_on date using compression uncompressed
);

create view stage_reach as
select
    reach.deal_key,
    deals.pipeline,
    reach.position,
    reach.next_position,                  -- missing: nothing further was reached
    reach.is_skipped,                     -- passed without ever having been in it
    reach.entered_on,                     -- first day in this very stage; missing: skipped, or not told
    reach.reached_on,                     -- first day at this stage or beyond; missing: not told
    reach.next_on,                        -- first day beyond; missing: not beyond, or not told
    case when deals.last_kind = 'lost' then deals.standing_since end as lost_on, -- day of the final loss
    case                                  -- from reached_on to the earliest of next_on, lost_on and the last day known
        when reach.reached_on is null then null
        when reach.next_position is not null then reach.next_on - reach.reached_on
        when deals.last_kind <> 'lost' or deals.standing_since is null
            then greatest((select max(as_of) from imports) - reach.reached_on, 0)
        when deals.is_dated then greatest(deals.standing_since - reach.reached_on, 0)
    end::integer as days,
    case                                  -- 1 moved on, 2 lost, 0 still open when last known
        when reach.next_position is not null then 1
        when deals.last_kind = 'lost' and deals.standing_since is not null then 2
        else 0
    end::utinyint as cause
from stored_reach as reach
inner join deals on reach.deal_key = deals.deal_key;

-- One row = one change of a field of a deal, as an audit or the rows of a history tell it; the stage is in stage_events.
create table field_changes (
    import_id varchar not null,
    deal_key integer,                     -- missing: no deals file tells of this deal
    deal_ref varchar not null,            -- its name where the history has no ids
    field varchar not null,               -- amount, expected_close_on, owner ..., else the word of the audit
    old varchar,                          -- amounts as 1234.5000, days as 2026-03-05; missing: was empty
    new varchar,
    changed_at timestamp not null
);

-- One row = one deal and one stage, with the time that it was there in all, where its newest export tells durations.
-- Good for time in stage, not for order: it says not when.
create table stage_times (
    import_id varchar not null,
    deal_key integer not null,
    pipeline varchar not null,
    stage varchar not null,
    days double not null
);

-- One row = one customer, as its newest export has it.  The key is (crm, customer_ref).
create table customers (
    import_id varchar not null,
    row_number integer not null,
    crm varchar not null,
    customer_ref varchar not null,        -- its id, else its name
    customer_id varchar,
    name varchar,
    deal_key integer,                     -- the deal that won it; missing: not told, or in no deals file
    owner varchar,                        -- who sold it
    success_owner varchar,                -- who looks after it since
    status varchar not null,              -- active, trial, past_due, paused, cancelled (asked to stop, still there), ended, future, incomplete
    is_churned boolean not null,          -- gone: a pause and a cancellation that lies ahead are no churn
    started_on date,
    cancelled_on date,                    -- asked to stop
    ended_on date,                        -- last day; where the file has no such column, the day of the cancellation
    tenure_months double,                 -- as told, the only clock where there are no days
    churn_type varchar,
    churn_reason varchar,
    segment varchar,
    region varchar,
    plan varchar,
    source varchar,
    recurring_amount decimal(18, 4),      -- per month
    currency varchar,
    promise_kept_6 boolean,               -- missing: not asked
    promise_kept_9 boolean,
    promise_kept_12 boolean
);

-- One row = one milestone after the sale that a customer has reached.
create table post_sale_milestones (
    crm varchar not null,
    customer_ref varchar not null,
    milestone varchar not null,           -- answered, handed_over, implementation, live
    reached_on date not null
);

-- One row = one unbroken stretch of a subscription at one price, as its newest export has it.
-- The key is (crm, subscription_ref, started_on).
create table subscriptions (
    import_id varchar not null,
    row_number integer not null,
    crm varchar not null,
    subscription_ref varchar not null,    -- its id, else customer, plan and first day
    customer_ref varchar,                 -- as in customers: id, else name
    customer_name varchar,
    deal_key integer,
    plan varchar,
    status varchar not null,              -- the words of customers
    is_churned boolean not null,          -- ended, and neither renewed, up- nor downgraded into the next
    movement varchar,                     -- new, renewal, expansion, contraction, churn, reactivation, where told
    months_per_bill double,               -- year 12, quarter 3, week 12/52
    quantity decimal(18, 4),              -- missing: 1
    amount decimal(18, 4),                -- per unit and bill
    mrr decimal(18, 4),                   -- per month, while it pays: as told, else amount x quantity / months_per_bill
    currency varchar,
    started_on date,
    trial_started_on date,
    trial_ended_on date,
    period_ends_on date,                  -- paid until
    cancelled_on date,                    -- asked to stop
    paused_on date,
    resumed_on date,
    ended_on date,                        -- last day; in the future: scheduled churn
    end_reason varchar,
    paying_from date,                     -- missing: still on trial, never began, or no day is told
    paying_until date,                    -- the day of its end or pause; missing: still pays
    is_term boolean not null,             -- its end is the last day of a contract that may be renewed, not a cancellation
    is_level boolean not null             -- all that the customer pays, as a list of movements leads to it; then no other row of it counts
);

-- One row = one subscription in one month of a report by month.
create table mrr_months (
    import_id varchar not null,
    row_number integer not null,
    crm varchar not null,
    subscription_ref varchar not null,
    customer_ref varchar,
    customer_name varchar,
    plan varchar,
    status varchar,
    month_on date not null,               -- first day of the month
    mrr decimal(18, 4),
    currency varchar
);

-- One row = one customer, however it is told: in a list of customers, by a subscription, or, where there is neither, by a
-- won deal of its account.  What a list says beyond this stands in `customers` under the same (crm, customer_ref).
create table accounts (
    account_key integer not null,         -- dense
    told_by varchar not null,             -- customers, subscriptions, deals
    crm varchar not null,
    customer_ref varchar not null,
    name varchar,
    deal_key integer,                     -- the deal that won it: as told, else the first won deal of an account of its name
    owner varchar,                        -- who sold it: as told, else the owner of that deal when it was won
    source varchar,                       -- these as told, else those of the deal
    segment varchar,
    region varchar,
    plan varchar,                         -- as told, else that of its newest subscription
    started_on date,                      -- as told, or its first paid day where that is earlier
    recurring_amount decimal(18, 4),      -- as told in a list of customers, per month, in the reporting currency
    deal_amount decimal(18, 4)            -- of that deal, in the reporting currency
);

-- One row = one stretch of time in which a customer pays one amount, for all customers but those told by deals alone.
-- It pays on a day where from_on <= day < until_on.
create table paid_stretches (
    account_key integer not null,
    told_by varchar not null,             -- months (a report by month), subscriptions, customers
    from_on date not null,
    until_on date,                        -- missing: goes on, as far as is known
    is_dated boolean not null,            -- false: it is over, or paused, and no column tells since when
    mrr decimal(18, 4),                   -- per month in the reporting currency, by one rate for all days; missing: not told
    months_per_bill double,
    plan varchar,
    ends varchar,                         -- how it ends: ended, paused, replaced (goes on in the next), term (a contract's last day)
    end_reason varchar,
    cancelled_on date,
    known_on date                         -- day of the export that told
);

-- One row = one target: as typed in the settings, else as its newest list has it.  The key is (from_on, to_on, owner, team, pipeline).
create table targets (
    import_id varchar,                    -- missing: typed
    row_number integer,
    period varchar not null,              -- 2026Q4, 2026-10, 2026H2, 2026; fiscal labels as FY2026Q4
    from_on date not null,                -- of a fiscal label as the start of the fiscal year in the settings has it
    to_on date not null,
    owner varchar,                        -- missing: of the whole team, or of all
    team varchar,                         -- missing: of all, or of an owner wherever she is
    pipeline varchar,                     -- missing: of all pipelines
    amount decimal(18, 4) not null,
    currency varchar,                     -- missing: the reporting currency
    reporting_amount decimal(18, 4),      -- missing: no rate for its currency
    rate_from_on date                     -- the rate it was converted at holds from this day on: the one in force on from_on
);

-- One row = what somebody expected a period to bring, on the day on which they said so.  A typed one stands for an imported one.
create table submitted_forecasts (
    import_id varchar,                    -- missing: typed in the settings
    row_number integer,
    period varchar not null,
    from_on date not null,
    to_on date not null,
    submitted_on date not null,
    who varchar not null,
    team varchar,                         -- missing: said of all deals
    amount decimal(18, 4) not null,       -- won in the whole period
    currency varchar,                     -- missing: the reporting currency
    reporting_amount decimal(18, 4)       -- at the rate in force on submitted_on; missing: no rate for its currency
);

-- One row = one lead, as its newest export has it.  The key is (crm, lead_ref).
create table leads (
    import_id varchar not null,
    row_number integer not null,
    crm varchar not null,
    lead_ref varchar not null,            -- its id, else its name
    lead_id varchar,
    name varchar,
    account varchar,
    owner varchar,
    team varchar,
    source varchar,
    lead_type varchar,                    -- suspect, prospect, inbound, marketing_qualified, sales_qualified, warm_call, target_account,
                                          -- friends_and_family, event, referral, closed_lost; missing: not told, or no such word
    lead_type_told varchar,               -- as written
    status varchar,                       -- as written
    is_converted boolean not null,
    region varchar,
    segment varchar,
    lost_reason varchar,
    created_on date,
    last_activity_on date,
    converted_on date,
    deal_key integer                      -- the deal that it became
);
