"""The ledger: what each customer pays in each month, and how that moved.  Whole cents, so that every month adds up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.calendar_months import days_of, month_end, month_number
from analytics.metrics.churn.book import Book

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")


@dataclass(frozen=True)
class Ledger:
    """Customers by months; a month is what is paid on its last day, the current one on `as_of`.

    - `months`: first days; `is_partial`: the last of them is not over
    - `cents`: paid a month; `pays`: whether anything is paid; `paused`: pays nothing, and has not left
    - `first`: the month with which movements begin: a report by month tells of nothing before its first
    """

    months: NDArray[np.datetime64]
    cents: NDArray[np.int64]
    pays: NDArray[np.bool_]
    paused: NDArray[np.bool_]
    first: int
    is_partial: bool

    @property
    def since(self) -> NDArray[np.int64]:
        """For each customer the first month with a payment; beyond the last where there is none."""
        if not len(self.months):
            return np.zeros(len(self.pays), dtype=np.int64)
        return np.where(self.pays.any(axis=1), self.pays.argmax(axis=1), len(self.months))


def ledger(book: Book) -> Ledger:
    """The months of a book, from its first payment to its day."""
    stretches, pauses = book.stretches, book.absences[book.absences["is_pause"].astype(bool)]
    if stretches.empty:
        nothing = np.zeros((len(book.accounts), 0), dtype=np.int64)
        return Ledger(np.array([], dtype="datetime64[D]"), nothing, nothing > 0, nothing > 0, 0, False)
    last = month_number(np.datetime64(book.as_of, "D"))
    start = int(month_number(days_of(stretches["from_on"])).min())
    size = (len(book.accounts), int(last) - start + 1)

    def by_month(rows: pd.Series, begins: pd.Series, ends: pd.Series, amounts: NDArray[np.int64]) -> NDArray[np.int64]:
        # a day lies after the last day of every month before its own
        first = month_number(days_of(begins)) - start
        until = np.where(ends.isna(), size[1], month_number(days_of(ends.fillna(begins))) - start)
        steps = np.zeros((size[0], size[1] + 1), dtype=np.int64)
        seen = until > first
        rows = rows.to_numpy(dtype=np.int64)
        np.add.at(steps, (rows[seen], first[seen]), amounts[seen])
        np.add.at(steps, (rows[seen], np.minimum(until[seen], size[1])), -amounts[seen])
        return np.cumsum(steps, axis=1)[:, :-1]

    told = stretches["cents"].fillna(0).to_numpy(dtype=np.int64)
    spans = stretches["row"], stretches["from_on"], stretches["until_on"]
    pays = by_month(*spans, np.ones(len(stretches), dtype=np.int64)) > 0
    away = (
        by_month(
            pauses["row"],
            pd.to_datetime(pauses["left_on"]),
            pd.to_datetime(pauses["back_on"]),
            np.ones(len(pauses), dtype=np.int64),
        )
        > 0
    )
    months = (np.arange(size[1]) + start).astype("datetime64[M]").astype("datetime64[D]")
    return Ledger(
        months=months,
        cents=by_month(*spans, told),
        pays=pays,
        paused=away & ~pays,
        first=1 if book.told_by == "months" else 0,
        is_partial=np.datetime64(book.as_of, "D") < month_end(last),
    )


def moves(held: Ledger) -> dict[str, NDArray[np.int64]]:
    """Movement -> cents by customer and month; of each customer and month there is one at most, and none is negative."""

    def earlier(each: NDArray) -> NDArray:
        return np.concatenate([np.zeros((len(each), 1), dtype=each.dtype), each[:, :-1]], axis=1)

    now, before = held.cents, earlier(held.cents)
    pays, paid = held.pays, earlier(held.pays)
    ever = np.cumsum(paid, axis=1) > 0
    change = np.where(pays & paid, now - before, 0)
    gone = paid & ~pays
    return {
        "new": np.where(pays & ~ever, now, 0),
        "reactivation": np.where(pays & ~paid & ever, now, 0),
        "expansion": np.maximum(change, 0),
        # a customer who pauses pays less for a while, and has not left
        "contraction": np.maximum(-change, 0) + np.where(gone & held.paused, before, 0),
        "churn": np.where(gone & ~held.paused, before, 0),
    }


def movements(held: Ledger) -> pd.DataFrame:
    """One row per month: `opening`, the five movements, `closing`, in cents; `paused`: the part of the contraction that is a pause;
    `customers`: at its start, those on a pause included; `lost`: of these, gone at its end; `gained`: new or back; `is_partial`.

    Raises AssertionError where a month does not add up: opening + new + reactivation + expansion - contraction - churn = closing.
    """
    parts = moves(held)
    n = len(held.months)
    closing = held.cents.sum(axis=0)
    opening = np.concatenate([[0], closing[:-1]]) if n else closing
    there = held.pays | held.paused
    were = np.concatenate([np.zeros((len(there), 1), dtype=bool), there[:, :-1]], axis=1) if n else there
    paid = np.concatenate([np.zeros((len(there), 1), dtype=bool), held.pays[:, :-1]], axis=1) if n else there
    before = (
        np.concatenate([np.zeros((len(there), 1), dtype=np.int64), held.cents[:, :-1]], axis=1) if n else held.cents
    )
    rows = pd.DataFrame(
        {
            "month": pd.to_datetime(held.months),
            "opening": opening,
            **{name: parts[name].sum(axis=0) for name in MOVEMENTS},
            "closing": closing,
            "paused": np.where(paid & held.paused, before, 0).sum(axis=0),
            "customers": were.sum(axis=0),
            "lost": (were & ~there).sum(axis=0),
            "gained": (there & ~were).sum(axis=0),
            "closing_customers": there.sum(axis=0),
            "is_partial": (np.arange(n) == n - 1) & held.is_partial,
        }
    )
    kept = (
        rows["opening"] + rows["new"] + rows["reactivation"] + rows["expansion"] - rows["contraction"] - rows["churn"]
    )
    assert (kept == rows["closing"]).all(), rows[kept != rows["closing"]]
    assert (rows["customers"] + rows["gained"] - rows["lost"] == rows["closing_customers"]).all()
    return rows.iloc[held.first :].reset_index(drop=True)


def rates(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with their rates; each is missing where its denominator is zero."""
    opening = rows["opening"].where(rows["opening"] > 0).astype(float)
    lost = rows["churn"] + rows["contraction"]
    gained = rows["new"] + rows["reactivation"] + rows["expansion"]
    return rows.assign(
        logo_churn=rows["lost"] / rows["customers"].where(rows["customers"] > 0).astype(float),
        gross_churn=lost / opening,
        net_churn=(lost - rows["expansion"] - rows["reactivation"]) / opening,
        grr=1 - lost / opening,
        nrr=(opening - lost + rows["expansion"]) / opening,
        quick_ratio=gained / lost.where(lost > 0).astype(float),
    )


