"""Commands about the quarter."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from dataclasses import asdict
from datetime import timedelta

from analytics import errors
from analytics.commands.documents import Document, money, plain, records
from analytics.commands.options import scope_of, scope_options
from analytics.metrics.coverage import coverage
from analytics.metrics.forecast import Band
from analytics.metrics.forecast import accuracy as count_accuracy
from analytics.metrics.forecast import forecast as count_forecast
from analytics.metrics.rates import rates
from analytics.periods import Period, period_named, quarter_of
from analytics.workspace import Scope, Workspace


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    scope = scope_options()
    one = add("forecast", forecast, "What the quarter will bring, with a range.", scope)
    one.add_argument("--draws", type=_draws, default=2000, metavar="N", help="simulated futures")
    one.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same figures")
    two = add("accuracy", accuracy, "How right forecasts of past quarters were.", scope)
    for each in (one, two):
        each.add_argument("--quarter", metavar="2026Q4", help="or a month, 2026-10; otherwise the one that goes on")


def _draws(text: str) -> int:
    if not text.isdigit() or not 100 <= int(text) <= 100_000:
        raise ArgumentTypeError(f"{text!r} is no number of draws: write a whole number from 100 to 100000")
    return int(text)


def period_of(workspace: Workspace, scope: Scope, name: str | None) -> Period:
    """The period that is named; else the quarter in which the day after the last known one lies."""
    fiscal_start = workspace.settings().fiscal_year_start
    if name:
        return period_named(name, fiscal_start)
    as_of = scope.as_of or workspace.engine.last_day
    if as_of is None:
        raise errors.no_data()
    return quarter_of(as_of + timedelta(days=1), fiscal_start)


def forecast(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `forecast`."""
    scope = scope_of(args)
    period = period_of(workspace, scope, args.quarter)
    result = count_forecast(workspace, scope, period, args.draws, args.seed)
    covered = coverage(workspace, scope, period)
    return {
        "quarter": period.name,
        "from": period.from_on.isoformat(),
        "to": period.to_on.isoformat(),
        "as_of": result.as_of.isoformat(),
        "won_to_date": money(result.won_to_date),
        "target": money(result.target),
        "headline": {"method": result.headline.method} | _band(result.headline),
        "methods": {name: _band(band) for name, band in result.methods.items()},
        "weighted": {name: money(value) for name, value in asdict(result.weighted).items()},
        "parts": {name: money(value) for name, value in asdict(result.parts).items()} if result.parts else None,
        "chance_of_target": plain(result.chance_of_target),
        "coverage": plain(covered.coverage),
        "coverage_needed": plain(covered.needed.coverage),
        "coverage_needed_range": [plain(covered.needed.low), plain(covered.needed.high)],
        "coverage_basis": covered.needed.basis,
        "concentration": {"deals": list(result.concentration.deals), "share": result.concentration.share}
        if result.concentration
        else None,
        "stages": _with_money(records(result.stages.drop(columns="state"))),
        "deals": _with_money(records(result.deals.drop(columns="deal_key"))),
        "fan": _with_money(records(result.fan)),
        "rates": [
            {"currency": each.currency, "rate": each.rate, "from": plain(each.from_on), "deals": each.deals}
            for each in rates(workspace, scope, workspace.reporting_currency())
            if each.rate is not None
        ],
        "guard": result.guard,
        "too_little": result.too_little,
        "notes": list(result.notes),
    }


def accuracy(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `accuracy`."""
    scope = scope_of(args)
    period = period_of(workspace, scope, args.quarter)
    result = count_accuracy(workspace, scope, period, _tell)
    overall = result.methods[result.methods["week"] == 0].drop(columns="week")
    best = result.calibration
    best = best[(best["week"] == 0) & (best["method"] == "hybrid")] if len(best) else best
    origins = result.origins[["period", "week", "origin", "method", "p10", "p50", "p90", "mean", "actual"]]
    return {
        "origins": _with_money(records(origins.rename(columns={"period": "quarter"}))),
        "methods": records(overall),
        "by_week": records(result.methods[result.methods["week"] > 0]),
        "calibration": records(best.drop(columns=["method", "week"])),
        "deals": records(result.deals),
        "failed": records(result.failed),
        "submitted": _with_money(records(result.submitted)),
        "guard": result.guard,
        "omitted": list(result.omitted),
        "too_little": result.too_little,
    }


_MONEY = ("p10", "p50", "p90", "mean", "actual", "amount", "expected", "median")


def _with_money(rows: list[Document]) -> list[Document]:
    return [{name: money(value) if name in _MONEY else value for name, value in row.items()} for row in rows]


def _band(band: Band) -> Document:
    return {name: money(getattr(band, name)) for name in ("p10", "p50", "p90", "mean")}


def _tell(share: float) -> None:
    print(f"{share:.0%} of past forecasts made", file=sys.stderr)
