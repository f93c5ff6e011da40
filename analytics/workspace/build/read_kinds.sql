-- What intake hands over of each kind of file, typed; a file that lacks a column has it missing.

create temp table read_field_changes (
    import_id varchar, crm varchar, deal_ref varchar, name varchar, field varchar, old varchar, new varchar,
    changed_at timestamp
);

create temp table read_stage_times (
    import_id varchar, crm varchar, deal_ref varchar, pipeline varchar, stage varchar, days double
);

create temp table read_customers (
    import_id varchar, crm varchar, row_number integer, customer_ref varchar, customer_id varchar, customer_name varchar,
    deal_ref varchar, owner varchar, success_owner varchar, status varchar, is_churned boolean, started_on date, cancelled_on date,
    ended_on date, has_end_column boolean, ends_by_term boolean, tenure_months double, churn_type varchar, churn_reason varchar,
    segment varchar, region varchar, plan varchar, source varchar, recurring_amount decimal(18, 4),
    months_per_bill double, currency varchar, promise_kept_6 boolean, promise_kept_9 boolean, promise_kept_12 boolean
);

create temp table read_milestones (
    import_id varchar, crm varchar, customer_ref varchar, milestone varchar, reached_on date
);

create temp table read_subscriptions (
    import_id varchar, crm varchar, row_number integer, subscription_ref varchar, subscription_id varchar,
    customer_ref varchar, customer_id varchar, customer_name varchar, deal_ref varchar, plan varchar, status varchar,
    movement varchar, is_replaced boolean, months_per_bill double, quantity decimal(18, 4), amount decimal(18, 4),
    mrr decimal(18, 4), currency varchar, created_on date, started_on date, trial_started_on date,
    trial_ended_on date, period_ends_on date, cancelled_on date, cancels_on date, cancels_at_period_end boolean,
    paused_on date, resumed_on date, ended_on date, has_end_column boolean, ends_by_term boolean, end_reason varchar,
    is_level boolean
);

create temp table read_mrr_months (
    import_id varchar, crm varchar, row_number integer, subscription_ref varchar, customer_ref varchar,
    customer_name varchar, plan varchar, status varchar, month_on date, mrr decimal(18, 4), currency varchar
);

create temp table read_targets (
    import_id varchar, crm varchar, row_number integer, period varchar, from_on date, to_on date, owner varchar,
    team varchar, pipeline varchar, amount decimal(18, 4), currency varchar
);

create temp table read_forecasts (
    import_id varchar, crm varchar, row_number integer, period varchar, submitted_on date, who varchar, team varchar,
    amount decimal(18, 4), currency varchar
);

create temp table read_leads (
    import_id varchar, crm varchar, row_number integer, lead_ref varchar, lead_id varchar, lead_name varchar,
    account varchar, owner varchar, team varchar, source varchar, lead_type varchar, lead_type_told varchar,
    status varchar, is_converted boolean, region varchar, segment varchar, lost_reason varchar, created_on date,
    last_activity_on date, converted_on date, deal_ref varchar
);

-- How a customer or a subscription stands on a day, by the word of its status and the last day that is told of it.
create temp macro stands_as(status, started_on, end_on, has_end_column, is_term, as_of) as
    case
        when status in ('paused', 'incomplete', 'ended') then status
        when end_on <= as_of then 'ended'
        when status = 'trial' then 'trial'
        when status = 'cancelled' and end_on is null and not has_end_column then 'ended'
        when started_on > as_of then 'future'
        -- the last day of a contract is no cancellation
        when status = 'non_renewing' or (end_on is not null and coalesce(status, 'active') = 'active' and not is_term)
            then 'cancelled'
        else coalesce(status, 'active')
    end