@dataclass(frozen=True)
class Retention:
    """What became of the customers who paid in one month, some months later.

    `customers`, `opening`: who paid then, and cents; `active`: of them, those who pay now; `stayed`: those who paid in every month between.
    `nrr` = what they pay now / then; `grr` counts no more than each paid then; `grr_unrecovered` nothing that ever stopped or shrank.
    """

    customers: int
    active: int
    stayed: int
    opening: int
    nrr: float | None
    grr: float | None
    grr_unrecovered: float | None


def retention(held: Ledger, then: int, now: int) -> Retention:
    """Of the customers who paid in month number `then`, in month number `now`."""
    were = held.pays[:, then]
    between = held.cents[were, then : now + 1]
    opening = int(between[:, 0].sum())
    share = (lambda cents: float(cents.sum() / opening)) if opening else (lambda _: None)
    return Retention(
        customers=int(were.sum()),
        active=int(held.pays[were, now].sum()),
        stayed=int(held.pays[were, then : now + 1].all(axis=1).sum()),
        opening=opening,
        nrr=share(between[:, -1]),
        grr=share(np.minimum(between[:, 0], between[:, -1])),
        grr_unrecovered=share(between.min(axis=1)) if len(between) else None,
    )


def trailing(held: Ledger, months: int = 12) -> pd.DataFrame:
    """`nrr_12`, `grr_12`, `customers_12`: for each month, of those who paid twelve months before it.  Not a product of monthly rates."""
    rows = []
    for now in range(held.first, len(held.months)):
        found = retention(held, now - months, now) if now >= months else None
        rows.append((found.nrr, found.grr, found.customers) if found and found.customers else (None, None, None))
    return pd.DataFrame(rows, columns=["nrr_12", "grr_12", "customers_12"]).astype("float64")


def triangle(held: Ledger, every: int = 1) -> pd.DataFrame:
    """Cohorts by first month (`every` = 1) or quarter (3): what became of each, so many months later.

    One row per cohort and age: `cohort` (its first day), `age` in months, `customers`, `active`, `cents` paid then, `opening_cents` paid at
    age 0.  A cohort stands at an age only where all of it has been watched for so long.
    """
    n = len(held.months)
    since, rows = held.since, []
    for start in range(held.first, n):
        mine = since == start
        if not mine.any():
            continue
        cents, pays = held.cents[mine, start:].sum(axis=0), held.pays[mine, start:].sum(axis=0)
        month = held.months[start].astype("datetime64[M]")
        cohort = month - np.timedelta64(int(month.astype(int)) % every, "M")
        rows += [
            (cohort, start, age, int(mine.sum()), int(pays[age]), int(cents[age]), int(cents[0]))
            for age in range(n - start)
        ]
    found = pd.DataFrame(rows, columns=["cohort", "start", "age", "customers", "active", "cents", "opening_cents"])
    if found.empty:
        return found.drop(columns="start")
    found = found[found["age"] % every == 0]
    # all months of the cohort that began
    months = found[found["age"] == 0].groupby("cohort")["start"].nunique()
    summed = found.groupby(["cohort", "age"], as_index=False)[["customers", "active", "cents", "opening_cents"]].sum()
    told = found.groupby(["cohort", "age"])["start"].nunique()
    whole = told.to_numpy() == summed["cohort"].map(months).to_numpy()
    summed = summed[whole].reset_index(drop=True)
    return summed.assign(cohort=pd.to_datetime(summed["cohort"].to_numpy()))


def movers(held: Ledger, rows: pd.DataFrame, keys: NDArray[np.int64]) -> dict[tuple[date, str], tuple[int, ...]]:
    """(month, movement) -> keys of the customers behind it, for every month in `rows`."""
    parts = moves(held)
    # who left without paying a known amount left all the same
    parts["churn"] = _gone(held)
    behind = {}
    for month in rows["month"]:
        at = int(month_number(np.datetime64(month, "D")) - month_number(held.months[:1])[0])
        for name in MOVEMENTS:
            behind[month.date(), name] = tuple(int(each) for each in keys[parts[name][:, at] > 0])
    return behind


def _gone(held: Ledger) -> NDArray[np.bool_]:
    there = held.pays | held.paused
    return np.concatenate([np.zeros((len(there), 1), dtype=bool), there[:, :-1] & ~there[:, 1:]], axis=1)
