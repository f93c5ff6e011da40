"""The periods that people name, as days, counted from the last day that the data knows."""

from __future__ import annotations

from datetime import date, timedelta

ALL, CUSTOM = "All time", "Custom"
PERIODS = (ALL, "This quarter", "Last quarter", "This year", "Last year", "Last 12 months", CUSTOM)


def days_of(period: str, as_of: date) -> tuple[date | None, date | None]:
    """The first and the last day of a period, whole quarters and years; None where it has no bound.

    >>> days_of("Last quarter", date(2026, 2, 3))
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    """
    quarter = date(as_of.year, as_of.month - (as_of.month - 1) % 3, 1)
    year = date(as_of.year, 1, 1)
    before = quarter - timedelta(days=1)
    tomorrow = as_of + timedelta(days=1)
    year_ago = date(tomorrow.year - 1, tomorrow.month, 1) + timedelta(days=tomorrow.day - 1)
    return {
        "This quarter": (quarter, _end_of_quarter(quarter)),
        "Last quarter": (date(before.year, before.month - 2, 1), before),
        "This year": (year, date(as_of.year, 12, 31)),
        "Last year": (date(as_of.year - 1, 1, 1), year - timedelta(days=1)),
        "Last 12 months": (year_ago, as_of),
    }.get(period, (None, None))


def period_before(from_on: date, to_on: date) -> tuple[date, date]:
    """The period of the same length that ends where this one begins; whole months before whole months.

    >>> period_before(date(2026, 4, 1), date(2026, 6, 30))
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    end = from_on - timedelta(days=1)
    after = to_on + timedelta(days=1)
    if from_on.day == after.day == 1:
        months = from_on.year * 12 + from_on.month - 1
        first = 2 * months - (after.year * 12 + after.month - 1)
        return date(first // 12, first % 12 + 1, 1), end
    return end - (to_on - from_on), end


def _end_of_quarter(first: date) -> date:
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return following - timedelta(days=1)
