"""Of which day an export is: what its name says, held against what its rows know."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from analytics.intake.model import Records

_NAMED = re.compile(r"(?<!\d)(20\d\d)([-_.])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_EIGHT_DIGITS = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_MOMENT = re.compile(r"report(\d{13})\.")  # Salesforce writes the moment of export, in milliseconds

_AHEAD = timedelta(days=31)
_QUARTER, _YEAR = timedelta(days=92), timedelta(days=366)


def day_of_export(file_name: str, records: Records, notes: list[str]) -> date | None:
    """The day of an export: the one in its name unless the data is newer, else the newest day in the data.

    People enter closing days ahead.  So these count not at all beside a day in the name, and else only as far as no
    quarter without any day lies before them, unless more than a third lie beyond such a gap.  Eight digits in a name may be any number: they are a day only
    where the data goes up to the quarter before it.  What is doubtful is said in `notes`; the day can always be stated.
    None where neither the name nor the rows know a day.
    """
    happened = _day(records.last_day)
    named, is_sure = _in_name(file_name)
    if named and not is_sure and happened and not happened - _AHEAD <= named <= happened + _QUARTER:
        notes.append(
            f"The digits of {named} in the name of the file are not taken for its day: its data ends {happened}."
        )
        named = None
    if named is None:
        return _newest(happened, records.closings, notes)
    if happened is None or happened <= named <= happened + _YEAR:
        return named
    if named > happened + _YEAR:
        notes.append(
            f"The name of the file says {named}, but its data ends {happened}: of that day the export is taken to be."
        )
        return happened
    if happened > named + _AHEAD:
        # a slip of the pen (created in 2062) would make an old export the newest
        notes.append(f"The name of the file says {named}, but its data goes up to {happened}; the name is believed.")
        return named
    return happened


def _newest(happened: date | None, closings: pd.Series | None, notes: list[str]) -> date | None:
    """The newest day of all, closings far ahead of the others left aside."""
    if closings is None or not (times := closings.value_counts().sort_index().to_dict()):
        return happened
    last = max(times).date()
    known = happened or min(times).date()
    ahead = 0
    for moment, rows in times.items():
        if moment.date() <= known + _QUARTER:
            known = max(known, moment.date())
        else:
            ahead += rows
    if ahead * 3 > sum(times.values()):
        return max(known, last)
    if ahead:
        notes.append(f"Closing days go up to {last}, all else to {known}: of that day the export is taken to be.")
    return known


def _day(moment: pd.Timestamp | None) -> date | None:
    return None if moment is None or pd.isna(moment) else moment.date()


def _in_name(file_name: str) -> tuple[date | None, bool]:
    """The day that a file's name holds, and whether it is surely meant as one."""
    for found in _NAMED.finditer(file_name):
        if day := _real(found[1], found[3], found[4]):
            return day, True
    if found := _MOMENT.search(file_name):
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC).date(), True
    for found in _EIGHT_DIGITS.finditer(file_name):
        if day := _real(*found.groups()):
            return day, False
    return None, False


def _real(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
