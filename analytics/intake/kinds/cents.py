"""Amounts that a program writes in cents, in units of their currency."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd
from babel.numbers import get_currency_precision

from analytics.intake.columns import Columns
from analytics.intake.recognise import crm_format, normal

# headings of tables that were filled through a programming interface, where amounts stand in cents
_INTERFACE = {"livemode", "fivetran synced", "object"}
_TECHNICAL = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)+")
_FEWEST_TECHNICAL = 2
# cents, centimes, centavos, amountInCents; not recent, nor center
_CENTS = re.compile(r"(?<![^\W\d_])cent(?!er|re|ral|ury)|eurocent|incents")


def in_units(columns: Columns, field: str, amounts: pd.Series, currency: pd.Series) -> pd.Series:
    """The amounts of a field in units of their currency: tables of a programming interface hold cents.

    That is so where a heading says cents, or where no amount has decimals and the table has columns that only such an
    interface writes, or the technical headings (`SUBSCRIBER_SINCE`, not `Subscriber since`) of a program whose description
    says `cents`.  Currencies without cents (yen) stay.
    """
    if not columns.has(field) or amounts.notna().sum() == 0:
        return amounts
    by_heading = _CENTS.search(normal(columns.label(field))) is not None
    whole = (amounts.dropna() == amounts.dropna().round()).all()
    if not by_heading and not (whole and _is_of_an_interface(columns, field)):
        return amounts
    places = {code: get_currency_precision(code) for code in currency.dropna().unique()}
    parts = currency.map(places).fillna(2).astype(int)
    if (parts[amounts.notna()] > 0).any():
        why = (
            "its heading says so."
            if by_heading
            else "the table comes from a programming interface, and no amount has decimals."
        )
        columns.reading.notes.append(f"{columns.label(field)} is read as cents: {why}")
    read = amounts.copy()
    for digits in parts.unique():
        of = (parts == digits) & amounts.notna()
        read[of] = (amounts[of] * Decimal(1).scaleb(-int(digits))).astype(amounts.dtype)
    return read


def _is_of_an_interface(columns: Columns, field: str) -> bool:
    headings = columns.raw.headings
    # what a month brings is nothing that an interface tells: somebody reckoned it
    if field == "amount" and {normal(heading) for heading in headings} & _INTERFACE:
        return True
    technical = sum(_TECHNICAL.fullmatch(heading) is not None for heading in headings)
    is_technical = technical >= _FEWEST_TECHNICAL and not any(" " in heading for heading in headings)
    return is_technical and bool(crm_format(columns.recognition.crm).get("cents"))
