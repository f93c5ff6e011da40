"""Figures of a report in words: money, shares and days in one language, whoever prints it."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_compact_currency, format_compact_decimal, format_decimal, format_percent

MISSING = "–"
LOCALE = "en"


def money(value: object, currency: str | None) -> str:
    """An amount in three figures: €3.72M, −€149K."""
    if value is None or pd.isna(value):
        return MISSING
    size = abs(float(value))
    # three figures before and after the point together
    digits = 0 if size < 1000 else 2 - int(math.log10(size)) % 3
    if currency is None:
        text = format_compact_decimal(size, locale=LOCALE, fraction_digits=digits)
    else:
        text = format_compact_currency(size, currency, locale=LOCALE, fraction_digits=digits)
    return ("−" if value < 0 else "") + text


def share(value: object, digits: int = 0) -> str:
    """A share as percent."""
    if value is None or pd.isna(value):
        return MISSING
    return format_percent(float(value), f"#,##0{'.' + '0' * digits if digits else ''}%", locale=LOCALE)


def chance(value: object) -> str:
    """A chance in percent that is never quite 0 or 100."""
    if value is None or pd.isna(value):
        return MISSING
    return "under 1%" if value < 0.01 else "over 99%" if value > 0.99 else share(value)


def signed(value: object, digits: int = 0) -> str:
    """A share with its sign."""
    return MISSING if value is None or pd.isna(value) else ("+" if value >= 0 else "−") + share(abs(value), digits)


def number(value: object, digits: int = 0) -> str:
    """A count, or a number with so many decimals."""
    if value is None or pd.isna(value):
        return MISSING
    return format_decimal(float(value), f"#,##0{'.' + '0' * digits if digits else ''}", locale=LOCALE)


def times(value: object) -> str:
    """A coverage."""
    return MISSING if value is None or pd.isna(value) else f"{number(value, 1)}×"


def day(value: object) -> str:
    """A day with its month by name, so that nobody takes it for another."""
    return (
        MISSING
        if value is None or pd.isna(value)
        else format_date(pd.Timestamp(value).date(), "d MMM y", locale=LOCALE)
    )


def short_day(value: date) -> str:
    """A day on an axis."""
    return format_date(value, "d MMM", locale=LOCALE)


def quarter(name: str) -> str:
    """A period as people say it: Q3 2026, FY2026 Q3, 2026-07."""
    year, found, part = name.partition("Q")
    if not found:
        return name
    return f"{year} Q{part}" if year.startswith("FY") else f"Q{part} {year}"


def deals(count: int) -> str:
    """A number of deals."""
    return f"{number(count)} deal{'' if count == 1 else 's'}"
