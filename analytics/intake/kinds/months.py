"""How many months the amounts of customers and subscriptions cover."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.kinds.intervals import is_of_a_month, is_of_a_year, is_of_contract, is_term, months_per_bill
from analytics.intake.model import Question
from analytics.wording import one_or_many

_DAYS_A_MONTH = 365.25 / 12


def months_of_amount(rows: pd.DataFrame, columns: Columns, said: pd.Series) -> pd.Series:
    """The months that the recurring amount of each customer covers; missing where nobody knows, which is said.

    What an amount says itself (`said`: `€99/mo`) counts; else the heading decides (ARR: 12, MRR: 1), else the billing
    interval beside it.  What a contract brings in all is spread over its term.  An amount of which nothing tells is a question, and taken per month meanwhile.
    """
    heading = columns.label("recurring_amount")
    has_amount = rows["recurring_amount"].notna() & said.isna()
    if not has_amount.any():
        return said.where(rows["recurring_amount"].notna())
    if is_of_a_year(heading):
        months = pd.Series(12.0, index=rows.index)
    elif is_of_contract(heading):
        months = _of_term(rows, columns, pd.Series(float("nan"), index=rows.index))
        left_out(months.isna() & has_amount, columns, "recurring_amount", _NO_TERM)
    elif columns.has("interval") and not is_of_a_month(heading):
        months, unknown = months_per_bill(columns.read("interval"), pd.Series(1.0, index=rows.index))
        left_out(months.isna() & has_amount, columns, "recurring_amount", _no_interval(columns, unknown))
    else:
        months = pd.Series(1.0, index=rows.index)
        if columns.has("recurring_amount") and not is_of_a_month(heading):
            _ask_if_monthly(columns, "recurring_amount")
    return said.fillna(months).where(rows["recurring_amount"].notna())


def months_of_bill(rows: pd.DataFrame, columns: Columns, said: pd.Series) -> pd.Series:
    """The months that one bill of each subscription covers; missing where nobody knows, which is said.

    What an amount says itself (`said`: `€99/mo`) counts.
    """
    if said.notna().any() and not (rows["amount"].notna() & said.isna()).any():
        return said
    return said.fillna(_by_columns(rows, columns))


def _by_columns(rows: pd.DataFrame, columns: Columns) -> pd.Series:
    if columns.has("amount") and is_of_a_year(columns.label("amount")):
        return pd.Series(12.0, index=rows.index)
    months, unknown = months_per_bill(columns.read("interval"), columns.read("interval_count"))
    if columns.has("amount") and is_of_contract(columns.label("amount")):
        # all that the contract brings, over its term or from its first to its last day
        months = _of_term(rows, columns, months)
        left_out(months.isna() & rows["amount"].notna() & rows["mrr"].isna(), columns, "amount", _NO_TERM)
        return months
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('interval')}: {', '.join(unknown[:5])} is no interval that is known; such subscriptions have no amount per month."
        )
    if columns.has("interval") and columns.has("amount") and is_term(columns.label("interval")):
        columns.reading.notes.append(
            f"{columns.label('amount')} is taken for what all of {columns.label('interval')} brings: no heading says of how long it is."
        )
    if not columns.has("interval") and not columns.has("mrr") and columns.has("amount"):
        if not is_of_a_month(columns.label("amount")):
            _ask_if_monthly(columns, "amount")
        return pd.Series(1.0, index=rows.index)
    return months


def _of_term(rows: pd.DataFrame, columns: Columns, months: pd.Series) -> pd.Series:
    if columns.has("interval") and months.isna().all() and is_term(columns.label("interval")):
        months, _ = months_per_bill(columns.read("interval"), pd.Series(1.0, index=rows.index))
    days = (rows["ended_on"] - rows["started_on"]).dt.days + 1
    return months.fillna((days / _DAYS_A_MONTH).round().where(days > 0).replace(0, 1))


_NO_TERM = (
    "it is what a contract brings in all, and nothing tells its term: without it nobody knows what that is a month"
)


def _no_interval(columns: Columns, unknown: list[str]) -> str:
    named = f" ({', '.join(unknown[:5])})" if unknown else ""
    return f"{columns.label('interval')} names no interval that is known there{named}"


def left_out(which: pd.Series, columns: Columns, field: str, why: str) -> None:
    """Say that these rows have no amount per month, and why."""
    if which.any():
        columns.reading.notes.append(
            one_or_many(
                int(which.sum()),
                f"{columns.label(field)} is left out in {{}} row: {why}.",
                f"{columns.label(field)} is left out in {{}} rows: {why}.",
            )
        )


def _ask_if_monthly(columns: Columns, field: str) -> None:
    heading = columns.label(field)
    columns.reading.notes.append(f"No column tells the billing interval: {heading} is taken per month.")
    if field not in columns.options.mapping:
        about = (
            f"{heading}: is that what is paid each month? No column tells the billing interval. It is taken per month."
        )
        columns.reading.questions.append(Question(about, field, [heading, ""], heading))
