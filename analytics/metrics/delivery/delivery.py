"""Delivery: do customers get what was sold, and how soon?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from analytics.calendar_months import add_months, days_of
from analytics.metrics.churn.book import Book, book
from analytics.metrics.churn.lifetimes import BY, FEW, lives
from analytics.metrics.churn.renewals import renewals
from analytics.metrics.delivery.steps import days_reached, milestone_of, steps, stuck
from analytics.relative_risk import rate_interval
from analytics.survival import wilson
from analytics.workspace import Scope, Terms, Workspace

PROMISES = (6, 9, 12)
BAND = (0.80, 0.85)
HOW_SOLD = ("lead_type", "source", "sale_speed", "deal_size", "owner")
UNLOCK = (
    "Columns for the day of the hand-over, the start of the implementation and going live, in a list of customers, would tell; so "
    "would stages after the win in your CRM, exported with their dates."
)


@dataclass(frozen=True)
class Referrals:
    """Deals begun by a referral in the last twelve months: `deals`, `won` of them, `keys`; `live`: customers; `rate` = deals / live."""

    deals: int
    won: int
    live: int
    rate: float | None
    keys: tuple[int, ...]


@dataclass(frozen=True)
class Delivery:
    """The result of `delivery`.

    - `steps`: see `steps`; `stuck`: who waits too long: `account_key`, `name`, `owner` who sold it, `success_owner` who looks after it, `plan`, `waits_for`, `since`, `days`, `usual_days`, `cents`
      a month, `deal_amount`; the most money first
    - `renewed`: of the first renewals that were due: (renewed, decided, low, high)
    - `promises`: one row per question: `months`, `asked` old enough, `answered`, `kept`, `kept_rate`, `low`, `high`, `verdict` (above, below, within,
      open), `keys_broken`
    - `referrals`: see `Referrals`
    - `hazards`: one row per way of selling: `by`, `value`, `customers`, `left`, `months` watched, `per_month` with its interval, `times` all,
      `keys_left`
    """

    as_of: date | None
    level: str
    reason: str
    unlock: str | None
    customers: int
    steps: pd.DataFrame
    stuck: pd.DataFrame
    renewed: tuple[int, int, float | None, float | None]
    promises: pd.DataFrame
    referrals: Referrals | None
    hazards: pd.DataFrame
    notes: list[str] = field(default_factory=list)


def delivery(workspace: Workspace, scope: Scope, terms: Terms | None = None) -> Delivery:
    """What comes after the win: hand-over, implementation, live, and whether the promise was kept.

    Each step is the median number of days from one milestone to the next, and the day by which four of five are through; who still waits
    counts for as long as they have waited (Kaplan-Meier), and who left, until then. The days come from the list of customers, or from the
    stages after the win. A customer is stuck who waits in a step longer than four of five need for it.

        promise kept  = customers who say so / customers who answered, 6, 9 and 12 months after the beginning; the aim is 80 to 85%
        referral rate = deals of the last twelve months that began with a referral / customers live by now

    Which customer referred a deal stands in no export; the rate is one of all together.

        leavings per month = customers who left / months for which all of them were watched

    by how the deal was sold, with an exact interval (Poisson). It shows what went together, not what caused it. The first seller of a customer
    stays its seller, whoever looks after it now.

    A period chooses the customers won in it.
    """
    known = book(workspace, scope, terms or Terms())
    found = lives(known)
    won_on = found["sold_on"].fillna(found["began_on"])
    if scope.from_on or scope.to_on:
        low, high = pd.Timestamp(scope.from_on or date(1900, 1, 1)), pd.Timestamp(scope.to_on or date(2200, 1, 1))
        found = found[won_on.between(low, high)]
    told = workspace.engine.query("delivery/delivery_milestones", scope)
    days = days_reached(found, told)
    day = pd.Timestamp(known.as_of) if known.as_of else pd.NaT
    until = pd.to_datetime(found["left_on"]).fillna(day)
    is_present = found["pays"].astype(bool)
    taken = steps(days, until, is_present)
    first = renewals(known).drop_duplicates("row")
    first = first[first["row"].isin(found.index)]
    taken = pd.concat([taken, _renewal_step(first, days, known, found)], ignore_index=True)
    milestones = [name for name in days.columns if name not in ("account_key", "lead", "won")]
    return Delivery(
        as_of=known.as_of,
        level="exact" if milestones else "not_possible",
        reason="Exact: from the days that the exports tell."
        if milestones
        else "No file tells what happens after the win.",
        unlock=None if {"handed_over", "live"} <= set(milestones) else UNLOCK,
        customers=len(found),
        steps=taken,
        stuck=_stuck(days, taken, until, found),
        renewed=_first_renewals(first),
        promises=_promises(workspace, scope, found, day),
        referrals=_referrals(workspace, scope, known.as_of, days, found),
        hazards=_hazards(found),
        notes=_notes(told, taken),
    )


def _stuck(days: pd.DataFrame, taken: pd.DataFrame, until: pd.Series, found: pd.DataFrame) -> pd.DataFrame:
    rows = stuck(days, taken, until, found["pays"].astype(bool))
    whose = found.loc[
        rows["row"].astype(int), ["account_key", "name", "owner", "success_owner", "plan", "cents", "deal_amount"]
    ].reset_index(drop=True)
    joined = pd.concat([whose, rows.drop(columns="row")], axis=1)
    return joined.sort_values(["cents", "deal_amount", "days"], ascending=False, kind="stable").reset_index(drop=True)


def _first_renewals(first: pd.DataFrame) -> tuple[int, int, float | None, float | None]:
    renewed = int((first["outcome"] == "renewed").sum())
    decided = renewed + int((first["outcome"] == "lost").sum())
    low, high = wilson(renewed / decided, decided) if decided else (None, None)
    return renewed, decided, low, high


def _renewal_step(first: pd.DataFrame, days: pd.DataFrame, known: Book, found: pd.DataFrame) -> pd.DataFrame:
    """The last step, from the win to the first renewal, of customers with a term of more than a month; its days are those of the term."""
    if first.empty:
        return pd.DataFrame()
    long = known.stretches.loc[known.stretches["months_per_bill"] >= 2, "row"]
    rows = {*long, *(each.row for each in known.contracts)} & set(found.index[found["pays"].astype(bool)])
    waiting = found.loc[sorted(rows - set(first["row"])), "account_key"]
    renewed = first.loc[first["outcome"] == "renewed"].set_index("row")["due_on"]
    spans = (renewed - days.loc[renewed.index, "won"]).dt.days
    step = {
        "step": "won to renewed", "question": "Until the first renewal", "from": "won", "to": "renewed", "n": len(first) + len(waiting),
        "done": len(renewed), "waiting": len(waiting), "left": int((first["outcome"] == "lost").sum()), "median_days": float(spans.median()) if len(spans) else None, "p80_days": None,
        "reversed": 0, "keys": tuple(int(key) for key in waiting),
    }  # fmt: skip
    return pd.DataFrame([step])


def _promises(workspace: Workspace, scope: Scope, found: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    asked = found.merge(workspace.engine.query("delivery/delivery_promises", scope), on="account_key", how="inner")
    rows = []
    for months in PROMISES:
        # on an earlier day nobody could have answered yet; without days all answers count
        due = asked["began_on"].isna() | (pd.to_datetime(add_months(days_of(asked["began_on"]), months)) <= day)
        said = asked.loc[due, ["account_key", f"promise_kept_{months}"]].dropna()
        kept = said[f"promise_kept_{months}"].astype(bool)
        if said.empty:
            continue
        rate = float(kept.mean())
        low, high = wilson(rate, len(said))
        rows.append(
            {
                "months": months, "asked": int(due.sum()), "answered": len(said), "kept": int(kept.sum()),
                "kept_rate": rate if len(said) >= FEW else None, "low": low, "high": high, "verdict": _verdict(low, high, len(said)),
                "keys_broken": tuple(int(key) for key in said.loc[~kept, "account_key"]),
            }
        )  # fmt: skip
    columns = ["months", "asked", "answered", "kept", "kept_rate", "low", "high", "verdict", "keys_broken"]
    return pd.DataFrame(rows, columns=columns)


def _verdict(low: float, high: float, n: int) -> str:
    """Where the whole interval lies to the band; `open` where it reaches over a border of it."""
    if n < FEW:
        return "open"
    if high < BAND[0]:
        return "below"
    if low > BAND[1]:
        return "above"
    return "within" if BAND[0] <= low and high <= BAND[1] else "open"


def _referrals(
    workspace: Workspace, scope: Scope, as_of: date | None, days: pd.DataFrame, found: pd.DataFrame
) -> Referrals | None:
    """None where no deal tells of any referral, or no customer is live."""
    if as_of is None:
        return None
    year = scope.only(from_on=as_of - timedelta(days=364), to_on=as_of, basis="created")
    rows = workspace.engine.query("delivery/delivery_referrals", year)
    is_live = found["pays"].astype(bool) & (days["live"].notna() if "live" in days else True)
    live = int(is_live.sum())
    if rows.empty or not live:
        return None
    keys = tuple(int(key) for key in rows["deal_key"])
    return Referrals(len(rows), int((rows["status"] == "won").sum()), live, len(rows) / live, keys)


def _hazards(found: pd.DataFrame) -> pd.DataFrame:
    columns = ["by", "value", "customers", "left", "months", "per_month", "low", "high", "times", "keys_left"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    watched = (found["months"] - found["entry"]).clip(lower=0)
    everyone = found["has_left"].sum() / watched.sum() if watched.sum() else 0.0
    rows = []
    for by in HOW_SOLD:
        known = found[found[by].notna()]
        if known[by].nunique() < 2:
            continue
        for value, part in known.groupby(by, sort=True):
            left, months = int(part["has_left"].sum()), float(watched[part.index].sum())
            low, high = rate_interval(left, months)
            told = len(part) >= FEW and months > 0
            rows.append(
                {
                    "by": BY[by], "value": str(value), "customers": len(part), "left": left, "months": round(months, 1),
                    "per_month": left / months if told else None, "low": low if told else None, "high": high if told else None,
                    "times": left / months / everyone if told and everyone else None,
                    "keys_left": tuple(int(key) for key in part.loc[part["has_left"], "account_key"]),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _notes(told: pd.DataFrame, taken: pd.DataFrame) -> list[str]:
    notes = []
    unknown = sorted({stage for stage in told["stage"].dropna().unique() if milestone_of(stage) is None})
    if unknown:
        notes.append(f"Stages after the win that are no known milestone: {', '.join(unknown[:5])}.")
    wrong = int(taken["reversed"].sum()) if len(taken) else 0
    if wrong:
        notes.append(f"{wrong} times a milestone lies before the one that it follows: left out of that step.")
    return notes
