"""Velocity: how fast does money move?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations
from math import log

import numpy as np
import pandas as pd

from analytics import errors
from analytics.metrics.evidence import Evidence, evidence
from analytics.survival import aalen_johansen, at, quantile, watched_for
from analytics.workspace import Scope, Workspace

CAUSES = {"open": 0, "won": 1, "lost": 2}
FACTORS = ("opportunities", "win_rate", "average_won", "cycle_days")


@dataclass(frozen=True)
class Speed:
    """Sales velocity of the deals created from `from_on` to `to_on`, and its four factors; missing where one is."""

    from_on: date
    to_on: date
    per_day: float | None
    opportunities: int
    win_rate: float | None
    average_won: float | None
    cycle_days: float | None


@dataclass(frozen=True)
class Velocity:
    """The result of `velocity`.

    `now`, `before`: the velocity of the period and of the one before it; `days`: within how many days both are read.
    `effects`: factor -> its part of the change, in money per day; together they are the change.  Empty where one is missing.
    `cycle`: `median_days`, `p80_days` of deals won, open ones undecided; `naive_mean_days` of those won so far.
    `stages`: one row per open stage: `pipeline`, `stage`, `position`; `n` stays, `inside` of them still; `median_days`, `p80_days`
    of all stays, `last_median_days` of the last stay of each deal; `won_median_days`, `lost_median_days` of deals so ended;
    `naive_mean_days` of ended stays; `lost_days`, `lost_amount` held in deals that ended lost.
    `impossible`: pipeline -> why its time in stage cannot be told.
    `curves`: share still inside by day: `pipeline`, `position`, `day`, `inside`.
    """

    now: Speed
    before: Speed
    days: int
    effects: dict[str, float]
    cycle: dict[str, float | None]
    stages: pd.DataFrame
    curves: pd.DataFrame
    impossible: dict[str, str]
    evidence: list[Evidence]


def velocity(workspace: Workspace, scope: Scope) -> Velocity:
    """Money won per day by the deals of one period: how many there are, how often they are won, for how much, how fast.

        velocity = deals created in the period x win rate x average won amount / sales cycle in days

    All four are of the same deals: those created in the period (the last twelve months where none is chosen).  The win rate is the
    share won within the days stated, open deals counted for as long as they have been watched; the sales cycle is the median
    days to winning of deals won within them.  It is a speedometer, not a forecast.

    The change against the period before is split exactly into the four factors (logarithmic mean Divisia; Shapley where one
    is zero).

    Time in stage is the median over all stays, those not yet ended counted for as long as they have lasted (Kaplan-Meier): the
    mean of ended stays, which most programs show, leaves the slow deals out.  Skipped stages have no stay.
    """
    from_on, to_on = _period(scope, workspace.engine.last_day)
    length = to_on - from_on
    periods = [(from_on, to_on), (from_on - length - timedelta(days=1), from_on - timedelta(days=1))]
    cycles = [
        workspace.engine.query("velocity_cycle", scope.only(from_on=a, to_on=b, basis="created")) for a, b in periods
    ]
    days = min((int(watched_for(each["days"], each["deals"])) for each in cycles if len(each)), default=0)
    now, before = (_speed(each, *period, days) for each, period in zip(cycles, periods, strict=True))
    stays = workspace.engine.query("velocity_stages", scope)
    found = evidence(workspace, scope)
    # the stay of today alone, of deals that changed stage lately, says nothing of how long stays are
    impossible = {each.pipeline: _NOT_TOLD for each in found if each.evidence == "current_only"}
    stays = stays[stays["pipeline"].isin([each.pipeline for each in found if each.pipeline not in impossible])]
    rows, curves = [], [pd.DataFrame(columns=["pipeline", "position", "day", "inside"])]
    for (pipeline, position, stage), part in stays.groupby(["pipeline", "position", "stage"], sort=False):
        rows.append({"pipeline": pipeline, "stage": stage, "position": int(position)} | _stage(part))
        curves.append(_curve(part).assign(pipeline=pipeline, position=int(position)))
    return Velocity(
        now=now,
        before=before,
        days=days,
        effects=effects(before, now),
        cycle=_cycle(workspace.engine.query("velocity_cycle", scope)),
        stages=pd.DataFrame(rows, columns=_COLUMNS),
        curves=pd.concat(curves[1:] or curves, ignore_index=True),
        impossible=impossible,
        evidence=found,
    )


_NOT_TOLD = "The exports tell only in which stage deals are now, not when they came there."
_COLUMNS = [
    "pipeline", "stage", "position", "n", "inside", "median_days", "p80_days", "last_median_days", "won_median_days",
    "lost_median_days", "naive_mean_days", "lost_days", "lost_amount",
]  # fmt: skip


def _period(scope: Scope, last_day: date | None) -> tuple[date, date]:
    known = scope.as_of or last_day
    if known is None:
        raise errors.no_data()
    to_on = min(scope.to_on or date.max, known)
    return scope.from_on or to_on - timedelta(days=364), to_on


def _speed(cycles: pd.DataFrame, from_on: date, to_on: date, days: int) -> Speed:
    seen = aalen_johansen(cycles["days"], cycles["status"].map(CAUSES), weights=cycles["deals"])
    inside = cycles["days"] <= days
    won = cycles[(cycles["status"] == "won") & inside]
    _, (rate, _), _ = at(seen, days)
    closed = cycles.loc[(cycles["status"] != "open") & inside, "deals"].sum()
    priced = won["with_amount"].sum()
    factors = {
        "opportunities": int(cycles["deals"].sum()),
        "win_rate": float(rate) if closed else None,
        "average_won": float(won["amount"].sum() / priced) if priced else None,
        # of those won within these days: what comes later is not seen in the younger period
        "cycle_days": _until(seen, days),
    }
    told = all(factors[name] is not None for name in FACTORS) and factors["cycle_days"] > 0
    per_day = (
        factors["opportunities"] * factors["win_rate"] * factors["average_won"] / factors["cycle_days"]
        if told
        else None
    )
    return Speed(from_on, to_on, per_day, **factors)


def _until(seen: object, days: int) -> float | None:
    """Median days to winning among the deals won within so many days."""
    curve = seen.incidence[0][seen.t <= days]
    if not len(curve) or curve[-1] <= 0:
        return None
    return float(max(seen.t[np.argmax(curve >= curve[-1] / 2 - 1e-12)], 1))


def effects(before: Speed, now: Speed) -> dict[str, float]:
    """The change of the velocity as a sum of four parts, one for each factor; empty where a velocity is missing."""
    if before.per_day is None or now.per_day is None:
        return {}
    old, new = ([float(getattr(each, name)) for name in FACTORS] for each in (before, now))
    if min(*old, *new) > 0:
        return dict(zip(FACTORS, lmdi(old, new), strict=True))
    return dict(zip(FACTORS, shapley(old, new), strict=True))


def _product(factors: list[float]) -> float:
    n, rate, amount, cycle = factors
    return n * rate * amount / cycle


def lmdi(old: list[float], new: list[float]) -> list[float]:
    """Additive logarithmic mean Divisia effects of n, win rate, amount and cycle; all must be above zero.

    Source: Ang 2005, Energy Policy 33:867.
    """
    a, b = _product(old), _product(new)
    mean = a if a == b else (b - a) / log(b / a)
    return [sign * mean * log(y / x) for x, y, sign in zip(old, new, (1, 1, 1, -1), strict=True)]


def shapley(old: list[float], new: list[float]) -> list[float]:
    """The mean, over all orders in which the factors may have changed, of what each change did."""
    totals = [0.0] * 4
    orders = list(permutations(range(4)))
    for order in orders:
        current = list(old)
        for place in order:
            was = _product(current)
            current[place] = new[place]
            totals[place] += (_product(current) - was) / len(orders)
    return totals


def _cycle(cycles: pd.DataFrame) -> dict[str, float | None]:
    seen = aalen_johansen(cycles["days"], cycles["status"].map(CAUSES), weights=cycles["deals"])
    won = cycles[cycles["status"] == "won"]
    return {
        "median_days": quantile(seen, 0.5, cause=1),
        "p80_days": quantile(seen, 0.8, cause=1),
        "naive_mean_days": float(np.average(won["days"], weights=won["deals"])) if len(won) else None,
    }


def _left(stays: pd.DataFrame) -> object:
    return aalen_johansen(stays["days"], stays["has_left"], weights=stays["stays"], n_causes=1)


def _stage(part: pd.DataFrame) -> dict[str, object]:
    stays = part[part["stays"] > 0]
    ended = stays[stays["has_left"]]
    medians = {
        f"{status}_median_days": quantile(_left(stays[stays["status"] == status]), 0.5) for status in ("won", "lost")
    }
    lost = stays[stays["status"] == "lost"]
    return {
        "n": int(stays["stays"].sum()),
        "inside": int(stays.loc[~stays["has_left"], "stays"].sum()),
        "median_days": quantile(_left(stays), 0.5),
        "p80_days": quantile(_left(stays), 0.8),
        "last_median_days": quantile(_left(stays[stays["is_last"]]), 0.5),
        **medians,
        "naive_mean_days": round(float(np.average(ended["days"], weights=ended["stays"])), 1) if len(ended) else None,
        "lost_days": int((lost["days"] * lost["stays"]).sum()),
        "lost_amount": lost["amount"].sum(min_count=1),
    }


def _curve(part: pd.DataFrame) -> pd.DataFrame:
    seen = _left(part[part["stays"] > 0])
    return pd.DataFrame({"day": np.concatenate([[0.0], seen.t]), "inside": np.concatenate([[1.0], seen.survival])})
