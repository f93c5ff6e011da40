"""Coverage: is enough open to reach the target?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
from scipy.stats import t as student

from analytics.metrics.targets import target
from analytics.periods import Period, earlier
from analytics.workspace import Engine, Scope, Workspace

PERIODS, ENOUGH = 8, 4  # how many past periods are looked at, and from how many on there is an interval


@dataclass(frozen=True)
class Needed:
    """What own history says of the coverage needed on this day of the period.

    - `coverage`: 1 / yield; `low`, `high`: its 95% interval, missing under four past periods
    - `basis`: `due` (open deals that were expected to close in the period) or `open` (all open deals, where the exports tell
      only today's expected close)
    - `periods`: one row per past period: `period`, `origin` (the day looked at), `open_amount`, `won_amount` after it, `yield`
    """

    coverage: float | None
    low: float | None
    high: float | None
    basis: str
    periods: pd.DataFrame


@dataclass(frozen=True)
class Pacing:
    """How much of a period's bookings had been won by each week.

    - `weeks`: one row per week: `week`, `day` (the last of it), `low`, `median`, `high` share of the whole over the past
      periods, `amount` won by then in this one (missing: still to come); `n`: past periods
    - `past`: one row per past period and week: `period`, `week`, `share`
    """

    weeks: pd.DataFrame
    past: pd.DataFrame
    n: int


@dataclass(frozen=True)
class Coverage:
    """The result of `coverage`; amounts in the reporting currency.

    - `target`, `won_amount` so far in the period, `to_go`: target - won, zero where it is reached
    - `due_amount`: of open deals expected to close in the period; `open_amount`: of all open deals
    - `coverage`: on the basis of `needed`, so that the two compare; `due_coverage`: of the deals due, whatever the basis
    - `first_coverage`: on the same basis, on the day before the period began, against the whole target
    - `why_not`: a sentence where there is no coverage
    """

    target: Decimal | None
    won_amount: float
    to_go: float | None
    due_amount: float
    open_amount: float
    coverage: float | None
    due_coverage: float | None
    first_coverage: float | None
    needed: Needed
    pacing: Pacing
    why_not: str | None

    @property
    def against_needed(self) -> str | None:
        """`more than`, `less than` or `about` what is needed: outside of its interval, where there is one; None where either is missing."""
        if self.coverage is None or self.needed.coverage is None:
            return None
        if self.coverage > (self.needed.high or self.needed.coverage):
            return "more than"
        return "less than" if self.coverage < (self.needed.low or self.needed.coverage) else "about"


@dataclass(frozen=True)
class _Won:
    """What was won: the days, in order, and the amount by the end of each, zero before the first."""

    days: np.ndarray
    amounts: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _Won:
        amounts = np.nan_to_num(rows["amount"].to_numpy(float))
        return cls(rows["closed_on"].to_numpy("datetime64[D]"), np.concatenate([[0.0], np.cumsum(amounts)]))

    def between(self, from_on: date, to_on: date) -> float:
        """The amount won from one day to the end of another."""
        first = np.searchsorted(self.days, np.datetime64(from_on))
        after = np.searchsorted(self.days, np.datetime64(to_on), side="right")
        return float(self.amounts[max(first, after)] - self.amounts[first])


def coverage(workspace: Workspace, scope: Scope, period: Period) -> Coverage:
    """How much is open for each unit of money that is still to be won, and how much was needed in the past.

        coverage        = open amount expected to close in the period / (target - won so far)
        yield           = won from this day of the period to its end / open amount on this day, over up to eight past periods
        coverage needed = 1 / yield

    The yield counts everything won by the end, also by deals that were created later, and the amount is that of deals that
    were open then, as it was known then.  So the coverage needed is not 1 / win rate, and falls or rises with the week.  It is
    the sum won over the sum open; its 95% interval is that of a ratio of sums over the past periods (Cochran 1977), given
    from four periods on.

    Where the exports tell only today's expected close (of a closed deal that is the day on which it closed), no one can know
    what was expected then: coverage and coverage needed are both of all open deals.

    Pacing is the share of a past period's bookings that had been won by each week.  Deals without an amount, or in a currency
    without a rate, are in no amount.  There is no coverage without a target, and none once the target or the end of the period
    is reached.
    """
    scope = scope.only(from_on=None, to_on=None)
    engine = workspace.engine
    as_of = scope.as_of or engine.last_day
    won = _Won.of(engine.query("coverage/coverage_won", scope))
    began = engine.query("coverage/coverage_began", scope)
    past = _past(period, won, began["first_on"].min())
    lost = int(began.loc[began["status"] == "lost", "deals"].sum())
    needed = _needed(engine, scope, period, past, won, as_of, lost=lost)
    now = _open(engine, scope, period, as_of)
    first = (
        _open(engine, scope, period, period.from_on - timedelta(days=1)) if past and as_of >= period.from_on else None
    )
    goal = target(workspace, scope, period)
    won_amount = won.between(period.from_on, min(period.to_on, as_of))
    to_go = None if goal is None else max(float(goal) - won_amount, 0.0)
    column = "due_amount" if needed.basis == "due" else "amount"
    why_not = _why_not(goal, to_go, period, as_of)
    return Coverage(
        target=goal,
        won_amount=won_amount,
        to_go=to_go,
        due_amount=now["due_amount"],
        open_amount=now["amount"],
        coverage=None if why_not else now[column] / to_go,
        due_coverage=None if why_not else now["due_amount"] / to_go,
        first_coverage=first[column] / float(goal) if first and goal else None,
        needed=needed,
        pacing=_pacing(period, past, won, as_of),
        why_not=why_not,
    )


def _why_not(goal: Decimal | None, to_go: float | None, period: Period, as_of: date) -> str | None:
    if goal is None:
        return "There is no target for this period and these filters. Setup takes targets."
    if as_of >= period.to_on:
        return "The period is over."
    return None if to_go else "The target is reached."


def _past(period: Period, won: _Won, first_on: object) -> list[Period]:
    """The past periods that the exports tell of from their first day, and in which something was won; the newest last."""
    if pd.isna(first_on):
        return []
    begin = pd.Timestamp(first_on).date()
    found = [each for each in earlier(period, PERIODS) if each.from_on >= begin]
    return [each for each in found if won.between(each.from_on, each.to_on) > 0]


def _open(engine: Engine, scope: Scope, period: Period, day: date) -> dict[str, float]:
    rows = engine.query(
        "coverage/coverage_open", scope.only(as_of=day), period_from=period.from_on, period_to=period.to_on
    )
    closed = rows[rows["has_closed_since"]]
    return {
        "amount": float(rows["amount"].sum()),
        "due_amount": float(rows["due_amount"].sum()),
        "closed_since": float(closed["deals"].sum()),
        "told": float(closed["told"].sum()),
    }


def _needed(
    engine: Engine, scope: Scope, period: Period, past: list[Period], won: _Won, as_of: date, *, lost: int
) -> Needed:
    offset = (as_of - period.from_on).days
    rows, told, closed = [], 0.0, 0.0
    for each in past if as_of < period.to_on and lost else []:
        # the same day of the period, or as far from its end where it is shorter
        origin = min(each.from_on + timedelta(days=offset), each.to_on - timedelta(days=1))
        then = _open(engine, scope, each, origin)
        told, closed = told + then["told"], closed + then["closed_since"]
        later = won.between(max(origin + timedelta(days=1), each.from_on), each.to_on)
        rows.append({"period": each.name, "origin": origin, "won_amount": later, **then})
    basis = "due" if closed and told >= 0.8 * closed else "open"
    found = pd.DataFrame(rows, columns=["period", "origin", "won_amount", "amount", "due_amount"])
    found["open_amount"] = found["due_amount"] if basis == "due" else found["amount"]
    found = found[found["open_amount"] > 0]
    found = found.assign(**{"yield": found["won_amount"] / found["open_amount"]})
    share, low, high = ratio(found["won_amount"].to_numpy(float), found["open_amount"].to_numpy(float))
    return Needed(
        coverage=1 / share if share else None,
        low=1 / high if high else None,
        high=1 / low if low else None,
        basis=basis,
        periods=found[["period", "origin", "open_amount", "won_amount", "yield"]],
    )


def ratio(parts: np.ndarray, wholes: np.ndarray) -> tuple[float | None, float | None, float | None]:
    """A ratio of two sums and its 95% interval, taken on the logarithm; the interval from four pairs on.

    The variance is that of the residuals parts - ratio x wholes (Cochran 1977, Sampling Techniques, section 6.4).
    """
    n = len(parts)
    if not n or wholes.sum() <= 0 or parts.sum() <= 0:
        return None, None, None
    share = float(parts.sum() / wholes.sum())
    if n < ENOUGH:
        return share, None, None
    spread = np.sqrt(n / (n - 1) * np.sum((parts - share * wholes) ** 2)) / wholes.sum()
    factor = np.exp(student.ppf(0.975, n - 1) * spread / share)
    return share, float(share / factor), float(share * factor)


def _pacing(period: Period, past: list[Period], won: _Won, as_of: date) -> Pacing:
    weeks = range(1, -(-period.days // 7) + 1)
    shares = [
        {"period": each.name, "week": week, "share": won.between(each.from_on, _end(each, week)) / won.between(each.from_on, each.to_on)}
        for each in past
        for week in weeks
    ]  # fmt: skip
    table = pd.DataFrame(shares, columns=["period", "week", "share"])
    rows = []
    for week in weeks:
        values, day = table.loc[table["week"] == week, "share"].to_numpy(float), _end(period, week)
        low, median, high = np.quantile(values, [0.1, 0.5, 0.9]) if len(values) else [np.nan] * 3
        known = day <= as_of or _end(period, week - 1) < as_of < day
        amount = won.between(period.from_on, min(day, as_of)) if known else np.nan
        rows.append({"week": week, "day": day, "low": low, "median": median, "high": high, "amount": amount})
    return Pacing(pd.DataFrame(rows), table, len(past))


def _end(period: Period, week: int) -> date:
    """The last day of a week of the period; the last week ends with it."""
    return min(period.from_on + timedelta(days=7 * week - 1), period.to_on)
