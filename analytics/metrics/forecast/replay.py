"""Replay: what each method would have said of every past period, from what was known at weeks 1, 5 and 9 of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analytics.metrics.forecast.band import around, inflation
from analytics.metrics.forecast.book import Book, day_number, day_of
from analytics.metrics.forecast.estimate import Estimate, estimate
from analytics.metrics.forecast.guard import guard_holds
from analytics.metrics.forecast.windows import Outcomes, snapshot, window
from analytics.periods import Period, shifted
from analytics.scores import crps

WEEKS = (1, 5, 9)
DRAWS = 500
Progress = Callable[[float], None]


def over_periods(book: Book, kind: Period) -> list[Period]:
    """The periods of a kind that lie in the history and are over, oldest first.  `kind`: any later one of the kind."""
    found, period = [], kind
    begins = book.first_day
    while day_number(period.from_on) >= begins - 7:
        if day_number(period.to_on) <= book.as_of:
            found.append(period)
        period = shifted(period, -1)
    return found[::-1]


def weeks_of(kind: Period) -> tuple[int, ...]:
    """The weeks of a period from whose beginning it is forecast."""
    return tuple(week for week in WEEKS if 7 * (week - 1) < kind.days - 7)


def replay(
    book: Book, kind: Period, seed: int = 0, progress: Progress = lambda _: None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per period, week and method; and one per deal that was open then and method, with its chance and outcome.

    Each forecast is made from the book cut at its origin; only what came of it is looked up in the whole book.
    """
    now = book.until(book.as_of)
    periods = over_periods(now, kind)
    origins = [(period, week) for period in periods for week in weeks_of(kind)]
    outcomes = Outcomes.of(book)
    rows: list[dict[str, object]] = []
    deals: list[pd.DataFrame] = []
    for place, (period, week) in enumerate(origins):
        progress(place / len(origins))
        seen = window(period, day_number(period.from_on) - 1 + 7 * (week - 1))
        found = estimate(book.until(seen.origin), seen, DRAWS, seed)
        if not found.is_enough:
            continue
        actual = now.won_between(seen.until - period.days, seen.until)
        rows += _rows(found, rows, week, actual)
        came = snapshot(book, outcomes, seen)
        won = np.zeros(len(outcomes.won_on), bool)
        won[came.deal] = came.is_won
        deals += _deals(found, week, won[found.open_now.deal])
    progress(1.0)
    return pd.DataFrame(rows, columns=ROWS), pd.concat(deals, ignore_index=True) if deals else pd.DataFrame(
        columns=DEALS
    )


ROWS = ["period", "week", "origin", "method", "p10", "p50", "p90", "mean", "actual", "crps", "centre", "rest", "error"]
DEALS = ["period", "week", "method", "p", "won"]


def _rows(found: Estimate, before: list[dict[str, object]], week: int, actual: float) -> Iterator[dict[str, object]]:
    period = found.window.period
    resolved = [each for each in before if each["until"] <= found.window.origin]
    centres = found.centres | {"median": found.median}
    centres["headline"] = centres["run_rate" if guard_holds(resolved) else "median"]
    sd = float(found.draws.std())
    for method, centre in centres.items():
        errors = [each["error"] for each in resolved if each["week"] == week and each["method"] == method]
        drawn = around(centre, found.draws, inflation(errors), found.known)
        p10, p50, p90 = np.quantile(drawn, [0.1, 0.5, 0.9])
        rest = actual - found.known
        yield {
            "period": period.name,
            "week": week,
            "origin": day_of(found.window.origin),
            "until": found.window.until,
            "method": method,
            "p10": p10,
            "p50": p50,
            "p90": p90,
            "mean": float(drawn.mean()),
            "actual": actual,
            "crps": crps(drawn, actual),
            "centre": centre,
            "rest": rest,
            "error": (rest - centre) / sd if sd > 0 else 0.0,
        }


def _deals(found: Estimate, week: int, won: np.ndarray) -> Iterator[pd.DataFrame]:
    for method, p in found.by_method.items():
        yield pd.DataFrame({"period": found.window.period.name, "week": week, "method": method, "p": p, "won": won})
