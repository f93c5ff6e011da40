"""Who left or paused and why, who came back, and whose end is known."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.metrics.churn.book import Book
from analytics.workspace import Scope

KINDS = ("avoidable", "unavoidable", "paused", "not_told")


def counted_from(known: Book, scope: Scope) -> date | None:
    """From which day on reasons are counted: the period, else the last twelve months."""
    if scope.from_on or scope.to_on or known.as_of is None:
        return scope.from_on
    return (pd.Timestamp(known.as_of) - pd.DateOffset(years=1) + pd.Timedelta(days=1)).date()


def reasons(known: Book, scope: Scope) -> pd.DataFrame:
    """One row per kind and reason of those who left or paused, in the order of `KINDS`: `kind`, `reason`, `customers`, `cents`, `keys`."""
    away = known.absences
    since = counted_from(known, scope)
    if since:
        away = away[pd.to_datetime(away["left_on"]) >= pd.Timestamp(since)]
    if scope.to_on:
        away = away[pd.to_datetime(away["left_on"]) <= pd.Timestamp(scope.to_on)]
    keys = known.accounts["account_key"]
    rows = [
        {
            "kind": kind, "reason": reason or "not told", "customers": int(part["row"].nunique()), "cents": part["cents"].sum(min_count=1),
            "keys": tuple(int(key) for key in keys.iloc[part["row"].astype(int)].unique()),
        }
        for (kind, reason), part in away.assign(reason=away["reason"].fillna("")).groupby(["kind", "reason"])
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=["kind", "reason", "customers", "cents", "keys"])
    order = found["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    return (
        found.assign(order=order)
        .sort_values(["order", "customers", "reason"], ascending=[True, False, True])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def returned(known: Book) -> tuple[int, int]:
    """Of the customers who ever left, how many came back: (came back, left)."""
    left = known.absences[~known.absences["is_pause"].astype(bool)]
    return int(left.loc[left["back_on"].notna(), "row"].nunique()), int(left["row"].nunique())


def scheduled(found: pd.DataFrame) -> pd.DataFrame:
    """The customers who pay now and whose end is known, the next to end first."""
    ahead = found[found["pays"] & found["scheduled_on"].notna()] if len(found) else found.assign(scheduled_on=None)
    return ahead.sort_values("scheduled_on")[
        ["account_key", "name", "owner", "plan", "scheduled_on", "cents"]
    ].reset_index(drop=True)
