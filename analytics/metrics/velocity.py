"""Velocity: how fast does money move?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics import errors
from analytics.decomposition import lmdi, shapley
from analytics.metrics import velocity_stages as time_in
from analytics.metrics.evidence import Evidence, evidence, knows_lost
from analytics.survival import Incidence, aalen_johansen, at, difference, effective_size, quantile, watched_for, wilson
from analytics.workspace import Scope, Workspace

# what deals can be told apart by
GROUPS = ("owner", "team", "source", "lead_type", "deal_type", "region", "product", "segment")
# where a larger share of the closed deals has no day, how often and how fast deals are won cannot be told
MOST_UNDATED = 0.1
FACTORS = ("opportunities", "win_rate", "average_won", "cycle_days")


@dataclass(frozen=True)
class Speed:
    """Sales velocity of the deals created from `from_on` to `to_on`, and its four factors; missing where one is.

    `low`, `high`: 95% interval of the win rate; `won`: deals won within the days that are looked at.
    """

    from_on: date
    to_on: date
    per_day: float | None
    opportunities: int
    win_rate: float | None
    average_won: float | None
    cycle_days: float | None
    won: int = 0
    low: float | None = None
    high: float | None = None

    @property
    def length_days(self) -> int:
        """Days of the period, the first and the last included."""
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True)
class Velocity:
    """The result of `velocity`.

    `now`, `before`: the velocity of the period and of the one before it; `days`: within how many days both are read.
    `effects`: factor -> its part of the change, in money per day; together they are the change.  Empty where one is missing,
    and where the exports begin after the first tenth of the period before: on `begins_on`, else None.
    `trend`: the same factors for as long a time up to the end of each of the months before, oldest first: `month` (its
    last), `opportunities`, `win_rate`, `average_won`, `cycle_days`.
    `cycle`: of deals won, open ones undecided: `median_days`, `p80_days`, both of those won within `longest_days`;
    `naive_mean_days` of those won so far.
    `stages`: one row per open stage: `pipeline`, `stage`, `position`; `n` deals that were in it, `inside` of them still;
    `median_days`, `p20_days`, `p80_days` of all stays of a deal together, `last_median_days` of its last stay alone,
    `won_median_days`, `lost_median_days` of deals so ended; `naive_mean_days` of deals that have left; `longest_days` for
    which ten deals were watched; `stays`, `again` second and further ones, `moved_back` ended in a move back; `lost_days`,
    `lost_amount` held in deals that ended lost; `lost_here` lost at this stage, `loss_share` of all losses.
    `curves`: share still inside by day: `pipeline`, `position`, `deals` (all, won, lost), `day`, `inside`.
    `waiting`: the open deals: `pipeline`, `position`, `deal_key`, `days`, `amount`, `wait` (early, due, late, unknown).
    `impossible`: pipeline -> why its time in stage cannot be told.
    """

    now: Speed
    before: Speed
    days: int
    effects: dict[str, float]
    begins_on: date | None
    trend: pd.DataFrame
    cycle: dict[str, float | None]
    stages: pd.DataFrame
    curves: pd.DataFrame
    waiting: pd.DataFrame
    impossible: dict[str, str]
    evidence: list[Evidence]

    @property
    def is_real(self) -> bool:
        """Whether the win rate differs from that of the period before by more than chance does."""
        if self.now.win_rate is None or self.before.win_rate is None:
            return False
        low, high = difference(*((each.win_rate, each.low, each.high) for each in (self.now, self.before)))
        return low > 0 or high < 0


def velocity(workspace: Workspace, scope: Scope) -> Velocity:
    """Money won per day by the deals of one period: how many there are, how often they are won, for how much, how fast.

        velocity = deals created in the period x win rate x average won amount / sales cycle in days

    All four are of the same deals: those created in the period (the last twelve months where none is chosen).  The win rate is the
    share won within the days stated (missing where the exports hold no lost deal at all), open deals counted for as long as they have been watched; the average won amount and the sales
    cycle (median days to winning) are of the deals won within them.  It is a speedometer, not a forecast.  It belongs to its
    period: a period twice as long holds about twice as many deals, and shows about twice the velocity.  So it is only held
    against a period of the same length, the one before, and only where the exports reach back to the first tenth of that.

    The change against the period before is split exactly into the four factors (logarithmic mean Divisia; Shapley where one
    is zero).

    Time in stage is the median over all deals that were in the stage, those still inside counted for as long as they have been
    there (Kaplan-Meier): the mean of ended stays, which most programs show, leaves the slow deals out.  The days of all stays
    of a deal add up, moves back included; *last stay only* takes the last one, as HubSpot's “latest time” does.  Skipped stages
    have no stay, and the days between a closing and its re-opening are in none.

    A deal inside is *early* before the day by which one deal in five has left the stage, *late* after the day by which four in
    five have, *due* between the two.
    """
    from_on, to_on = _period(scope, workspace.engine.last_day)
    length = to_on - from_on
    first_on = [each.date() for each in workspace.engine.query("velocity_begin", scope)["first_on"]]
    periods = [(from_on, to_on), (from_on - length - timedelta(days=1), from_on - timedelta(days=1))]
    cycles = [_cycles(workspace, scope, *period) for period in periods]
    days = min((_watched(each) for each in cycles if len(each)), default=0)
    found = evidence(workspace, scope)
    has_lost = knows_lost(found)
    now, before = (_speed(each, *period, days, has_lost) for each, period in zip(cycles, periods, strict=True))
    begins_on = next((each for each in first_on if each > before.from_on + length / 10), None)
    rows = time_in.told(workspace.engine.query("velocity_stages", scope, by=None), found)
    stages = time_in.stages_of(rows, workspace.engine.query("velocity_losses", scope))
    whole = workspace.engine.query("velocity_cycle", scope, by=None)
    return Velocity(
        now=now,
        before=before,
        days=days,
        effects={} if begins_on else effects(before, now),
        begins_on=begins_on,
        trend=_trend(whole, now, days, has_lost),
        cycle=_cycle(whole),
        stages=stages,
        curves=time_in.curves_of(rows),
        waiting=time_in.waiting_of(workspace.engine.query("velocity_inside", scope), stages),
        impossible={each.pipeline: each.no_times for each in found if each.no_times},
        evidence=found,
    )


def velocity_by(workspace: Workspace, scope: Scope, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Velocity and time in stage for each value of a column (`owner`, `segment`, `lead_type`, ...).

    First, one row per value, the most deals first; deals without a value have it missing: `value`, `opportunities`,
    `win_rate`, `low`, `high`, `average_won`, `cycle_days`, `per_day` and `won`, as in `Speed`, all within the same days.
    Velocities of parts do not add up to that of the whole: each has a cycle of its own.
    Second, one row per value and stage: `value` and the columns of `Velocity.stages` that are no losses.
    """
    from_on, to_on = _period(scope, workspace.engine.last_day)
    cycles = _cycles(workspace, scope, from_on, to_on, by)
    days = _watched(cycles)
    known = evidence(workspace, scope)
    speeds = [
        {"value": value} | vars(_speed(part, from_on, to_on, days, knows_lost(known)))
        for value, part in cycles.groupby("value", dropna=False)
    ]
    columns = ["value", *FACTORS[:2], "low", "high", *FACTORS[2:], "per_day", "won"]
    speeds = pd.DataFrame(speeds, columns=columns).sort_values("opportunities", ascending=False, ignore_index=True)
    rows = time_in.told(workspace.engine.query("velocity_stages", scope, by=by), known)
    nothing = pd.DataFrame(columns=["pipeline", "position", "lost"])
    stages = [
        time_in.stages_of(part, nothing).assign(value=value)
        for value, part in rows[rows["deals"] > 0].groupby("value", dropna=False)
    ]
    empty = pd.DataFrame(columns=["value", *time_in.COLUMNS])
    found = pd.concat(stages, ignore_index=True) if stages else empty
    return speeds, found[["value", *time_in.COLUMNS[:-4]]]


