"""Pushes: how often deals are put off, and what becomes of those that are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics.changes.known import blind_on
from analytics.metrics.changes.ledger import ledgers
from analytics.periods import Period
from analytics.survival import aalen_johansen, at, effective_size, quantile, watched_for, wilson
from analytics.workspace import Scope, Workspace

MOST = 3  # pushes and more
_ALWAYS = 36_500  # days by which delays are moved, so that early ones are above zero too


@dataclass(frozen=True)
class Pushes:
    """The result of `pushes`.

    - `chances`: one row per number of pushes, 0 to 3 (3: or more): `pushes`; `deals` that were pushed so often, `won`, `lost`, `open`
      of them; `days`, `chance`, `low`, `high`, `n_eff`: the chance to be won within so many days; `delay_days`: median days
      from the planned to the true close of those that are won; `keys`
    - `owners`: one row per owner: `deals`, `pushed` of them, `pushes`, `pushes_per_deal`, `days_per_push` (median), `pulled_in`; `keys`
      of the pushed ones
    - `deals`: one row per open deal: `pushes`, `days_pushed`, `expected_close_on`, `likely_on` (the planned day plus the usual delay of
      deals pushed as often; missing where that is over)
    """

    chances: pd.DataFrame
    owners: pd.DataFrame
    deals: pd.DataFrame


def pushes(workspace: Workspace, scope: Scope) -> Pushes:
    """How often the expected close of deals is moved to a later day while they are open, and what that says of them.

    A *push* is a change to a later day, *pulled in* one to an earlier day; what is written on the day of closing is neither.
    The *chance* of k pushes is of all deals that were pushed at least k times: the share won within the days stated, counted from
    the k-th push (from creation for none), open deals for as long as they have been watched (Aalen-Johansen); its interval
    holds the true chance 95 times of 100.  The *true delay* is the median number of days between the day that was planned after the k-th push and
    the day of winning, of those that are won; open deals count as not yet decided, so those long overdue are not left out.

    Deals whose dates were not watched from their creation on, by an audit or by dated exports, are in the owners' counts and in
    no chance.
    """
    rows = workspace.engine.query("changes/pushes", scope)
    as_of = pd.Timestamp(scope.as_of or workspace.engine.last_day)
    moved = rows[rows["moved_on"].notna()].assign(days=lambda each: (each["new_on"] - each["old_on"]).dt.days)
    later = moved[moved["days"] > 0].assign(pushes=lambda each: each.groupby("deal_key").cumcount() + 1)
    deals = rows.drop_duplicates("deal_key").drop(columns=["moved_on", "old_on", "new_on"])
    first_plan = moved.groupby("deal_key")["old_on"].first()
    born = deals.assign(
        pushes=0,
        start_on=deals["created_on"],
        # not `map`: that fails where no date was ever moved
        planned_on=first_plan.reindex(deals["deal_key"]).set_axis(deals.index).fillna(deals["expected_close_on"]),
    )
    pushed = later.assign(start_on=later["moved_on"], planned_on=later["new_on"])
    states = pd.concat([born, pushed[pushed["pushes"] <= MOST]], ignore_index=True)
    states = states[states["is_watched"] & states["start_on"].notna()]
    states = states.assign(
        end_on=states["closed_on"].fillna(as_of), cause=states["status"].map({"open": 0, "won": 1, "lost": 2})
    )
    chances = pd.DataFrame([_chance(k, part) for k, part in states.groupby("pushes")], columns=_CHANCES)
    return Pushes(chances, _owners(deals, moved, later), _open(deals, later, chances, as_of))


_CHANCES = ["pushes", "deals", "won", "lost", "open", "days", "chance", "low", "high", "n_eff", "delay_days", "keys"]


def _chance(k: int, part: pd.DataFrame) -> dict[str, object]:
    days = (part["end_on"] - part["start_on"]).dt.days.clip(lower=0) + 0.0
    horizon = watched_for(days, np.ones(len(days)))
    # whoever closes on the day of its push was watched for a moment all the same
    seen = aalen_johansen(days + 0.5, part["cause"])
    _, (share, _), (variance, _) = at(seen, horizon + 0.5)
    n_eff = effective_size(share, variance, len(part))
    low, high = wilson(share, n_eff)
    ends = part["cause"].map({0: "open", 1: "won", 2: "lost"}).value_counts()
    return {
        "pushes": int(k),
        "deals": len(part),
        **{name: int(ends.get(name, 0)) for name in ("won", "lost", "open")},
        "days": int(horizon),
        "chance": float(share),
        "low": low,
        "high": high,
        "n_eff": float(n_eff),
        "delay_days": _delay(part[part["planned_on"].notna()]),
        "keys": tuple(part["deal_key"]),
    }


def _delay(part: pd.DataFrame) -> float | None:
    if (part["cause"] == 1).sum() < 10:
        return None
    since, until = ((part[name] - part["planned_on"]).dt.days + _ALWAYS for name in ("start_on", "end_on"))
    found = quantile(aalen_johansen(until + 0.5, part["cause"], since), 0.5, cause=1)
    return None if found is None else found - _ALWAYS - 0.5


def _owners(deals: pd.DataFrame, moved: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    counted = deals.groupby("owner").agg(deals=("deal_key", "size"))
    of = later.groupby("owner")
    counted["pushed"] = of["deal_key"].nunique()
    counted["pushes"] = of.size()
    counted["pulled_in"] = moved[moved["days"] < 0].groupby("owner").size()
    counted = counted.fillna(0).astype("int64")
    counted["pushes_per_deal"] = counted["pushes"] / counted["deals"]
    counted["days_per_push"] = of["days"].median()
    counted["keys"] = of["deal_key"].agg(lambda keys: tuple(sorted(set(keys))))
    counted["keys"] = counted["keys"].map(lambda keys: keys if isinstance(keys, tuple) else ())
    return counted.sort_values(["pushes", "deals"], ascending=False).reset_index()


def _open(deals: pd.DataFrame, later: pd.DataFrame, chances: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    found = deals[(deals["status"] == "open") & deals["expected_close_on"].notna()]
    of = later.groupby("deal_key")
    number = found["deal_key"].map(of.size()).fillna(0).astype("int64")
    usual = chances.set_index("pushes")["delay_days"].astype("float64")
    delay = number.clip(upper=MOST).map(usual)
    likely = found["expected_close_on"] + pd.to_timedelta(delay.round(), unit="D")
    return found.assign(
        pushes=number,
        days_pushed=found["deal_key"].map(of["days"].sum()).fillna(0).astype("int64"),
        likely_on=likely.where(likely >= as_of),
    )[
        [
            "deal_key",
            "name",
            "account",
            "owner",
            "reporting_amount",
            "expected_close_on",
            "likely_on",
            "pushes",
            "days_pushed",
        ]
    ].sort_values(["pushes", "reporting_amount"], ascending=False)


def slipped(workspace: Workspace, scope: Scope, periods: tuple[Period, ...]) -> pd.DataFrame:
    """How much of what was planned for each period at its first day was put off beyond it.

    One row per period: `period`; `planned`, `slipped` deals and `planned_amount`, `slipped_amount` (as on the first day, in hundredths);
    `slip_rate` by amount, `slip_rate_deals` by count, missing over nothing; `is_over`: the period has ended; `keys` of the slipped.
    Deals of which nothing tells how they were planned on the first day are left out.  A deal slips that was planned for the period on its first day and is open at its end, planned for later.
    """
    last = scope.as_of or workspace.engine.last_day
    periods = tuple(each for each in periods if each.from_on <= last)
    days = workspace.engine.query("changes/changes_days", scope)
    pairs = [(each.from_on, min(each.to_on, last)) for each in periods]
    deals, moves = ledgers(workspace, scope, pairs, list(periods)) if pairs else (None, None)
    rows = [_slipped(deals, moves, each, last, blind_on(days, each.from_on)) for each in periods]
    return pd.DataFrame(rows, columns=_SLIPPED)


_SLIPPED = [
    "period", "planned", "slipped", "planned_amount", "slipped_amount", "slip_rate", "slip_rate_deals", "is_over", "keys",
]  # fmt: skip


def _slipped(deals: pd.DataFrame, moves: pd.DataFrame, period: Period, last: date, blind: dict) -> dict[str, object]:
    deals, moves = (each[each["before_on"] == pd.Timestamp(period.from_on)] for each in (deals, moves))
    planned = deals[deals["was_planned"] & ~deals["crm"].isin(blind)]
    gone = planned[planned["deal_key"].isin(moves.loc[moves["bar"] == "pushed_out", "deal_key"])]
    amounts = planned["amount_before"].sum(), gone["amount_before"].sum()
    return {
        "period": period.name,
        "planned": len(planned),
        "slipped": len(gone),
        "planned_amount": int(amounts[0]),
        "slipped_amount": int(amounts[1]),
        "slip_rate": amounts[1] / amounts[0] if amounts[0] else None,
        "slip_rate_deals": len(gone) / len(planned) if len(planned) else None,
        "is_over": period.to_on <= last,
        "keys": tuple(gone["deal_key"]),
    }
