"""Rows of subscriptions that are none of their own: items of one subscription, and credits."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.model import Question, Reject
from analytics.wording import count, one_or_many

_OF_ALL = [
    "customer_ref", "status", "currency", "months_per_bill", "period_ends_on", "cancelled_on", "cancels_on", "paused_on",
    "resumed_on", "ended_on",
]  # fmt: skip


def with_items(rows: pd.DataFrame, columns: Columns, key: list[str]) -> pd.DataFrame:
    """One row for the items of a subscription, what they bring added up; a discount is an item below zero.

    Items are rows with one key (the subscription and its first day or its month), that differ in their plan and agree in
    all else that was read of them.
    """
    again = rows[rows.duplicated(key, keep=False)]
    if again.empty or not columns.has("plan"):
        return rows
    of = again.groupby(key, dropna=False)
    alike = (of[[field for field in _OF_ALL if field in rows]].nunique(dropna=False) == 1).all(axis=1)
    are_items = (
        alike
        & (of["plan"].nunique() == of.size())
        & of["mrr"].count().isin([0]).where(of["mrr"].count() != of.size(), True)
    )
    items = again[of.ngroup().map(are_items.reset_index(drop=True)).astype(bool)]
    if items.empty:
        return rows
    money = [field for field in ("amount", "mrr") if field in rows]
    if "quantity" in rows:
        items = items.assign(amount=items["amount"] * items["quantity"].fillna(1))
    grouped = items.sort_values([*key, "plan"], kind="stable").groupby(key, dropna=False)
    whole = grouped.first()
    whole["plan"] = grouped["plan"].agg(" + ".join)
    for field in money:
        whole[field] = grouped[field].sum(min_count=1)
    if "quantity" in rows:
        whole["quantity"] = whole["quantity"].mask(whole["quantity"].notna(), 1)
    whole = whole.reset_index()
    whole.index = grouped["row_number"].min().to_numpy()
    columns.reading.notes.append(
        f"{count(len(items), columns.rows_are)} of {count(whole['subscription_ref'].nunique(), 'subscription')} ({_some(whole)}) differ in {columns.label('plan')}"
        " and in nothing else: they are taken for its items, and added up."
    )
    both = pd.concat([rows.drop(index=items.index), whole[rows.columns].astype(rows.dtypes)])
    return both.sort_values("row_number", kind="stable")


def in_turn(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows, those of one subscription that have no last day ending where the next one of it begins: one price follows
    another.  A last row that only says that it has ended ends the one before.

    Where the plan is another one, both may run beside each other: that is asked (`Options.lines`).
    """
    ends = ["ended_on", "cancelled_on", "cancels_on"]
    turn = rows[rows["subscription_id"].notna() & rows["started_on"].notna()]
    turn = turn[turn["subscription_ref"].duplicated(keep=False)].sort_values(
        ["subscription_ref", "started_on"], kind="stable"
    )
    if turn.empty:
        return rows
    by = turn.groupby("subscription_ref")
    following = by["started_on"].shift(-1)
    is_open = turn[ends].isna().all(axis=1) & (following > turn["started_on"])
    plan = turn["plan"].fillna("")
    differs = plan != plan.groupby(turn["subscription_ref"]).shift(-1)
    beside = is_open & differs
    if beside.any() and columns.options.lines is None:
        about = f"{columns.label('plan')}: do the rows of one subscription that begin later take the place of those before, or do both go on? They are taken for what follows."
        columns.reading.questions.append(Question(about, "lines", ["once", "added"], "once"))
    followed = is_open & ~(beside & (columns.options.lines == "added"))
    if not followed.any():
        return rows
    last = followed & by["status"].shift(-1).eq("ended") & by["ended_on"].shift(-1).isna() & ~differs
    ended = turn.index[last.groupby(turn["subscription_ref"]).shift(fill_value=False)]
    columns.reading.notes.append(
        one_or_many(
            int(followed.sum()),
            "{} row of a subscription ends where the next one of it begins.",
            "{} rows of subscriptions end where the next ones of them begin.",
        )
    )
    until = following[followed].reindex(rows.index)
    rows = rows.assign(
        ended_on=rows["ended_on"].fillna(until),
        is_replaced=rows["is_replaced"]
        .astype("object")
        .mask(until.notna(), ~last.reindex(rows.index, fill_value=False)),
        has_end_column=rows["has_end_column"] | until.notna(),
    )
    return rows.drop(index=ended)


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
    refs = whole["subscription_ref"].unique()
    return ", ".join(refs[:3]) + ", ..." * (len(refs) > 3)