def _cycles(workspace: Workspace, scope: Scope, from_on: date, to_on: date, by: str | None = None) -> pd.DataFrame:
    return workspace.engine.query("velocity_cycle", scope.only(from_on=from_on, to_on=to_on, basis="created"), by=by)


def _period(scope: Scope, last_day: date | None) -> tuple[date, date]:
    known = scope.as_of or last_day
    if known is None:
        raise errors.no_data()
    to_on = min(scope.to_on or date.max, known)
    return scope.from_on or to_on - timedelta(days=364), to_on


def _watched(cycles: pd.DataFrame) -> int:
    dated = cycles[cycles["days"].notna()]
    return int(watched_for(dated["days"], dated["deals"]))


def _seen(cycles: pd.DataFrame) -> Incidence:
    dated = cycles[cycles["days"].notna()]
    return aalen_johansen(dated["days"], dated["cause"], weights=dated["deals"])


def _speed(cycles: pd.DataFrame, from_on: date, to_on: date, days: int, has_lost: bool) -> Speed:
    seen = _seen(cycles)
    inside = cycles["days"] <= days
    won = cycles[(cycles["cause"] == 1) & inside]
    _, (rate, _), (variance, _) = at(seen, days)
    ended = cycles[cycles["cause"] > 0]
    told = ended.loc[ended["days"].notna(), "deals"].sum() >= (1 - MOST_UNDATED) * ended["deals"].sum()
    # an export that leaves lost deals out would show every deal as won; one without days of closing, every deal as open
    closed = has_lost and told and cycles.loc[(cycles["cause"] > 0) & inside, "deals"].sum()
    priced, n = won["with_amount"].sum(), int(cycles["deals"].sum())
    low, high = wilson(rate, effective_size(rate, variance, n)) if closed else (None, None)
    factors = {
        "opportunities": n,
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
    return Speed(from_on, to_on, per_day, **factors, won=int(won["deals"].sum()), low=low, high=high)


def _until(seen: Incidence, days: int) -> float | None:
    """Median days to winning among the deals won within so many days."""
    curve = seen.incidence[0][seen.t <= days]
    if not len(curve) or curve[-1] <= 0:
        return None
    return float(max(seen.t[np.argmax(curve >= curve[-1] / 2 - 1e-12)], 1))


def _trend(cycles: pd.DataFrame, now: Speed, days: int, has_lost: bool, most: int = 6) -> pd.DataFrame:
    """The factors of the windows that end with each of the months before the last day; whole months alone."""
    span = max(1, round(now.length_days / 30.4))
    last = pd.Period(now.to_on + timedelta(days=1), "M") - 1
    months = pd.to_datetime(cycles["month"]).dt.to_period("M")
    rows = []
    for back in range(most - 1, -1, -1):
        end = last - back
        window = cycles[(months <= end) & (months > end - span)]
        if len(window) and months.min() <= end - span + 1:
            speed = _speed(window, (end - span + 1).start_time.date(), end.end_time.date(), days, has_lost)
            rows.append({"month": end.end_time.date()} | {name: getattr(speed, name) for name in FACTORS})
    return pd.DataFrame(rows, columns=["month", *FACTORS])


def effects(before: Speed, now: Speed) -> dict[str, float]:
    """The change of the velocity as a sum of four parts, one for each factor; empty where a velocity is missing."""
    if before.per_day is None or now.per_day is None:
        return {}
    old, new = ([float(getattr(each, name)) for name in FACTORS] for each in (before, now))
    split = lmdi if min(*old, *new) > 0 else shapley
    return dict(zip(FACTORS, split(old, new), strict=True))


def _cycle(cycles: pd.DataFrame) -> dict[str, float | None]:
    seen = _seen(cycles)
    won = cycles[cycles["cause"] == 1]
    return {
        "median_days": quantile(seen, 0.5, cause=1),
        "p80_days": quantile(seen, 0.8, cause=1),
        "naive_mean_days": float(np.average(won["days"], weights=won["deals"])) if len(won) else None,
        "longest_days": float(seen.t[-1]) if len(seen.t) else None,
    }
