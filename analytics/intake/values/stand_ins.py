"""Days that stand for no day: what programs write for "still open" and for nothing at all."""

from __future__ import annotations

import numpy as np

from analytics.intake.values.iso import FIRST, LATE
from analytics.wording import count

_END, _NEVER = np.array(["2100-01-01", "9999-01-01"], dtype="datetime64[us]")
_FAR = 10 * 365  # days between a stand-in for "still open" and any real day
# what Excel, SQL Server, .NET and others write for no day at all
_NO_DAYS = np.array(["1899-12-30", "1899-12-31", "1900-01-01", "1753-01-01", "0001-01-01"], dtype="datetime64[D]")


def stand_ins(stamps: np.ndarray, zero: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Which stamps are days, which stand for none (among them those of `zero`), and how many of them, in words.

    What is neither is out of the range of days.
    """
    # years are made of the few days that are out of the ordinary; NaT is neither
    late, early = stamps >= LATE, stamps < FIRST
    year = stamps[late].astype("datetime64[Y]")
    days = stamps[late].astype("datetime64[D]")
    edge = (days == year.astype("datetime64[D]")) | (days + 1 == (year + 1).astype("datetime64[D]"))
    still_open, far, no_day = np.zeros_like(late), np.zeros_like(late), zero.copy()
    still_open[late] = (days >= _END) & (edge | (days >= _NEVER))
    far[late] = (days < _END) & edge
    no_day[early] |= np.isin(stamps[early].astype("datetime64[D]"), _NO_DAYS)
    read = (stamps >= FIRST) & (stamps < _END)
    near = stamps[read & ~far] if far.any() else stamps[:0]
    if near.size:
        far[far] = (stamps[far].astype("datetime64[D]") - near.max().astype("datetime64[D]")).astype(np.int64) > _FAR
    if near.size or far.sum() > 1:  # more than one: a column of nothing else
        still_open, read = still_open | far, read & ~far
    none = f"{count(int(no_day.sum()), 'cell')} of a date that stands for none" if no_day.any() else ""
    return read, still_open | no_day, [_still_open(stamps[still_open].astype("datetime64[D]")), none]


def _still_open(days: np.ndarray) -> str:
    found, times = np.unique(days, return_counts=True)
    most = sorted(zip(times.tolist(), found.astype(str).tolist(), strict=True), reverse=True)[:3]
    if not most:
        return ""
    return " and ".join(f"{count(number, 'cell')} of {day}" for number, day in most) + " read as still open"
