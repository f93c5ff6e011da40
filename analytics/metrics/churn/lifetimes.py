"""How long customers stay: one life per customer, and the curves of groups of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.calendar_months import days_of, months_between
from analytics.metrics.churn.book import Book
from analytics.survival import Incidence, aalen_johansen, at, effective_size, quantile, wilson

FEW = 10
BY = {
    "plan": "Plan", "segment": "Segment", "source": "Source", "region": "Region", "owner": "Sold by", "lead_type": "Lead type",
    "deal_size": "Size of the deal", "sale_speed": "Speed of the sale",
}  # fmt: skip
THIRDS = {
    "deal_size": ("smallest third", "middle third", "largest third"),
    "sale_speed": ("fastest third", "middle third", "slowest third"),
}


def lives(book: Book) -> pd.DataFrame:
    """One row per customer of whom a time is known: the columns of `accounts`, and

    - `months`: as a customer, from the first day to the first leaving, or to `as_of`; a pause is no leaving; `has_left`
    - `months_now`: since the beginning, or the last return
    - `entry`: months before the data knew of the customer: it is not counted as watched for them
    - `cents`: paid a month when last seen, missing where not told; `pays`, `scheduled_on`: now
    - `deal_size`, `sale_speed`: in which third of all; `yearly`: billed by twelve months or more
    """
    accounts = book.accounts.reset_index(drop=True)
    sale_days = (accounts["sold_on"] - accounts["sale_began_on"]).dt.days
    size = accounts["deal_amount"].where(accounts["deal_amount"] > 0)
    accounts = accounts.assign(
        deal_size=_third("deal_size", size), sale_speed=_third("sale_speed", sale_days.where(sale_days >= 0))
    )
    if book.stretches.empty:
        return _by_tenure(accounts)
    stretches = book.stretches
    by_row = stretches.groupby("row")
    first = by_row["from_on"].min()
    leaving = book.absences[~book.absences["is_pause"].astype(bool)].groupby("row")["left_on"].min()
    day = pd.Timestamp(book.as_of)
    found = accounts.loc[first.index].assign(paid_on=first, left_on=pd.to_datetime(leaving.reindex(first.index)))
    began = found["started_on"].fillna(found["paid_on"]).clip(upper=found["paid_on"])
    found = found.assign(
        began_on=began,
        has_left=found["left_on"].notna(),
        months=months_between(days_of(began), days_of(found["left_on"].fillna(day))),
        entry=months_between(days_of(began), days_of(found["paid_on"])),
    )
    now = stretches[stretches["until_on"].isna()].groupby("row")
    last_end = stretches["until_on"].fillna(day).groupby(stretches["row"]).transform("max")
    last = stretches[stretches["until_on"].isna() | (stretches["until_on"] == last_end)].groupby("row")
    yearly = stretches["months_per_bill"].groupby(stretches["row"]).max() >= 12
    back = book.absences[~book.absences["is_pause"].astype(bool)].groupby("row")["back_on"].max()
    since = pd.to_datetime(back.reindex(found.index)).fillna(found["began_on"])
    return found.assign(
        months_now=months_between(days_of(since), days_of(pd.Series(day, index=found.index))),
        cents=last["cents"].sum(min_count=1).reindex(found.index).astype("float64"),
        pays=found.index.isin(list(now.groups)),
        # gone when the last of all that is paid for has ended
        scheduled_on=now["scheduled_on"].max().where(now["scheduled_on"].count() == now.size()).reindex(found.index),
        yearly=yearly.reindex(found.index).fillna(False),
    )


def _by_tenure(accounts: pd.DataFrame) -> pd.DataFrame:
    """Lives of customers of whom only the months are told."""
    found = accounts[accounts["tenure_months"].notna()]
    has_left = found["is_churned"].fillna(False).astype(bool)
    return found.assign(
        began_on=pd.NaT, left_on=pd.NaT, paid_on=pd.NaT, has_left=has_left, months=found["tenure_months"].astype(float),
        months_now=found["tenure_months"].astype(float), entry=0.0,
        cents=(found["recurring_amount"] * 100).round(), pays=~has_left, scheduled_on=pd.NaT, yearly=False,
    )  # fmt: skip


def _third(name: str, values: pd.Series) -> pd.Series:
    """Which third of the known values each is in; missing where it is not known, or too few differ."""
    known = values.dropna()
    if known.nunique() < 3:
        return pd.Series(None, index=values.index, dtype="object")
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    places = np.where(values <= low, 0, np.where(values <= high, 1, 2))
    return pd.Series(np.array(THIRDS[name], dtype="object")[places], index=values.index).where(values.notna(), None)


def curve(found: pd.DataFrame) -> Incidence:
    """The share still a customer by months since the beginning (Kaplan-Meier with delayed entry)."""
    # who is watched from the very beginning is at risk in every moment after it
    entries = np.where(found["entry"] > 0, found["entry"], -np.inf)
    return aalen_johansen(found["months"], found["has_left"].astype(int), entries=entries, n_causes=1)


def staying(seen: Incidence, months: float, cases: int) -> tuple[float, float, float]:
    """Share still a customer after so many months, with its 95% interval."""
    share, _, variance = at(seen, months)
    low, high = wilson(share, effective_size(share, float(variance[0]), cases))
    return share, low, high


def survival_table(found: pd.DataFrame) -> pd.DataFrame:
    """One row per whole month: `months`, `survival`, `low`, `high`, `at_risk` (customers watched beyond it)."""
    columns = ["months", "survival", "low", "high", "at_risk"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    seen, rows = curve(found), []
    longest = int(found["months"].max())
    months, entry = found["months"].to_numpy(), found["entry"].to_numpy()
    for month in range(longest + 1):
        at_risk = int(((months >= month) & (entry <= month)).sum())
        rows.append((month, *staying(seen, month, at_risk), at_risk))
    return pd.DataFrame(rows, columns=columns)


def groups(found: pd.DataFrame) -> pd.DataFrame:
    """The lives of each value of each column of `BY`, and of all together (`by` = all).

    One row per value: `by`, `value`, `customers`, `left`, `left_rate` so far with its interval, `cents` a month of all of them, `cents_left`,
    `median_months`, `survival_12` with `low`, `high`; of fewer than ten customers only the counts.
    """
    parts = [("all", "all", found)]
    for by in BY:
        known = found[found[by].notna()]
        if known[by].nunique() > 1:
            parts += [(by, str(value), part) for value, part in known.groupby(by, sort=True)]
    return pd.DataFrame([_group(*each) for each in parts], columns=_GROUP)


_GROUP = [
    "by", "value", "customers", "left", "left_rate", "left_low", "left_high", "cents", "cents_left", "median_months", "survival_12", "low",
    "high", "keys", "keys_left",
]  # fmt: skip


def _group(by: str, value: str, part: pd.DataFrame) -> dict[str, object]:
    left = part[part["has_left"]]
    told = len(part) >= FEW
    row: dict[str, object] = {
        "by": by, "value": value, "customers": len(part), "left": len(left),
        "cents": part["cents"].sum(min_count=1), "cents_left": left["cents"].sum(min_count=1) if len(left) else 0.0,
        "keys": tuple(int(key) for key in part["account_key"]), "keys_left": tuple(int(key) for key in left["account_key"]),
    }  # fmt: skip
    if not told:
        return row
    seen = curve(part)
    low, high = wilson(len(left) / len(part), len(part))
    row |= {
        "left_rate": len(left) / len(part),
        "left_low": low,
        "left_high": high,
        "median_months": quantile(seen, 0.5),
    }
    if part["months"].max() >= 12:
        share, low, high = staying(seen, 12, len(part))
        row |= {"survival_12": share, "low": low, "high": high}
    return row
