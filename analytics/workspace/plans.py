"""Loads what people plan: targets, typed and imported, and the forecasts that they submitted."""

from __future__ import annotations

from decimal import Decimal

import duckdb

from analytics.periods import period_named
from analytics.workspace.engine import HERE
from analytics.workspace.settings import Settings

_TYPED = "(period varchar, owner varchar, team varchar, pipeline varchar, amount decimal(18, 4), currency varchar)"


def load_plans(connection: duckdb.DuckDBPyConnection, settings: Settings, reporting_currency: str | None) -> None:
    """Fill `targets` and `submitted_forecasts`.  Needs `imports`, `rates` and the targets that were read.

    A fiscal label gets its days from the start of the fiscal year; any other period is one of the calendar.
    """
    read = [name for (name,) in connection.execute("select distinct period from read_targets").fetchall()]
    names = sorted({*read, *(each.period for each in (*settings.targets, *settings.submitted_forecasts))})
    days = {name: period_named(name, settings.fiscal_year_start) for name in names}
    connection.execute("create temp table plan_periods (period varchar, from_on date, to_on date)")
    _fill(connection, "plan_periods", [(name, each.from_on, each.to_on) for name, each in days.items()])
    connection.execute(f"create temp table typed_targets {_TYPED}")
    typed = [
        (each.period, each.owner, each.team, each.pipeline, Decimal(str(each.amount)), each.currency)
        for each in settings.targets
    ]
    _fill(connection, "typed_targets", typed)
    text = (HERE / "build" / "targets.sql").read_text(encoding="utf-8")
    connection.execute(text, {"reporting_currency": reporting_currency})
    said = [
        (each.period, days[each.period].from_on, days[each.period].to_on, each.submitted_on, each.who, each.team, Decimal(str(each.amount)))
        for each in settings.submitted_forecasts
    ]  # fmt: skip
    _fill(connection, "submitted_forecasts", sorted(said, key=lambda row: (row[1], row[3], row[4], row[5] or "")))


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608  a table of ours
