"""The periods that people name, as days, counted from the last day that the data knows."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.periods import period_named, quarter_of, shifted

ALL, CUSTOM = "All time", "Custom"
PERIODS = (ALL, "This quarter", "Last quarter", "This year", "Last year", "Last 12 months", CUSTOM)


def days_of(period: str, as_of: date, fiscal_start: int = 1) -> tuple[date | None, date | None]:
    """The first and the last day of a period, whole quarters and years of the fiscal year; None where it has no bound.

    >>> days_of("Last quarter", date(2026, 2, 3))
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    >>> days_of("This year", date(2026, 2, 3), fiscal_start=2)
    (datetime.date(2026, 2, 1), datetime.date(2027, 1, 31))
    """
    quarter = quarter_of(as_of, fiscal_start)
    year = period_named(quarter.name.partition("Q")[0], fiscal_start)
    tomorrow = as_of + timedelta(days=1)
    year_ago = date(tomorrow.year - 1, tomorrow.month, 1) + timedelta(days=tomorrow.day - 1)
    named = {
        "This quarter": quarter,
        "Last quarter": shifted(quarter, -1),
        "This year": year,
        "Last year": shifted(year, -1),
    }
    if found := named.get(period):
        return found.from_on, found.to_on
    return (year_ago, as_of) if period == "Last 12 months" else (None, None)


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
