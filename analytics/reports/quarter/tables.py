"""The tables of a report of a quarter, in the words in which they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.metrics.changes import BARS, changes
from analytics.metrics.coverage import breakdown
from analytics.metrics.forecast import Forecast, accuracy
from analytics.metrics.forecast.model import NAMES
from analytics.periods import Period
from analytics.reports.quarter.last import Said
from analytics.reports.quarter.words import day, money, number, share, signed, times
from analytics.workspace import Scope, Workspace

DEALS = 10


@dataclass(frozen=True)
class Table:
    """A table as it is printed: the first column at the left, the others at the right unless named in `left`."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[int, ...] = (0,)


_BARS = {
    "opening": "Planned for the period then", "created": "Created", "pulled_in": "Pulled in from later", "moved_in": "Moved in",
    "reopened": "Re-opened", "reassigned_in": "Handed in", "increased": "Increased", "decreased": "Decreased", "revalued": "Revalued by rates",
    "won": "Won", "lost": "Lost", "pushed_out": "Pushed out", "moved_out": "Moved out", "reassigned_out": "Handed out",
    "deleted": "No longer in the exports", "closing": "Planned for the period now",
}  # fmt: skip
assert set(_BARS) == set(BARS)


def changed_table(
    workspace: Workspace, scope: Scope, period: Period, as_of: date, currency: str | None, last: Said | None
) -> Table | None:
    """What became of the planned deals since the report before; where there is none, since a week ago."""
    since = date.fromisoformat(last.as_of) if last else as_of - timedelta(days=7)
    if since > period.to_on:
        return None
    found = changes(workspace, scope, since, as_of, period)
    if found.level == "not_possible":
        return None
    bars = found.bars[(found.bars["deals"] > 0) | found.bars["bar"].isin(("opening", "closing"))]
    rows = tuple((_BARS[row.bar], number(row.deals), money(row.amount / 100, currency)) for row in bars.itertuples())
    why = "" if last else "No earlier report of this period and these filters was made here. "
    note = f"{why}From {day(since)} to {day(as_of)}; slip rate {share(found.slip_rate)}. {found.reason}"
    return Table(
        f"What changed {'since the last report' if last else 'in the last week'}", note, ("", "Deals", "Amount"), rows
    )


def accuracy_table(workspace: Workspace, scope: Scope, period: Period) -> Table | None:
    found = accuracy(workspace, scope, period)
    if found.methods.empty:
        return None
    overall = found.methods[found.methods["week"] == 0].set_index("method")
    shown = [
        each for each in ("headline", "median", "run_rate", "crm_weighted", "last_period") if each in overall.index
    ]
    shown = [each for each in shown if not (each == "median" and "headline" in shown)]
    rows = tuple(
        (NAMES.get(name, "The forecast shown here"), number(row["n"]), share(row["wape"], 1), signed(row["bias"], 1), share(row["coverage80"]), signed(row["skill"]))
        for name, row in ((each, overall.loc[each]) for each in shown)
    )  # fmt: skip
    note = "Every past period forecast again from what was known in its weeks 1, 5 and 9. WAPE: error against all that was won; skill: against taking the last period again."
    return Table("How right such forecasts were", note, ("", "n", "WAPE", "Bias", "In the 80% band", "Skill"), rows)


def deals_table(found: Forecast, currency: str | None) -> Table | None:
    if found.deals.empty or found.headline.method == "actual":
        return None
    rows = tuple(
        (_text(row.name) or row.deal_id, _text(row.owner), _text(row.stage), day(row.expected_close_on), money(row.amount, currency), share(row.p_win_in_quarter))
        for row in found.deals.head(DEALS).itertuples(index=False)
    )  # fmt: skip
    return Table(
        f"The {len(rows)} deals that matter most" if len(rows) > 1 else "The deal that matters most",
        "Those on whose outcome most of the width of the band rests.",
        ("Deal", "Owner", "Stage", "Expected close", "Amount", "Chance in the period"),
        rows,
        left=(0, 1, 2),
    )


def teams_table(workspace: Workspace, scope: Scope, period: Period, currency: str | None) -> Table | None:
    found = breakdown(workspace, scope, period, "team")
    if found.empty or found["value"].isna().all():
        return None
    rows = tuple(
        (_text(row.value) or "No team", money(row.won_amount, currency), money(row.open_amount, currency), money(row.weighted_amount, currency), money(row.target_amount, currency), times(row.coverage))
        for row in found.itertuples()
    )  # fmt: skip
    return Table(
        "By team",
        "Open: expected to close in the period.  Coverage: open / (target − won).",
        ("Team", "Won", "Open and due", "Weighted", "Target", "Coverage"),
        rows,
    )


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)
