"""The currency of amounts: from its own column, the sign in the cell, or as stated for the file."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import TEXT, per_distinct
from analytics.intake.values.currencies import currency_code


def currency_of(columns: Columns, named: pd.Series, has_amount: pd.Series) -> pd.Series:
    """The currency column, else the sign in the cell, else the one stated for the file; only where there is an amount.

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
    if columns.options.currency:
        currency = currency.fillna(columns.options.currency)
    return currency.where(has_amount)
