"""Renewals: of the contracts whose term ended, how many went on?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.calendar_months import add_months, days_of, months_between
from analytics.metrics.churn.book import Book
from analytics.survival import wilson

# who leaves so many days before an anniversary has let the contract run out
NEAR_END = pd.Timedelta(days=31)


@dataclass(frozen=True)
class Renewed:
    """Contracts whose term ended in the last twelve months: `due` = `renewed` + `lost` + `pending` (in their grace)."""

    due: int
    renewed: int
    lost: int
    pending: int
    rate: float | None
    low: float | None
    high: float | None
    keys_lost: tuple[int, ...]


def renewals(book: Book) -> pd.DataFrame:
    """One row per contract and end of a term that has come: `row` of the customer, `due_on`, `outcome`, `cents` a month, `is_assumed`.

    `outcome`: `renewed`, `lost`, or `pending` while the grace after the term lasts.  Where subscriptions tell how often they are billed,
    those billed by two months or more are up at every anniversary; who leaves in the month before one lost it, who
    leaves earlier was not up.  Contracts by the month are up every month: churn is their renewal rate.
    """
    columns = ["row", "due_on", "outcome", "cents", "is_assumed"]
    day = pd.Timestamp(book.as_of) if book.as_of else pd.NaT
    names = {"renewed": "renewed", "ended": "lost", "in_grace": "pending"}
    made = [
        (each.row, pd.Timestamp(each.end_on), names[each.state], each.cents, each.is_assumed)
        for each in book.contracts
        if each.state in names and pd.Timestamp(each.end_on) <= day
    ]
    parts = [pd.DataFrame(made, columns=columns), _anniversaries(book).reindex(columns=columns)]
    found = pd.concat([each for each in parts if len(each)] or parts[:1], ignore_index=True)
    return found.sort_values(["due_on", "row"], kind="stable").reset_index(drop=True)


def _anniversaries(book: Book) -> pd.DataFrame:
    """The ends of terms that bills by two months or more make, for each stay of a customer from its first such bill on."""
    long = book.stretches[book.stretches["months_per_bill"] >= 2]
    if long.empty:
        return pd.DataFrame()
    day = pd.Timestamp(book.as_of)
    mine = long[["row", "from_on", "until_on", "months_per_bill", "cents"]].merge(_stays(book), on="row")
    mine = mine[(mine["from_on"] >= mine["begun"]) & ~(mine["from_on"] >= mine["end"])]
    terms = mine.groupby(["row", "stay"], as_index=False).agg(
        begun=("from_on", "min"), term=("months_per_bill", "max"), end=("end", "first"), is_pause=("is_pause", "first")
    )
    last = terms["end"].fillna(day).clip(upper=day)
    term = terms["term"].round().astype(int)
    times = (months_between(days_of(terms["begun"]), days_of(last + NEAR_END)) // term).astype(int)
    due = terms.loc[terms.index.repeat(times)]
    ordinal = due.groupby(level=0).cumcount() + 1
    due = due.assign(
        due_on=pd.to_datetime(add_months(days_of(due["begun"]), ordinal * due["term"].round().astype(int)))
    )
    is_over = due["end"] <= due["due_on"]
    due = due[(due["due_on"] <= day) & ~(is_over & due["is_pause"])].reset_index(drop=True)
    due = due.assign(outcome=np.where(due["end"] <= due["due_on"], "lost", "renewed"), is_assumed=False)
    paid = due.reset_index()[["index", "row", "stay", "due_on"]].merge(mine, on=["row", "stay"])
    paid = paid[(paid["from_on"] < paid["due_on"]) & ~(paid["until_on"] < paid["due_on"] - NEAR_END)]
    return due.assign(cents=paid.groupby("index")["cents"].sum(min_count=1).astype("float64").reindex(due.index))


def _stays(book: Book) -> pd.DataFrame:
    """One row per unbroken time as a customer: `row`, `stay` 0, 1, ..., `begun`, `end` (missing: goes on), `is_pause` after it."""
    away = book.absences
    first = book.stretches.groupby("row", as_index=False)["from_on"].min().rename(columns={"from_on": "begun"})
    back = away.loc[away["back_on"].notna(), ["row", "back_on"]].rename(columns={"back_on": "begun"})
    back = back.assign(begun=pd.to_datetime(back["begun"]), row=back["row"].astype(first["row"].dtype))
    stays = pd.concat([first, back]).sort_values(["row", "begun"], kind="stable")
    ends = pd.DataFrame(
        {
            "row": away["row"].astype(first["row"].dtype), "stay": away.groupby("row").cumcount(), "end": pd.to_datetime(away["left_on"]),
            "is_pause": away["is_pause"].astype(bool),
        }
    )  # fmt: skip
    stays = stays.assign(stay=stays.groupby("row").cumcount()).merge(ends, on=["row", "stay"], how="left")
    return stays.assign(is_pause=stays["is_pause"].eq(True))


def by_month(found: pd.DataFrame) -> pd.DataFrame:
    """One row per month: `month`, contracts `due`, `renewed`, `lost`, `pending`; `renewal_rate` = renewed / (renewed + lost)."""
    month = (
        found["due_on"].astype("datetime64[s]").dt.to_period("M").dt.to_timestamp() if len(found) else found["due_on"]
    )
    counted = pd.crosstab(month, found["outcome"]) if len(found) else pd.DataFrame()
    counted = counted.reindex(columns=["renewed", "lost", "pending"], fill_value=0)
    counted.columns.name = None
    decided = counted["renewed"] + counted["lost"]
    counted = counted.assign(due=counted.sum(axis=1), renewal_rate=counted["renewed"] / decided.where(decided > 0))
    return counted.rename_axis("month").reset_index()[["month", "due", "renewed", "lost", "pending", "renewal_rate"]]


def renewed(known: Book, due: pd.DataFrame) -> Renewed:
    """The renewals of the last twelve months, with the interval of their rate (Wilson)."""
    if known.as_of:
        due = due[due["due_on"] > pd.Timestamp(known.as_of) - pd.DateOffset(years=1)]
    counts = {name: int((due["outcome"] == name).sum()) for name in ("renewed", "lost", "pending")}
    decided = counts["renewed"] + counts["lost"]
    rate = counts["renewed"] / decided if decided else None
    low, high = wilson(rate, decided) if decided else (None, None)
    lost = due.loc[due["outcome"] == "lost", "row"].astype(int)
    keys = tuple(int(key) for key in known.accounts["account_key"].iloc[lost].unique())
    return Renewed(due=len(due), **counts, rate=rate, low=low, high=high, keys_lost=keys)
