"""The currency of amounts: from its own column, the sign in the cell, the heading, or as stated for the file."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import TEXT, per_distinct
from analytics.intake.values.currencies import currency_code
from analytics.wording import count


def currency_of(columns: Columns, named: pd.Series, has_amount: pd.Series) -> pd.Series:
    """The currency column, else the sign in the cell, else the one stated for the file, else that of the heading
    ("Amount (EUR)"), else the one that is assumed, as the receipt says; only where there is an amount.

    A currency that nobody knows is kept as it is written, so that its amounts are in no total until it has a rate.
    """
    written = columns.read("currency")
    codes = {text: currency_code(text) or text.upper() for text in written.dropna().unique()}
    unknown = sorted(code for code in set(codes.values()) if currency_code(code) != code)
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('currency')}: {', '.join(unknown[:5])} is no currency that is known; its amounts are in no total."
        )
    currency = per_distinct(written, codes.__getitem__).fillna(named.astype(TEXT))
    if stated := columns.options.currency or _in_heading(columns):
        currency = currency.fillna(stated)
    currency = currency.where(has_amount)
    assumed, unnamed = columns.options.assumed_currency, int((currency.isna() & has_amount).sum())
    if assumed and unnamed:
        columns.reading.notes.append(
            f"{count(unnamed, 'amount')} {'names' if unnamed == 1 else 'name'} no currency: taken to be {assumed}, in which this workspace reports. Another one can be stated."
        )
        currency = currency.fillna(assumed).where(has_amount)
    return currency


def _in_heading(columns: Columns) -> str | None:
    """The currency in brackets behind the heading of the amounts; a column of currencies says more."""
    if not columns.has("amount") or columns.has("currency"):
        return None
    said = re.search(r"[(\[]\s*([A-Z]{3}|[€£])\s*[)\]]$", columns.label("amount"))
    code = said and currency_code(said[1])
    if code:
        columns.reading.notes.append(f"{columns.label('amount')}: the amounts are {code}, as the heading says.")
    return code or None
