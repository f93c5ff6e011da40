"""Durations in days: bare numbers by the unit that their size tells, clocks, and words in nine languages."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.numbers import NOT, decimals, sign_of
from analytics.intake.values.shapes import MOST_DIGITS, Shapes, shapes_of, span_of
from analytics.wording import count

MONTH = 365.25 / 12
"""Days of a month."""
UNITS = {
    "years": 365.25,
    "months": MONTH,
    "weeks": 7.0,
    "days": 1.0,
    "hours": 1 / 24,
    "minutes": 1 / 1_440,
    "seconds": 1 / 86_400,
    "milliseconds": 1 / 86_400_000,
}
_WORDS = {
    "years": "year years yr yrs y jahr jahre jahren an ans année années año años ano anos anno anni jaar jaren år 年",
    "months": "month months mo mos mon monat monate monaten mois mes meses mês mese mesi maand maanden måned måneder "
    "个月 月",
    "weeks": "week weeks wk wks w woche wochen semaine semaines sem semana semanas settimana settimane weken uke uker "
    "周 星期",
    "days": "day days d tag tage tagen t jour jours j día días dia dias giorno giorni dag dagen dager g 天 日",
    "hours": "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur uren time timer 小时 时",
    "minutes": "minute minutes min mins m minuten minuto minutos minuti minuut minutt minutter 分钟 分",
    "seconds": "second seconds sec secs s sekunde sekunden sek seconde secondes segundo segundos secondo secondi "
    "seconden sekund sekunder 秒",
    "milliseconds": "millisecond milliseconds ms msec millis millisekunden 毫秒",
}
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words.split()}

# in a shape every digit is 0
_BARE = re.compile(r"-?(?P<body>[0.,' ]*0)")
_CLOCK = re.compile(r"(?P<sign>-)?(?:(?P<days>0+)[. ])?(?P<hours>0+):(?P<minutes>00)(?::(?P<seconds>00)(?:[.,]0+)?)?")
_PART = re.compile(r"(?P<number>0+(?:[.,]0+)?) ?(?P<word>[^\W\d_]+)\.?(?: ?(?:,|&|und|and|et|y|e|en|og|和) ?| )?")
_ANY = 10**18


def durations(texts: pd.Series, unit: str | None = None) -> Column:
    """The durations of a column of text, in days.

    Bare numbers all have one unit: `unit` where it is known (a heading may say "Days in stage"), else the one that
    their size tells, by the median of those that are not zero: below 400 days (a stay of more than a year is rare),
    then hours, from 20,000 on seconds (20,000 seconds are 5 hours), from 30 million on milliseconds (a stay of 30
    million seconds is a year).  `decided` is that unit.  `12:30:00` and `12:30` are hours, minutes and seconds, with
    days before them as `3.12:30:00` or `2 days, 3:04:05`; `3 days 4 hours` and `2 Monate` say their units, a month
    being a twelfth of 365.25 days.  Negative durations, which dating back leaves behind, stay negative.

        12            12.0       -> days
        12:30:00      0.520833
        3 days 4 h    3.166667
        soon          missing    bad
    """
    shapes = shapes_of(texts)
    days = np.full(len(shapes.of), np.nan)
    bodies = [found["body"] if (found := _BARE.fullmatch(name)) else "" for name in shapes.names]
    numbers = _bare_numbers(shapes, bodies)
    some = np.abs(numbers[~np.isnan(numbers) & (numbers != 0)])
    decided, how = (unit, f"{unit}: as told") if unit else _by_size(some)
    if decided:
        days = numbers * UNITS[decided]
    elif not np.isnan(numbers).all():
        days = np.where(numbers == 0, 0.0, np.nan)
    said = 0
    for place, rows in shapes.rows():
        if bodies[place] or not (parts := _parts(shapes.names[place])):
            continue
        said += len(rows)
        sign = -1 if shapes.names[place].startswith("-") else 1
        days[rows] = sign * sum(_number(shapes, rows, span, below) * factor for span, factor, below in parts)
    there = ~np.isnan(days)
    hows = [how if some.size else "", f"{count(said, 'row')} with the unit written" if said else ""]
    return Column(
        values=pd.Series(days, index=texts.index, name=texts.name),
        bad=texts[~there & ~shapes.empty],
        decided=decided if some.size else None,
        how="; ".join(filter(None, hows)),
    )


def unit_said(heading: str) -> str | None:
    """The unit that a heading names: `Stage Duration (Days)`, `Verweildauer in Tagen`; None where it names none."""
    words = re.findall(r"[^\W\d_]+", heading.casefold())
    # single letters and the Norwegian hour are words of other meanings too
    said = {
        _UNIT_OF[word] for word in words if len(word) > 2 and word in _UNIT_OF and word not in ("time", "mes", "ore")
    }
    return said.pop() if len(said) == 1 else None


def _by_size(numbers: np.ndarray) -> tuple[str | None, str]:
    if not numbers.size:
        return None, ""
    middle = float(np.median(numbers))
    bounds = {"days": 400, "hours": 20_000, "seconds": 30_000_000}
    unit = next((unit for unit, bound in bounds.items() if middle < bound), "milliseconds")
    return unit, f"{unit}: by their size, the middle of {count(numbers.size, 'row')} is {middle:,.4g}"


def _bare_numbers(shapes: Shapes, bodies: list[str]) -> np.ndarray:
    """The bare number in each row, NaN where there is none."""
    point, comma = ([decimals(body, sign) for body in bodies] for sign in ("point", "comma"))
    leading = np.zeros(len(shapes.of), dtype=bool)
    has = shapes.per_row([bool(body) for body in bodies], bool)
    leading[has] = shapes.digits[shapes.starts[has]] == 0
    sign = sign_of(shapes.per_row(point, np.int64), shapes.per_row(comma, np.int64), leading)
    # 2.125 alone has decimals: no single stay is written as two thousand and more
    decided = "point" if sign.choices else sign.decided or "point"
    numbers = np.full(len(shapes.of), np.nan)
    for place, rows in shapes.rows():
        places = (point if decided == "point" else comma)[place]
        digits = bodies[place].count("0")
        if digits and places != NOT and digits <= 18:
            negative = -1 if shapes.names[place].startswith("-") else 1
            numbers[rows] = negative * shapes.number(rows, (0, digits)) / 10**places
    return numbers


def _parts(shape: str) -> list[tuple[tuple[int, int, int], float, int]]:
    """Which digits of this shape count how many days: (first, last, decimals), the factor, and below what they stay."""
    text = shape.removeprefix("-").removeprefix("+").strip()
    offset = len(shape) - len(text)
    parts, at = [], 0
    while at < len(text):
        if clock := _CLOCK.fullmatch(text, at):
            for name, unit in (("days", "days"), ("hours", "hours"), ("minutes", "minutes"), ("seconds", "seconds")):
                if clock[name]:
                    span = span_of(shape, offset + clock.start(name), offset + clock.end(name))
                    parts.append(((*span, 0), UNITS[unit], 60 if name in ("minutes", "seconds") else _ANY))
            return parts
        found = _PART.match(text, at)
        unit = _UNIT_OF.get(found["word"]) if found else None
        if unit is None:
            return []
        number = found["number"]
        span = span_of(shape, offset + found.start("number"), offset + found.end("number"))
        places = len(number) - 1 - max(number.find("."), number.find(",")) if "." in number or "," in number else 0
        parts.append(((*span, places), UNITS[unit], _ANY))
        at = found.end()
    return parts


def _number(shapes: Shapes, rows: np.ndarray, span: tuple[int, int, int], below: int) -> np.ndarray:
    start, stop, places = span
    if stop - start > MOST_DIGITS:
        return np.full(len(rows), np.nan)
    number = shapes.number(rows, (start, stop)).astype(float)
    return np.where(number < below, number, np.nan) / 10**places
