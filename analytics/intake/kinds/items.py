"""Rows of subscriptions that are none of their own: items of one subscription, and credits."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.model import Reject
from analytics.wording import count

_OF_ALL = ["customer_ref", "status", "currency", "months_per_bill", "period_ends_on", "cancelled_on", "cancels_on", "paused_on", "resumed_on", "ended_on"]  # fmt: skip


def with_items(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """One row for the items of a subscription, what they bring added up; a discount is an item below zero.

    Items are rows with one id and one first day, that differ in their plan and agree in all else that was read of them.
    """
    key = ["subscription_ref", "started_on"]
    again = rows[rows["subscription_id"].notna() & rows.duplicated(key, keep=False)]
    if again.empty or not columns.has("plan"):
        return rows
    of = again.groupby(key, dropna=False)
    agree = (of[_OF_ALL].nunique(dropna=False) == 1).all(axis=1)
    differ = of["plan"].nunique() == of.size()
    are_items = agree & differ & (of["mrr"].count().isin([0]) | (of["mrr"].count() == of.size()))
    items = again[of.ngroup().map(are_items.reset_index(drop=True)).astype(bool)]
    if items.empty:
        return rows
    worth = items.assign(amount=items["amount"] * items["quantity"].fillna(1))
    grouped = worth.sort_values(["subscription_ref", "plan"], kind="stable").groupby(key, dropna=False)
    whole = grouped.first()
    whole["plan"] = grouped["plan"].agg(" + ".join)
    for field in ("amount", "mrr"):
        whole[field] = grouped[field].sum(min_count=1)
    whole = whole.assign(quantity=whole["quantity"].mask(whole["quantity"].notna(), 1)).reset_index()
    whole.index = grouped["row_number"].min().to_numpy()
    columns.reading.notes.append(
        f"{count(len(items), 'row')} of {count(len(whole), 'subscription')} ({_some(whole)}) differ in {columns.label('plan')}"
        " and in nothing else: they are taken for its items, and added up."
    )
    both = pd.concat([rows.drop(index=items.index), whole[rows.columns].astype(rows.dtypes)])
    return both.sort_values("row_number", kind="stable")


def without_credits(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows without those below zero, which are quarantined: a refund or a credit is no subscription."""
    credit = pd.Series(False, index=rows.index)
    for field in ("mrr", "amount"):
        below = (rows[field] < 0).fillna(False).astype(bool)
        columns.reading.rejects += [
            Reject(int(row), columns.label(field), f"{rows[field][row]:f}", "below zero: a refund or a credit is no subscription", accepted=False)
            for row in rows.index[below & ~credit]
        ]  # fmt: skip
        credit |= below
    return rows[~credit]


def _some(whole: pd.DataFrame) -> str:
    return ", ".join(whole["subscription_ref"].head(3)) + ", ..." * (len(whole) > 3)
