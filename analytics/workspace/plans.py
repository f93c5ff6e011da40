"""Loads what people plan: targets, typed and imported, and the forecasts that they submitted."""

from __future__ import annotations

from decimal import Decimal

import duckdb

from analytics.periods import period_named
from analytics.workspace.build import insert, run
from analytics.workspace.settings import Settings

_TYPED = "(period varchar, owner varchar, team varchar, pipeline varchar, amount decimal(18, 4), currency varchar)"
_SAID = "(period varchar, submitted_on date, who varchar, team varchar, amount decimal(18, 4))"


def load_plans(connection: duckdb.DuckDBPyConnection, settings: Settings, reporting_currency: str | None) -> None:
    """Fill `targets` and `submitted_forecasts`.  Needs `imports`, `rates` and the lists that were read.

    A fiscal label gets its days from the start of the fiscal year; any other period is one of the calendar.
    """
    listed = "select period from read_targets union select period from read_forecasts"
    read = [name for (name,) in connection.execute(listed).fetchall()]
    names = sorted({*read, *(each.period for each in (*settings.targets, *settings.submitted_forecasts))})
    days = {name: period_named(name, settings.fiscal_year_start) for name in names}
    connection.execute("create temp table plan_periods (period varchar, from_on date, to_on date)")
    insert(connection, "plan_periods", [(name, each.from_on, each.to_on) for name, each in days.items()])
    connection.execute(f"create temp table typed_targets {_TYPED}")
    targets = [
        (each.period, each.owner, each.team, each.pipeline, Decimal(str(each.amount)), each.currency)
        for each in settings.targets
    ]
    insert(connection, "typed_targets", targets)
    connection.execute(f"create temp table typed_forecasts {_SAID}")
    said = [
        (each.period, each.submitted_on, each.who, each.team, Decimal(str(each.amount)))
        for each in settings.submitted_forecasts
    ]
    insert(connection, "typed_forecasts", said)
    run(connection, "plan_rates")
    for step in ("targets", "submitted_forecasts"):
        run(connection, step, reporting_currency=reporting_currency)
