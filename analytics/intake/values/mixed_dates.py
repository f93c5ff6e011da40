"""Days that a spreadsheet program of another country misread, beside those that it left as texts."""

from __future__ import annotations

import numpy as np

from analytics.intake.values.date_shapes import TWO_NUMBERS, YEAR_FIRST
from analytics.wording import count

EXCHANGED, AS_WRITTEN = "exchanged", "as_written"
"""How the days among such texts are read: with day and month exchanged, or as they stand."""
MIXED = (EXCHANGED, AS_WRITTEN)
_ENOUGH = 3  # rows that all look so by chance in one of six columns of whole days, and seldom stand beside each other


def misread(kind: np.ndarray, month: np.ndarray, day: np.ndarray, separator: np.ndarray) -> np.ndarray | None:
    """The rows with the year first whose day and month seem to be exchanged; None where nothing speaks for it.

    Of 2/6/2026 and 1/13/2026, a program that writes the day first makes 2 June, and leaves the other a text: it knows no
    month 13.  So the days that it made lie all before the 13th, and the texts all after the 12th, in one order.
    """
    made, left = kind == YEAR_FIRST, kind == TWO_NUMBERS
    if not made.any() or not left.any() or not np.isin(separator[left], ("/", "-")).all():
        return None
    first, second = day[left], month[left]  # as they stand
    one_order = ((first <= 12) & (second > 12)).all() or ((first > 12) & (second <= 12)).all()
    if not one_order or (day[made] > 12).any() or (day[made] == month[made]).all():
        return None
    return made


def likely(made: np.ndarray, kind: np.ndarray) -> str:
    """How such rows are read while nobody says it."""
    return EXCHANGED if int(made.sum() + (kind == TWO_NUMBERS).sum()) >= _ENOUGH else AS_WRITTEN


def evidence(made: np.ndarray, kind: np.ndarray, mixed: str) -> str:
    """What speaks for it, and how they are read, in words."""
    left = int((kind == TWO_NUMBERS).sum())
    days = f"day and month {'exchanged' if mixed == EXCHANGED else 'as written'} in {count(int(made.sum()), 'day')}"
    return f"{days}, all before the 13th, beside {count(left, 'text')}, all after the 12th"
