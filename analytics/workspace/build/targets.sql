-- Every target: typed ones, and those of the newest lists that no typed one stands for.
-- Parameter: $reporting_currency; amounts without a currency are taken to be in it.  An amount is converted at the rate
-- of the day on which its period began, so that a target does not move with the rates.

insert into targets
with

listed as (

    select
        read_targets.import_id,
        read_targets.row_number,
        read_targets.period,
        plan_periods.from_on,
        plan_periods.to_on,
        read_targets.owner,
        read_targets.team,
        read_targets.pipeline,
        read_targets.amount,
        read_targets.currency
    from read_targets
    inner join imports on read_targets.import_id = imports.import_id
    inner join plan_periods on read_targets.period = plan_periods.period
    qualify
        row_number() over (
            partition by plan_periods.from_on, plan_periods.to_on, read_targets.owner, read_targets.team, read_targets.pipeline
            order by imports.as_of desc nulls last, read_targets.import_id desc
        ) = 1

),

typed as (

    select
        typed_targets.period,
        plan_periods.from_on,
        plan_periods.to_on,
        typed_targets.owner,
        typed_targets.team,
        typed_targets.pipeline,
        typed_targets.amount,
        typed_targets.currency
    from typed_targets
    inner join plan_periods on typed_targets.period = plan_periods.period

),

counted as (

    select null::varchar as import_id, null::integer as row_number, * from typed
    union all
    select *
    from listed
    where not exists (
        select 1
        from typed
        where typed.from_on = listed.from_on
            and typed.to_on = listed.to_on
            and typed.owner is not distinct from listed.owner
            and typed.pipeline is not distinct from listed.pipeline
            -- an owner's target without a team is of her, wherever she is
            and (typed.team is not distinct from listed.team or (typed.team is null and typed.owner is not null))
    )

)

select
    counted.import_id,
    counted.row_number,
    counted.period,
    counted.from_on,
    counted.to_on,
    counted.owner,
    counted.team,
    counted.pipeline,
    counted.amount,
    counted.currency,
    case
        when counted.currency is null or counted.currency = $reporting_currency then counted.amount
        else try_cast(round(counted.amount * plan_rates.rate, 4) as decimal(18, 4))
    end as reporting_amount,
    case when counted.currency <> $reporting_currency then plan_rates.from_on end as rate_from_on
from counted
left join plan_rates on counted.currency = plan_rates.currency and counted.from_on = plan_rates.day
order by counted.from_on, counted.period, counted.team, counted.owner, counted.pipeline
