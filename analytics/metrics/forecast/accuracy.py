"""Accuracy: how right were the forecasts?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.metrics.forecast.book import Book, day_number, day_of
from analytics.metrics.forecast.estimate import FEWEST_CLOSED, FEWEST_PERIODS
from analytics.metrics.forecast.guard import FEWEST, guard_holds
from analytics.metrics.forecast.loading import load
from analytics.metrics.forecast.model import NAMES, Accuracy
from analytics.metrics.forecast.replay import over_periods, replay
from analytics.metrics.forecast.scoring import calibration, deal_scores, method_scores
from analytics.metrics.forecast.submitted import submitted
from analytics.metrics.forecast.windows import Outcomes, snapshot, window
from analytics.periods import Period, shifted
from analytics.workspace import Scope, Workspace, crm_name
from analytics.workspace.kept import is_kept, keep, kept

ROOT = Path(__file__).parents[2]
SOON = 3 * FEWEST  # with fewer past forecasts the guard is said to be young
TOO_LITTLE = (
    f"Too little history: a forecast needs {FEWEST_PERIODS} past periods and {FEWEST_CLOSED} closed deals before it. "
    "Export older deals too, won and lost ones."
)


def accuracy(
    workspace: Workspace, scope: Scope, period: Period, progress: Callable[[float], None] = lambda _: None
) -> Accuracy:
    """How right forecasts of past periods were, each made again from what was known then.

    Every past period of the same kind is forecast from the beginning of its weeks 1, 5 and 9, by every method, from the deals
    as they stood on that day: their stages, owners, amounts and close dates of then.  Whatever a method learns, it learns
    from periods that were over by then.  A forecast is what the page would have shown; the actual is what is known now.

        WAPE     = sum of |forecast - actual| / sum of actual
        bias     = sum of (forecast - actual) / sum of actual; above zero, too much was promised
        coverage = share of the 80% bands that held the actual; 80% would be right
        skill    = 1 - WAPE / WAPE of taking the last period again

    Pinball loss and CRPS score the whole band; they stand over the mean period, less is better.  Chances of single deals
    are scored by Brier score, log-loss and calibration: of the deals given 30%, three in ten should be won.

    *Forecast deals that failed*: of the deals that were due in a period at its start, the share lost in it, moved to a later
    period (slipped), or left undecided at its end.

    Periods with fewer than four periods or 100 closed deals before them are not scored.
    """
    engine = workspace.engine
    kind = kind_at(period, (scope.as_of or engine.last_day) + timedelta(days=1))
    name = _name(scope, kind)
    if (document := kept(engine, name)) is not None:
        return _restored(document)
    found = _accuracy(workspace, scope, kind, progress)
    keep(engine, name, _stored(found))
    return found


def is_ready(workspace: Workspace, scope: Scope, period: Period) -> bool:
    """Whether `accuracy` answers at once."""
    kind = kind_at(period, (scope.as_of or workspace.engine.last_day) + timedelta(days=1))
    return is_kept(workspace.engine, _name(scope, kind))


def kind_at(period: Period, day: date) -> Period:
    """The period of the same kind in which a day lies."""
    while period.from_on > day:
        period = shifted(period, -1)
    while period.to_on < day:
        period = shifted(period, 1)
    return period


def _accuracy(workspace: Workspace, scope: Scope, kind: Period, progress: Callable[[float], None]) -> Accuracy:
    book = load(workspace, scope)
    rows, deals = replay(book, kind, progress=progress)
    now = book.until(book.as_of)
    periods = over_periods(now, kind)
    return Accuracy(
        origins=rows,
        methods=method_scores(rows),
        calibration=_calibration(deals),
        deals=deal_scores(deals),
        failed=_failed(book, periods),
        submitted=submitted(workspace, scope, now, periods, rows),
        guard=guard_sentence(rows),
        omitted=_omitted(book, periods),
        too_little=TOO_LITTLE if rows.empty else None,
    )


def guard_sentence(rows: pd.DataFrame) -> str | None:
    """Why the run-rate is the headline; None where it is not."""
    resolved = rows.to_dict("records")
    if not guard_holds(resolved):
        return None
    scores = method_scores(rows)
    wape = scores[scores["week"] == 0].set_index("method")["wape"]
    told = rows[rows["method"] == "median"]
    periods, soon = told["period"].nunique(), len(told) < SOON
    return (
        f"In this history the run-rate came closer than the median of the four methods (WAPE {wape['run_rate']:.0%} against "
        f"{wape['median']:.0%} over {len(told)} forecasts of {periods} period{'s' if periods > 1 else ''}): it is the headline."
        + (" With so few that may be chance; each period that ends is one more test." if soon else "")
    )


def _calibration(deals: pd.DataFrame) -> pd.DataFrame:
    """The tenths of every method that gives chances, for each week and (week 0) for all."""
    found = [
        calibration(each).assign(method=method, week=week)
        for method in NAMES
        for week in (0, *sorted(deals["week"].unique()))
        if len(each := deals[(deals["method"] == method) & ((deals["week"] == week) | (week == 0))])
    ]
    columns = ["method", "week", "low", "high", "predicted", "observed", "n"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def _failed(book: Book, periods: list[Period]) -> pd.DataFrame:
    """One row per past period: what became of the deals that were due in it at its start, where their close dates of then are known."""
    rows = []
    for period in periods:
        seen = window(period, day_number(period.from_on) - 1)
        cut = book.until(seen.origin)
        then = snapshot(cut, Outcomes.of(cut), seen)
        due = then.deal[(then.due > seen.origin) & (then.due <= seen.until)]
        if not len(due):
            continue
        end = book.until(seen.until)
        last = np.zeros(len(book.deals), int)
        state = np.full(len(book.deals), -9)
        np.maximum.at(last, end.deal, np.arange(len(end.deal)))
        state[end.deal] = end.state[last[end.deal]]
        later = end.fields["due"][due] > seen.until
        rows.append(
            {
                "period": period.name,
                "due": len(due),
                "won": int((state[due] == -1).sum()),
                "lost": int((state[due] == -2).sum()),
                "slipped": int(((state[due] >= 0) & later).sum()),
                "undecided": int(((state[due] >= 0) & ~later).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["period", "due", "won", "lost", "slipped", "undecided"])


def _omitted(book: Book, periods: list[Period]) -> tuple[str, ...]:
    """What the replay does without, because only its value of today, or of late, is known."""
    if not periods:
        return ()
    first = day_number(periods[0].from_on)
    there = book.deal[book.entries]
    found = []
    for name, known, sentence in (
        ("close dates", book.dates_known, _DATES),
        ("amounts", book.amounts_known, _AMOUNTS),
    ):
        crms = book.deals["crm"].to_numpy()[there]
        unknown = known[there] > first
        for crm in sorted(set(crms[unknown])):
            since = day_of(known[there][unknown & (crms == crm)].min())
            found.append(f"{crm_name(crm)}: {name} are known as they stood from {since.isoformat()} on. {sentence}")
    found.append(
        "The last activity of a deal is never used: exports hold only the latest one, which of a closed deal is its end."
    )
    return tuple(found)


_DATES = (
    "Before that day they are left out: the close date of a closed deal is the day on which it closed, and would give the "
    "answer away. A history of field changes, or an export kept every week, brings them back."
)
_AMOUNTS = "Forecasts of earlier days use the amounts of today; changes of amounts are no part of their errors."


# kept as JSON


def _name(scope: Scope, kind: Period) -> str:
    told = scope.only(from_on=None, to_on=None, basis="created")
    return "accuracy-" + hashlib.sha256(f"{told!r} {kind!r} {_code()}".encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """Of the code that answers: another version of it answers anew."""
    files = [
        *sorted(Path(__file__).parent.iterdir()),
        *(ROOT / f"{name}.py" for name in ("semi_markov", "logistic", "scores")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files if path.is_file())).hexdigest()


def _stored(found: Accuracy) -> dict[str, object]:
    document: dict[str, object] = {}
    for each in fields(Accuracy):
        value = getattr(found, each.name)
        if isinstance(value, pd.DataFrame):
            plain = value.astype(object).where(value.notna(), None)
            value = {name: [_plain(cell) for cell in plain[name]] for name in plain}
        document[each.name] = value
    return document


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def _restored(document: dict[str, object]) -> Accuracy:
    values = {name: pd.DataFrame(value) if isinstance(value, dict) else value for name, value in document.items()}
    for name, column in (("origins", "origin"), ("submitted", "submitted_on")):
        values[name][column] = [date.fromisoformat(day) for day in values[name][column]]
    return Accuracy(**values | {"omitted": tuple(document["omitted"])})
