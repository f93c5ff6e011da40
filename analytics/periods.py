"""Periods as people name them: months, quarters, halves and years, of the calendar or of a fiscal year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from analytics import errors

_NAME = re.compile(r"(FY)?(\d{4})(?:Q([1-4])|H([12])|-(\d\d))?", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Period:
    """A period by its days, both included, and its name: `2026Q4`, `2026-10`, `2026H2`, `2026`; fiscal ones `FY2026Q4`."""

    from_on: date
    to_on: date
    name: str

    @property
    def days(self) -> int:
        """Its length."""
        return (self.to_on - self.from_on).days + 1


def period_named(name: str, fiscal_start: int = 1) -> Period:
    """The days of a named period.  `fiscal_start`: the month with which the fiscal year begins, 1 to 12.

    A fiscal year bears the number of the calendar year in which it ends: with a start in April, FY2026Q1 is
    April to June 2025.  Raises `Refused` where the name is none.

    >>> period_named("2026Q4").from_on, period_named("FY2026Q1", 4).from_on
    (datetime.date(2026, 10, 1), datetime.date(2025, 4, 1))
    """
    found = _NAME.fullmatch(name.strip())
    if not found or not 1 <= (month := int(found[5] or 1)) <= 12 or not 1900 <= int(found[2]) <= 2200:
        raise errors.no_such_period(name)
    months = 1 if found[5] else 3 if found[3] else 6 if found[4] else 12
    first = month if found[5] else 3 * int(found[3]) - 2 if found[3] else 6 * int(found[4] or 1) - 5
    place = int(found[2]) * 12 + first - 1
    if found[1]:
        # a calendar month within the fiscal year keeps no other meaning than its place in it
        place += fiscal_start - 1 - (12 if fiscal_start > 1 else 0)
    return Period(_first(place), _first(place + months) - timedelta(days=1), found[0].upper())


def quarter_of(day: date, fiscal_start: int = 1) -> Period:
    """The quarter in which a day lies; named as a fiscal one where the fiscal year begins in another month than January.

    >>> quarter_of(date(2026, 11, 27)).name, quarter_of(date(2026, 11, 27), 2).name
    ('2026Q4', 'FY2027Q4')
    """
    place = day.year * 12 + day.month - 1
    since = (place - (fiscal_start - 1)) % 12
    year = (place - since) // 12 + (1 if fiscal_start > 1 else 0)
    return period_named(f"{'FY' if fiscal_start > 1 else ''}{year}Q{since // 3 + 1}", fiscal_start)


def quarters(from_on: date, to_on: date, fiscal_start: int = 1) -> list[Period]:
    """All quarters that have a day from `from_on` to `to_on`, in order."""
    found = [quarter_of(from_on, fiscal_start)]
    while found[-1].to_on < to_on:
        found.append(quarter_of(found[-1].to_on + timedelta(days=1), fiscal_start))
    return found


def month_of(day: date) -> Period:
    """The calendar month in which a day lies."""
    return period_named(f"{day:%Y-%m}")


def shifted(period: Period, steps: int) -> Period:
    """The period of the same kind so many steps later, or, below zero, earlier.

    >>> shifted(period_named("2026Q1"), -1).name, shifted(period_named("2026-03"), -5).name
    ('2025Q4', '2025-10')
    """
    label, year, quarter, half, month = _NAME.fullmatch(period.name).groups()
    in_year, sign = (12, "-") if month else (4, "Q") if quarter else (2, "H") if half else (1, "")
    place = int(year) * in_year + int(month or quarter or half or 1) - 1 + steps
    number = f"{place % in_year + 1:02}" if month else str(place % in_year + 1) if sign else ""
    months = 12 // in_year
    first = period.from_on.year * 12 + period.from_on.month - 1 + steps * months
    name = f"{label or ''}{place // in_year:04}{sign}{number}"
    return Period(_first(first), _first(first + months) - timedelta(days=1), name)


def earlier(period: Period, count: int) -> list[Period]:
    """The periods of the same length that came before one, in order, by their names.

    >>> [each.name for each in earlier(period_named("2026Q2"), 3)]
    ['2025Q3', '2025Q4', '2026Q1']
    """
    return [shifted(period, -back) for back in range(count, 0, -1)]


def _first(place: int) -> date:
    return date(place // 12, place % 12 + 1, 1)
