"""Run-rate: what past periods brought from the same day on."""

from __future__ import annotations

import numpy as np

from analytics.metrics.forecast.book import Book
from analytics.metrics.forecast.windows import Window, past

_PERIODS = 4


def run_rate(book: Book, now: Window) -> float | None:
    """The mean of the last four periods from the same day on, with half of the trend of their totals; None without any."""
    seen = past(book, now, _PERIODS)
    if not seen:
        return None
    rest = np.mean([book.won_between(each.after, each.until) for each in seen])
    return float(rest * _trend(book, seen))


def last_period(book: Book, now: Window) -> float | None:
    """What the last period brought from the same day on."""
    seen = past(book, now, 1)
    return book.won_between(seen[0].after, seen[0].until) if seen else None


def _trend(book: Book, seen: list[Window]) -> float:
    """From the middle of the last four periods to this one, at half of the pace from the older two to the newer two."""
    if len(seen) < _PERIODS:
        return 1.0
    totals = [book.won_between(_before(each), each.until) for each in seen]
    newer, older = sum(totals[:2]), sum(totals[2:])
    if newer <= 0 or older <= 0:
        return 1.0
    per_period = (newer / older) ** 0.5
    return float(np.clip(per_period ** (0.5 * 2.5), 0.5, 2.0))


def _before(seen: Window) -> int:
    return seen.until - seen.period.days
