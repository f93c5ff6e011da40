"""Figures in the reader's words: money, numbers, rates and days in the language of the browser."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

import pandas as pd
import streamlit as st
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

MISSING = "–"


def locale() -> Locale:
    """The reader's language; English where the browser's is unknown."""
    try:
        return Locale.parse(st.context.locale or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def md(text: object) -> str:
    """Text of a file as it stands, where Markdown is read: nothing in it becomes a link, a picture or bold."""
    # addresses become links even where every sign is escaped; a joiner that nobody sees keeps them apart
    text = re.sub(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", "\u2060", re.sub(r"\s+", " ", str(text)), flags=re.I)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|:$~&])", r"\\\1", text)


def is_missing(value: object) -> bool:
    """None, NaN or NA."""
    return value is None or bool(pd.isna(value))


def number(value: object) -> str:
    """A count."""
    return MISSING if is_missing(value) else format_decimal(int(value), locale=locale())


def decimal(value: object, digits: int = 1) -> str:
    """A number with so many decimals."""
    return MISSING if is_missing(value) else format_decimal(value, f"#,##0.{'0' * digits}", locale=locale())


def days(value: object) -> str:
    """A span of days."""
    return MISSING if is_missing(value) else count(round(float(value)), "day")


def money(value: object, currency: str | None) -> str:
    """An amount to the cent."""
    if is_missing(value):
        return MISSING
    if currency is None:
        return format_decimal(value, "#,##0.00", locale=locale())
    return format_currency(value, currency, locale=locale())


def short_money(value: object, currency: str | None) -> str:
    """An amount in three figures: €14.1M, 14,1 Mio. €."""
    if is_missing(value):
        return MISSING
    size = abs(float(value))
    leading = size / 1000 ** int(math.log10(size) // 3) if size >= 1 else size
    fraction = 0 if size < 1000 else 2 if leading < 10 else 1
    if currency is None:
        return format_compact_decimal(value, locale=locale(), fraction_digits=fraction)
    short = format_compact_currency(value, currency, locale=locale(), fraction_digits=fraction)
    # many languages have no short form of thousands
    return _whole_money(value, currency) if size < 1_000_000 and re.search(r"\d{4}", short) else short


def _whole_money(value: object, currency: str) -> str:
    pattern = re.sub(r"\.0+", "", locale().currency_formats["standard"].pattern)
    return format_currency(round(value), currency, format=pattern, locale=locale(), currency_digits=False)


def rate(value: object, of: int | None = None) -> str:
    """A share as percent.  `of`: what it is a share of; of fewer than ten, a percentage would say too much."""
    if is_missing(value) or (of is not None and of < 10):
        return MISSING
    return format_percent(round(float(value), 2), locale=locale())


def points(value: object) -> str:
    """A difference of two shares in points, with its sign."""
    if is_missing(value):
        return MISSING
    return format_decimal(round(100 * float(value), 1), "+#,##0.0;-#,##0.0", locale=locale()) + " points"


def signed(text: str, value: object) -> str:
    """The words for the size of a change, with its sign before them."""
    return ("-" if float(value) < 0 else "+") + text


def day(value: object) -> str:
    """A day."""
    if is_missing(value):
        return MISSING
    if isinstance(value, datetime):
        value = value.date()
    assert isinstance(value, date)
    return format_date(value, "medium", locale=locale())


def short_day(value: date) -> str:
    """A day of this or last year, where there is little room."""
    return format_skeleton("MMMd", value, locale=locale())


def long_day(value: date) -> str:
    """A day with its month by name, so that nobody takes it for another."""
    return format_date(value, "long", locale=locale())


def period(name: str) -> str:
    """A period as people say it: Q3 2026, FY2026 Q3, July 2026."""
    if found := re.fullmatch(r"(FY)?(\d{4})Q(\d)", name):
        fiscal, year, quarter = found.groups()
        return f"FY{year} Q{quarter}" if fiscal else f"Q{quarter} {year}"
    if re.fullmatch(r"\d{4}-\d{2}", name):
        return format_date(date.fromisoformat(f"{name}-01"), "LLLL y", locale=locale())
    return name


def count(number_: int, word: str) -> str:
    """A number of things, by the word for one of them."""
    return f"{number(number_)} {word}{'' if number_ == 1 else 's'}"


def deals(number_: int) -> str:
    """A number of deals."""
    return count(number_, "deal")


def separators() -> str:
    """The decimal and the thousands sign, in the order in which charts want them."""
    symbols = locale().number_symbols["latn"]
    return symbols["decimal"] + symbols["group"]
