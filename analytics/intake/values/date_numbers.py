"""Columns of days written as bare numbers: Unix stamps, 20260305, the serial numbers of Excel."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intake.values.date_shapes import NUMBER, Form
from analytics.intake.values.shapes import Shapes

DAY = 86_400_000_000
"""Microseconds of a day."""
SERIAL = "Excel serial numbers"
"""What such numbers are taken for."""
_EXCEL_1970 = 25_569
_PART_DIGITS = 15


def day_stamps(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The days as datetime64[us], NaT where there is no such day (31 February, month 13, 0000-00-00).

    Years have up to four digits, months and days up to two.
    """
    # a column has few different days
    codes, days = pd.factorize((year * 100 + month) * 100 + day)
    year, month, day = days // 10_000, days // 100 % 100, days % 100
    real = (year > 0) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(real, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(real, day - 1, 0)
    real &= days.astype("datetime64[M]") == months
    return np.where(real, days.astype("datetime64[us]"), np.datetime64("NaT", "us"))[codes]


def number_stamps(shapes: Shapes, forms: list[Form | None]) -> tuple[np.ndarray, str | None, str]:
    """The days of a column of numbers, the rule in one word if it is an order, and what the numbers were taken for.

    All numbers must be of one sort, 0 left aside (it is Excel's empty date, and no day); else none is a day.
    """
    whole, part, length = _numbers(shapes, forms)
    some = whole > 0
    stamps = np.full(len(whole), np.datetime64("NaT", "us"))
    lengths = set(np.unique(length[some]).tolist())
    plain = not part[some].any()
    decided = None
    year, month, day = whole // 10_000, whole // 100 % 100, whole % 100
    if lengths == {13} and plain:
        how, ticks = "Unix milliseconds", whole * 1_000
    elif lengths == {10} and plain:
        how, ticks = "Unix seconds", whole * 1_000_000
    elif lengths == {8} and plain and _look_like_days(year[some], month[some], day[some]):
        decided, how, ticks = "ymd", "year-first, without separators", day_stamps(year, month, day)
    elif lengths == {5} and ((whole[some] >= 20_000) & (whole[some] <= 80_000)).all():
        # the part of a day is cut off somewhere below the millisecond
        how, ticks = SERIAL, (whole - _EXCEL_1970) * DAY + np.rint(part * (DAY // 1_000)) * 1_000
    else:
        return stamps, None, "numbers that are no days" if some.any() else ""
    stamps[some] = ticks[some].astype("datetime64[us]")
    return stamps, decided, how


def _numbers(shapes: Shapes, forms: list[Form | None]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each row its whole number, the part after the point, and the number of digits; 0 where it is no number."""
    whole = np.zeros(len(shapes.of), dtype=np.int64)
    part = np.zeros(len(shapes.of))
    length = np.zeros(len(shapes.of), dtype=np.int64)
    for place, rows in shapes.rows():
        form = forms[place]
        if form is None or form.kind != NUMBER:
            continue
        start, stop = form.spans["whole"]
        whole[rows], length[rows] = shapes.number(rows, (start, stop)), stop - start
        if "part" in form.spans:
            first, last = form.spans["part"]
            last = min(last, first + _PART_DIGITS)
            part[rows] = shapes.number(rows, (first, last)) / 10 ** (last - first)
    return whole, part, length


def _look_like_days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> bool:
    """Could all of these be meant as days?  One 31 February does not speak against it, one account number does."""
    years = (year == 0) | ((year >= 1900) & (year < 2200)) | (year == 9999)
    return bool((years & (month <= 12) & (day <= 31)).all())
