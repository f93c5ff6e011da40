"""What a report of a quarter says, before it is laid out: texts and tables, the same for HTML and PDF."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.metrics.coverage import Coverage, coverage
from analytics.metrics.forecast import Forecast, forecast
from analytics.metrics.rates import rates
from analytics.metrics.targets import target
from analytics.periods import Period
from analytics.reports.quarter.last import Said, report_before
from analytics.reports.quarter.sentences import headline, sentences, since
from analytics.reports.quarter.tables import Table, accuracy_table, changed_table, deals_table, teams_table
from analytics.reports.quarter.words import chance, day, deals, money, number, quarter, share, times
from analytics.workspace import Scope, Workspace
from analytics.workspace.scope import LISTS


@dataclass(frozen=True)
class Fan:
    """The chart: days since the first of the period.  `won`: (day, amount) so far; `band`: (day, low, middle, high) to come."""

    days: int
    won: tuple[tuple[int, float], ...]
    band: tuple[tuple[int, float, float, float], ...]
    target: float | None
    ticks: tuple[tuple[int, str], ...]
    amounts: tuple[tuple[float, str], ...]
    caption: str = ""


@dataclass(frozen=True)
class Report:
    """A report: `figures` are (name, value, small words); `parts` (name, amount, words); `notes` the last page.

    `said`: what later reports have to know of it.
    """

    title: str
    subtitle: str
    headline: str
    sentences: tuple[str, ...]
    figures: tuple[tuple[str, str, str], ...]
    fan: Fan | None
    parts: tuple[tuple[str, float, str], ...]
    tables: tuple[Table, ...]
    notes: tuple[tuple[str, str], ...]
    said: Said | None = None


def gather(workspace: Workspace, scope: Scope, period: Period, currency: str | None) -> Report:
    """Everything that the report says of a period, in the words in which it says it.

    What changed is told since the report before, where `remember` has recorded one; else since a week ago.
    """
    scope = scope.only(from_on=None, to_on=None)
    found, covered = forecast(workspace, scope, period), coverage(workspace, scope, period)
    name = quarter(period.name)
    said = Said.by(found, scope, currency)
    before = report_before(workspace, said)
    tables = [
        changed_table(workspace, scope, period, found.as_of, currency, before),
        accuracy_table(workspace, scope, period),
        deals_table(found, currency),
        teams_table(workspace, scope, period, currency),
    ]
    return Report(
        title=f"Forecast {name}",
        subtitle=f"{day(period.from_on)} – {day(period.to_on)} · as of {day(found.as_of)} · {_filters(scope)}",
        headline=headline(found, name, currency),
        sentences=(*sentences(found, covered, currency), *since(said, before)),
        figures=_figures(found, covered, currency),
        fan=_fan(found, currency),
        parts=_parts(found, currency),
        tables=tuple(each for each in tables if each is not None),
        notes=tuple(_notes(workspace, scope, found, covered, currency)),
        said=said,
    )


def _filters(scope: Scope) -> str:
    chosen = [
        f"{short.replace('_', ' ')}: {', '.join(getattr(scope, name))}"
        for short, name in LISTS.items()
        if getattr(scope, name)
    ]
    return "; ".join([*chosen, *scope.dimensions]) or "all deals"


def _figures(found: Forecast, covered: Coverage, currency: str | None) -> tuple[tuple[str, str, str], ...]:
    head, needed = found.headline, covered.needed
    by = "no closing days are told" if found.won_to_date is None else f"by {day(found.as_of)}"
    if head.method == "actual":
        reached = None if not found.target or found.won_to_date is None else head.mean / float(found.target)
        whole = "no target was set" if found.target is None else f"of a target of {money(found.target, currency)}"
        return (
            ("Won", money(found.won_to_date, currency), by),
            ("Target reached", share(reached), whole),
        )
    band = f"80% band {money(head.p10, currency)} – {money(head.p90, currency)}" if head.p10 is not None else "no band"
    whole = "no target is set" if found.target is None else f"of a target of {money(found.target, currency)}"
    took = f"{times(needed.coverage)} needed" + (
        f" ({times(needed.low)}–{times(needed.high)}, n = {len(needed.periods)})" if needed.low else ""
    )
    return (
        ("Forecast", money(None if found.won_to_date is None else head.p50, currency), band),
        ("Chance of the target", chance(found.chance_of_target), whole),
        ("Won to date", money(found.won_to_date, currency), by),
        ("Coverage now", times(covered.coverage), took if needed.coverage is not None else covered.why_not or "no past period tells what is needed"),
    )  # fmt: skip


def _fan(found: Forecast, currency: str | None) -> Fan | None:
    if found.pacing.empty and found.fan.empty:
        return None
    first = found.period.from_on

    def place(value: object) -> int:
        return max((pd.Timestamp(value).date() - first).days + 1, 0)

    won = [(0, 0.0), *((place(row.day), round(float(row.amount), 2)) for row in found.pacing.itertuples())]
    band = [
        (place(row.day), *(round(float(each), 2) for each in (row.p10, row.p50, row.p90)))
        for row in found.fan.itertuples()
    ]
    goal = None if found.target is None else float(found.target)
    top = max([amount for _, amount in won] + [row[3] for row in band] + [goal or 0.0]) or 1.0
    step = _step(top)
    months = list(pd.date_range(first, found.period.to_on, freq="MS"))
    return Fan(
        days=found.period.days,
        won=tuple(won if len(won) > 1 else ()),
        band=tuple(band),
        target=goal,
        ticks=tuple((place(each) - 1, each.strftime("%b")) for each in months),
        amounts=tuple((each * step, money(each * step, currency)) for each in range(int(top / step) + 2)),
        caption="Won so far, and what may come: the line is the middle, eight of ten futures lie in the band" if band else "Won by day",
    )  # fmt: skip


def _step(top: float) -> float:
    """A round step that makes about four of the whole."""
    size = 10.0 ** (len(str(int(top / 4))) - 1)
    return next(each * size for each in (1, 2, 2.5, 5, 10) if each * size >= top / 4)


def _parts(found: Forecast, currency: str | None) -> tuple[tuple[str, float, str], ...]:
    told = found.parts
    if told is None or found.headline.method == "actual":
        return ()
    amounts = (
        ("Won", told.won),
        ("Open and due", told.open - told.pulled_in),
        ("Pulled in from later", told.pulled_in),
        ("Not yet created", told.new),
    )
    return tuple((name, round(max(amount, 0.0), 2), money(amount, currency)) for name, amount in amounts)


def _notes(
    workspace: Workspace, scope: Scope, found: Forecast, covered: Coverage, currency: str | None
) -> list[tuple[str, str]]:
    said = [
        ("Forecast", _definition(forecast)),
        ("Coverage", _definition(coverage)),
        ("Target", _definition(target)),
        (
            "How it is known",
            " ".join(["Inferred: a forecast, learned from past periods of these deals.", *found.notes]),
        ),
    ]
    if covered.needed.basis == "open" and len(covered.needed.periods):
        said.append(
            (
                "Coverage of which deals",
                "The exports tell only today’s expected close, so coverage is of all open deals, then and now.",
            )
        )
    if used := _rates(workspace, scope, currency):
        said.append(("Rates used", used))
    return said


def _rates(workspace: Workspace, scope: Scope, currency: str | None) -> str:
    found = rates(workspace, scope, currency)
    used = [
        f"{each.currency} at {number(each.rate, 4)} from {day(each.from_on)} ({deals(each.deals)})"
        for each in found
        if each.rate is not None
    ]
    missing = [
        f"{deals(each.deals)} in {each.currency} have no rate and are in no amount."
        for each in found
        if each.reporting_amount is None
    ]
    head = (
        [f"Amounts are in {currency}: {', '.join(used)}. A closed deal keeps the rate of its closing day."]
        if used
        else []
    )
    return " ".join([*head, *missing])


def _definition(metric: Callable) -> str:
    """The first three paragraphs of a metric's definition as lines: a formula and each point of a list on a line of its own."""
    paragraphs = inspect.getdoc(metric).partition("\n\nParameters\n")[0].split("\n\n")
    lines: list[str] = []
    for paragraph in paragraphs[:3]:
        for place, line in enumerate(paragraph.splitlines()):
            if line.startswith("    ") or line.startswith("- ") or not place:
                lines.append(line)
            else:
                lines[-1] += f" {line.strip()}"
    return "\n".join(
        each if each.startswith("    ") else each.replace("*", "").replace("- ", "• ", each.startswith("- "))
        for each in lines
    )
