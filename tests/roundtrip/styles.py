"""How dates and amounts are spelled in exports, and in files that somebody opened and saved in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from babel.dates import format_date

NBSP, NARROW = "\xa0", "\u202f"
Moment = date | datetime


def _time(value: Moment, pattern: str) -> str:
    return value.strftime(pattern) if isinstance(value, datetime) else ""


def _iso_offset(value: Moment, _: str) -> str:
    return value.isoformat() + ".000+0000" if isinstance(value, datetime) else value.isoformat()


def _us(value: Moment, _: str) -> str:
    """7/1/2026 9:00 AM"""
    hour = f" {int(value.strftime('%I'))}:{value:%M} {value:%p}" if isinstance(value, datetime) else ""
    return f"{value.month}/{value.day}/{value.year}{hour}"


def _words(pattern: str) -> Callable[[Moment, str], str]:
    # Chinese has one order only: 2026年12月31日
    return lambda value, language: (
        format_date(value, "long" if language == "zh" else pattern, LOCALES[language]) + _time(value, " %H:%M")
    )


def _serial(value: Moment, _: str) -> str:
    """The day number of a spreadsheet; day 60 of its calendar, 29 February 1900, never was."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    days = (moment - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    return str(int(days)) if days == int(days) else repr(round(days, 10))


def _milliseconds(value: Moment, _: str) -> str:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return str((moment - datetime.fromisoformat("1970-01-01")) // timedelta(milliseconds=1))


def _plainly(day: str, time: str) -> Callable[[Moment, str], str]:
    return lambda value, _: value.strftime(day) + _time(value, time)


DATES: dict[str, Callable[[Moment, str], str]] = {
    "2026-12-31 14:03": _plainly("%Y-%m-%d", " %H:%M"),
    "2026-12-31 14:03:00": _plainly("%Y-%m-%d", " %H:%M:%S"),
    "2026-12-31T14:03:00.000+0000": _iso_offset,
    "2026/12/31 14:03": _plainly("%Y/%m/%d", " %H:%M"),
    "12/31/2026 2:03 PM": _us,
    "12/31/2026 14:03": _plainly("%m/%d/%Y", " %H:%M"),
    "31.12.2026 14:03": _plainly("%d.%m.%Y", " %H:%M"),
    "31/12/2026 14:03": _plainly("%d/%m/%Y", " %H:%M"),
    "31-12-2026 14:03": _plainly("%d-%m-%Y", " %H:%M"),
    "long month word": _words("long"),
    "short month word": _words("d MMM y"),
    "serial": _serial,
    "milliseconds": _milliseconds,
}


def _grouped(group: str, sign: str) -> Callable[[Decimal, str], str]:
    return lambda value, _: f"{value:,.2f}".replace(",", "\0").replace(".", sign).replace("\0", group)


def _short(value: Decimal, _: str) -> str:
    """No grouping, no more digits than it needs: 5000, 2500.5"""
    return f"{value.normalize():f}"


def _symbol_first(value: Decimal, currency: str) -> str:
    return ("-" if value < 0 else "") + {"EUR": "€", "USD": "$"}[currency] + f"{abs(value):,.2f}"


def _accounting(value: Decimal, _: str) -> str:
    return f"({-value:,.2f})" if value < 0 else f"{value:,.2f}"


NUMBERS: dict[str, Callable[[Decimal, str], str]] = {
    "1234.5": _short,
    "1234,5": lambda value, currency: _short(value, currency).replace(".", ","),
    "1,234.50": _grouped(",", "."),
    "1.234,50": _grouped(".", ","),
    "1 234,50": _grouped(NBSP, ","),
    "1 234,50 (narrow)": _grouped(NARROW, ","),
    "1'234.50": _grouped("'", "."),
    "1’234.50": _grouped("’", "."),
    "€1,234.50": _symbol_first,
    "1.234,50 €": lambda value, currency: _grouped(".", ",")(value, "") + {"EUR": " €", "USD": " $"}[currency],
    "1 234,50 EUR": lambda value, currency: _grouped(NBSP, ",")(value, "") + " " + currency,
    "(1,234.50)": _accounting,
}
DECIMAL_COMMA = {style for style in NUMBERS if ",5" in style}

# language of the headings -> the language in which a spreadsheet of its users writes months
LOCALES = {
    "en": "en_US", "de": "de_DE", "nl": "nl_NL", "nb": "nb_NO", "fr": "fr_FR", "es": "es_ES", "pt": "pt_BR", "it": "it_IT", "zh": "zh_CN",
}  # fmt: skip
