"""What to fix: which stage would bring most if it converted as well as it once did?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.metrics.coaching.passages import horizon, last_day, passages
from analytics.metrics.evidence import evidence
from analytics.periods import Period, quarter_of, quarters
from analytics.shrinkage import beta_posterior, beta_weight
from analytics.survival import aalen_johansen, effective_size, incidence_by_group
from analytics.workspace import Scope, Workspace

LOOK_BACK = 8
NOW = 2  # quarters that tell how a stage converts now
FEWEST = 10
CREDIBLE = 0.02
DRAWS, SEED, RANGE = 2000, 1, (10, 90)


@dataclass(frozen=True)
class WhatToFix:
    """The result of `what_to_fix`.

    `stages`: one row per open stage whose quarters can be compared, the largest steady value first: `pipeline`, `stage`, `position`;
    `conversion` now (last two quarters) and `best`, that of the best `best_quarter`, both held towards the mean of all
    quarters; `gap` between them, `chance` that it is more than 2 points; `entries` per quarter; `point`: money per quarter that
    one point more is worth; `steady`, `steady_low`, `steady_high`: money per quarter, once all deals have passed;
    `this_quarter`, `this_quarter_low`, `this_quarter_high`: what of it would be won by the end of `quarter`.  80% ranges.
    """

    stages: pd.DataFrame
    quarter: str | None


def what_to_fix(workspace: Workspace, scope: Scope, fiscal_start: int = 1) -> WhatToFix:
    """What it would be worth if a stage converted like its own best quarter of the last eight.

        value = deals per quarter × gap × chance to win from the next stage × average won amount × chance that the gap is real

    The gap is that between the conversion of now (the last two quarters) and of the best quarter before, both held towards the mean of
    all eight, as far as their spread is no more than chance (empirical Bayes).  The chance that it is real: that it is more
    than 2 points.  Steady: per quarter, once every deal has met the better stage.  This quarter: only what could still be won by the end of the
    quarter, from deals in the stage now and those still to come; early stages hardly move it.  80% ranges.

    Equal relative gains are worth the same in every stage, so no stage is called most important for its place. It is what
    differs, not what causes it: read it as “if this stage converted like your best quarter”.
    """
    as_of = last_day(workspace, scope)
    if as_of is None:
        return WhatToFix(pd.DataFrame(columns=_COLUMNS), None)
    now = quarter_of(as_of, fiscal_start)
    told = {
        each.pipeline for each in evidence(workspace, scope) if each.evidence != "current_only" and not each.why_not
    }
    rows = passages(workspace, scope, None)
    rows = rows[rows["pipeline"].isin(told)]
    if scope.owners:
        rows = rows[rows["owner"].isin(scope.owners)]
    won = workspace.engine.query("coaching/coaching_won", scope, since=None).set_index("pipeline")
    random = np.random.default_rng(SEED)
    found = []
    for pipeline, part in rows.groupby("pipeline", observed=True):
        if pipeline in won.index:
            found += _pipeline(part, won.loc[pipeline], as_of, now, fiscal_start, random)
    stages = pd.DataFrame(found, columns=_COLUMNS).sort_values(["steady", "position"], ascending=[False, True])
    return WhatToFix(stages.reset_index(drop=True), now.name)


_COLUMNS = [
    "pipeline", "stage", "position", "conversion", "best", "best_quarter", "gap", "chance", "entries", "point", "steady",
    "steady_low", "steady_high", "this_quarter", "this_quarter_low", "this_quarter_high", "days",
]  # fmt: skip


def points(entries: float, rates: ArrayLike, amount: float) -> tuple[float, NDArray[np.float64]]:
    """Revenue of so many entries into the first of some stages, and what one point more in each of them is worth."""
    rates = np.asarray(rates, float)
    revenue = entries * float(np.prod(rates)) * amount
    return revenue, 0.01 * revenue / rates


def _pipeline(
    rows: pd.DataFrame, won: pd.Series, as_of: date, now: Period, fiscal_start: int, random: np.random.Generator
) -> list[dict[str, object]]:
    amount = won["amount"] / won["deals"]
    spread = max(won["squares"] / won["deals"] - amount**2, 0.0)
    amounts = np.maximum(random.normal(amount, (spread / won["deals"]) ** 0.5, DRAWS), 0)
    periods = quarters(rows["reached_on"].min().date(), as_of, fiscal_start)[-LOOK_BACK:]
    stages = []
    for position, part in rows.groupby("position", sort=True):
        stages.append(_stage(part, int(position), periods, as_of, random))
    found = []
    for place, stage in enumerate(stages):
        if stage is None:
            continue
        later = stages[place + 1 :]
        onward = float(np.prod([each["conversion"] if each else np.nan for each in later]))
        onwards = np.prod(
            [each["now"] if each else np.full(DRAWS, np.nan) for each in later] or [np.ones(DRAWS)], axis=0
        )
        if np.isnan(onward):
            continue
        sure = stage["chance"]
        gaps = np.maximum(stage["target"] - stage["now"], 0)
        soon = _soon(rows, place, stage["entries"], (now.to_on - as_of).days)
        found.append({name: stage.get(name) for name in _COLUMNS} | {
            "pipeline": rows["pipeline"].iloc[0],
            "point": stage["entries"] * 0.01 * onward * amount,
            "steady": stage["entries"] * stage["gap"] * onward * amount * sure,
            "this_quarter": soon * stage["gap"] * amount * sure,
            **_range("steady", stage["entries"] * gaps * onwards * amounts),
            **_range("this_quarter", soon * gaps * amounts),
        })  # fmt: skip
    return found


def _range(name: str, draws: NDArray) -> dict[str, float]:
    low, high = np.percentile(draws, RANGE)
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _stage(
    rows: pd.DataFrame, position: int, periods: list[Period], as_of: date, random: np.random.Generator
) -> dict[str, object] | None:
    """One stage by quarters of reaching it; None where the last two quarters, or all before, have fewer than ten deals."""
    days = horizon(rows)
    edges = pd.to_datetime([each.from_on for each in periods])
    place = np.searchsorted(edges, rows["reached_on"], side="right") - 1
    inside = place >= 0
    share, variance, n = incidence_by_group(
        rows["days"].to_numpy()[inside], rows["cause"].to_numpy()[inside], place[inside], len(periods), days
    )
    size = np.array([effective_size(*each) for each in zip(share, variance, n, strict=True)])
    size = np.minimum(size, n)
    told = size >= FEWEST
    before = told & (np.arange(len(periods)) < len(periods) - NOW)
    if not before.any() or size[-NOW:].sum() < FEWEST or not share.any():
        return None
    mean = float(np.average(share[told], weights=size[told]))
    weight = beta_weight((share * size)[told], size[told])
    a, b = beta_posterior(mean, weight, share * size, size)
    best = int(np.argmax(np.where(before, a / (a + b), -1)))
    now_a, now_b = beta_posterior(mean, weight, (share * size)[-NOW:].sum(), size[-NOW:].sum())
    # where nobody ever failed half a failure stands for what could have been
    draws, target = (
        random.beta(max(float(one), 0.5), max(float(other), 0.5), DRAWS)
        for one, other in ((now_a, now_b), (a[best], b[best]))
    )
    current = float(now_a / (now_a + now_b))
    last = rows[rows["reached_on"] > pd.Timestamp(as_of) - pd.Timedelta(days=365)]
    watched = min(365, (pd.Timestamp(as_of) - rows["reached_on"].min()).days + 1)
    return {
        "stage": rows["stage"].iloc[0], "position": position, "days": days, "conversion": current, "now": draws,
        "best": float(a[best] / (a[best] + b[best])), "best_quarter": periods[best].name, "target": target,
        "gap": max(0.0, float(a[best] / (a[best] + b[best])) - current), "chance": float(np.mean(target - draws > CREDIBLE)),
        "entries": len(last) / max(watched, 1) * 91.25,
    }  # fmt: skip


def _soon(rows: pd.DataFrame, place: int, entries: float, left: int) -> float:
    """Further wins within the days left for each full point of conversion (from 0 to 1): from deals in the stage now and those to come.

    A better conversion lets more deals pass on each day in proportion.  A day's passing is as likely as it was so far at that age; from the next stage on, the days to winning add up stage by stage.
    """
    if left <= 0:
        return 0.0
    positions = sorted(set(rows["position"]))
    passing, open_now = _passing(rows[rows["position"] == positions[place]], left)
    onward = np.ones(left + 1)
    for position in positions[:place:-1]:
        later, _ = _passing(rows[rows["position"] == position], left)
        # won by day t: passed this stage on day u, and won within the t - u days after it
        onward = np.convolve(later, onward)[: left + 1]
    by_day = entries / 91.25
    arrivals = np.convolve(np.full(left + 1, by_day), passing)[: left + 1]
    # without anybody who ever passed nothing is known of when
    ever = _ever(rows[rows["position"] == positions[place]])
    return float(np.sum((arrivals + open_now) * onward[::-1])) / ever if ever else 0.0


def _ever(rows: pd.DataFrame) -> float:
    """The share that has passed the stage in all the time seen."""
    seen = aalen_johansen(rows["days"], rows["cause"])
    return float(seen.incidence[0][-1]) if len(seen.t) else 0.0


def _passing(rows: pd.DataFrame, left: int) -> tuple[NDArray, NDArray]:
    """Chance that a deal passes the stage on day 0, 1, ... after reaching it; and how many of those inside now will, by day from now."""
    seen = aalen_johansen(rows["days"], rows["cause"])
    most = int(rows["days"].max()) + left + 2
    density, inside = np.zeros(most), np.ones(most)
    if len(seen.t):
        density[seen.t.astype(int)] = np.diff(seen.incidence[0], prepend=0)
        steps = np.searchsorted(seen.t, np.arange(most), side="right") - 1
        inside = np.where(steps >= 0, seen.survival[steps], 1.0)
    ages = np.bincount(rows.loc[rows["cause"] == 0, "days"], minlength=most)[:most]
    coming = np.zeros(left + 1)
    for age in np.flatnonzero(ages):
        if inside[age] > 1e-9:
            coming[1:] += ages[age] * density[age + 1 : age + left + 1] / inside[age]
    return density[: left + 1], coming
