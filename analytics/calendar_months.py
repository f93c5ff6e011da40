"""Days counted in calendar months, on whole arrays.  Plain numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def days_of(values: ArrayLike) -> NDArray[np.datetime64]:
    """Values as whole days; NaT where there is none."""
    return np.asarray(values, dtype="datetime64[ns]").astype("datetime64[D]")


def month_number(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The month in which each day lies, counted from January 1970."""
    return days.astype("datetime64[M]").astype(np.int64)


def month_end(number: int | NDArray[np.int64]) -> NDArray[np.datetime64]:
    """The last day of the month of this number."""
    return (np.asarray(number, dtype=np.int64) + 1).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(
        1, "D"
    )


def add_months(days: NDArray[np.datetime64], months: ArrayLike) -> NDArray[np.datetime64]:
    """The same day some months later, or the last day of that month.

    >>> str(add_months(np.datetime64("2025-01-31"), 1))
    '2025-02-28'
    """
    month = days.astype("datetime64[M]")
    into = days - month.astype("datetime64[D]")
    target = month + np.asarray(months, dtype="timedelta64[M]")
    return np.minimum(target.astype("datetime64[D]") + into, month_end(target.astype(np.int64)))


def months_between(starts: NDArray[np.datetime64], ends: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Months from each start to each end, parts of months included; NaN where a day is missing.

    An anniversary is a whole number, whatever the lengths of the months.

    >>> float(months_between(np.datetime64("2024-02-29"), np.datetime64("2025-02-28")))
    12.0
    """
    missing = np.isnat(starts) | np.isnat(ends)
    starts = np.where(missing, np.datetime64("2000-01-01", "D"), starts)
    ends = np.where(missing, np.datetime64("2000-01-01", "D"), ends)
    whole = month_number(ends) - month_number(starts)
    whole = whole - (add_months(starts, whole) > ends)
    begun, over = add_months(starts, whole), add_months(starts, whole + 1)
    part = (ends - begun).astype(float) / (over - begun).astype(float)
    return np.where(missing, np.nan, whole + part)
