-- Every submitted forecast: typed ones, and those of the newest lists that no typed one stands for.
-- Parameter: $reporting_currency; an amount is converted at the rate of the day on which it was said; amounts without a currency are taken to be in it.

insert into submitted_forecasts
with

listed as (

    select read_forecasts.*
    from read_forecasts
    inner join imports on read_forecasts.import_id = imports.import_id
    where not exists (
        select 1
        from typed_forecasts
        where typed_forecasts.period = read_forecasts.period
            and typed_forecasts.submitted_on = read_forecasts.submitted_on
            and typed_forecasts.who = read_forecasts.who
            and typed_forecasts.team is not distinct from read_forecasts.team
    )
    qualify
        row_number() over (
            partition by read_forecasts.period, read_forecasts.submitted_on, read_forecasts.who, read_forecasts.team
            order by imports.as_of desc nulls last, read_forecasts.import_id desc
        ) = 1

),

said as (

    select null::varchar as import_id, null::integer as row_number, *, null::varchar as currency
    from typed_forecasts
    union all
    select import_id, row_number, period, submitted_on, who, team, amount, currency
    from listed

)

select
    said.import_id,
    said.row_number,
    said.period,
    plan_periods.from_on,
    plan_periods.to_on,
    said.submitted_on,
    said.who,
    said.team,
    said.amount,
    said.currency,
    case
        when said.currency is null or said.currency = $reporting_currency then said.amount
        else try_cast(round(said.amount * plan_rates.rate, 4) as decimal(18, 4))
    end as reporting_amount
from said
inner join plan_periods on said.period = plan_periods.period
left join plan_rates on said.currency = plan_rates.currency and said.submitted_on = plan_rates.day
order by plan_periods.from_on, said.submitted_on, said.who, said.team nulls first
