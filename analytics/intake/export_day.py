"""Of which day an export is: what its name says, held against what its rows know."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.model import Records
from analytics.intake.recognise import is_modified
from analytics.wording import one_or_many

_NAMED = re.compile(r"(?<!\d)(20\d\d)([-_.])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_EIGHT_DIGITS = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_MOMENT = re.compile(r"report(\d{13})\.")  # Salesforce writes the moment of export, in milliseconds

_A_DAY, _AHEAD = timedelta(days=1), timedelta(days=31)
_QUARTER, _YEAR = timedelta(days=92), timedelta(days=366)


def day_of_export(
    file_name: str,
    records: Records,
    notes: list[str],
    written_on: date | None = None,
    told: tuple[date, str] | None = None,
) -> date | None:
    """The day of an export: the one in its name, else in a line around its table (`told`, with its words), unless the data
    is newer, else the newest day in the data.

    A name is not believed where a line of the file itself says a later day, or where as much as usual went on happening
    for more than a month after it.  A few days later than that are slips of the pen, or were entered ahead.

    People enter closing days ahead.  So these count not at all beside a day in the name or beyond the day on which the
    file was written, and else only as far as no quarter without any day lies before them, unless more than a third lie
    beyond such a gap.  What programs
    write by themselves, the day of the last modification, counts like anything that happened.  Eight digits in a name may
    be any number: they are a day only where the data goes up to the quarter before it.  What is doubtful is said in
    `notes`; the day can always be stated.  None where neither the name nor the rows know a day.
    """
    happened = max(filter(None, (_happened(records, notes, written_on), _day(records.modified))), default=None)
    named, is_sure = _in_name(file_name)
    known = _until(named, happened, records.closings) if named else happened
    if named and not is_sure and known and not known - _AHEAD <= named <= known + _QUARTER:
        notes.append(f"The digits of {named} in the name of the file are not taken for its day: its data ends {known}.")
        named = None
    says = "The name of the file says"
    if named and told and named + _A_DAY < told[0] <= (known or told[0]) + _YEAR:
        notes.append(f"{says} {named}, but a line of the file a later day: the line is believed.")
        named = None
    elif named and known and known > named + _AHEAD and (later := _went_on(named, records, written_on)):
        notes.append(
            f"{says} {named}, but {later} days of its rows are later, up to {known}: the name is not believed."
        )
        named = told = None  # a line that is no later than the name is denied likewise
    if named is None and told:
        named, says = told[0], f"A line of the file says “{told[1]}”, that is"
        known = _until(named, happened, records.closings)
        if known is None or known <= named <= known + _YEAR:
            notes.append(f"{says} {named}: the day of the export.")
    if named is None:
        return _newest(happened, records.closings, notes, written_on)
    if known is None or known <= named <= known + _YEAR:
        return named
    if named > known + _YEAR:
        notes.append(f"{says} {named}, but its data ends {known}: of that day the export is taken to be.")
        return known
    if known > named + _AHEAD:
        # a slip of the pen (created in 2062) would make an old export the newest
        believed = "the line" if told and named == told[0] else "the name"
        notes.append(f"{says} {named}, but its data goes up to {known}; {believed} is believed.")
        return named
    if known > named + _A_DAY:
        notes.append(f"{says} {named}, but its data goes up to {known}: of that day the export is taken to be.")
    return known


def _happened(records: Records, notes: list[str], written_on: date | None) -> date | None:
    """The newest day on which something had happened; days after the one on which the file was written are slips of the pen
    where they are few, and said."""
    columns = [pd.to_datetime(each) for each in records.happened]
    last = max(filter(None, (_day(each.max()) for each in columns)), default=None)
    if last is None or written_on is None or last <= written_on + _A_DAY:
        return last
    latest = pd.Timestamp(written_on) + 2 * _A_DAY
    so_far = [each[each < latest] for each in columns]
    ahead = sum(int(each.count()) for each in columns) - sum(map(len, so_far))
    if 2 * ahead > sum(map(len, so_far)):
        notes.append(
            f"The data goes up to {last}, but the file was written on {written_on}: check the dates, or state the day of the export."
        )
        return last
    notes.append(
        one_or_many(
            ahead,
            f"{{}} day on which something should have happened is still to come ({last}): the day of the export does not follow from it.",
            f"{{}} days on which something should have happened are still to come (up to {last}): the day of the export does not follow from them.",
        )
    )
    return max(filter(None, (_day(each.max()) for each in so_far)))


def _went_on(named: date, records: Records, written_on: date | None) -> int:
    """How many days of the rows are later than the day in the name, 0 where no more than slips of the pen or days ahead:
    one, or at a rate of less than a quarter of that before it, up to the middle one of them."""
    moments = pd.concat([pd.to_datetime(each) for each in records.happened] or [pd.Series(dtype="datetime64[s]")])
    end = pd.Timestamp(named) + _A_DAY
    later = moments[moments >= end + _A_DAY]
    if written_on and written_on > named:
        later = later[later < pd.Timestamp(written_on) + 2 * _A_DAY]
    before = moments[(moments < end) & (moments >= end - (later.median() - end))]
    return len(later) if len(later) > 1 and 2 * len(later) > len(before) else 0


def last_modified(columns: Columns) -> pd.Timestamp | None:
    """The newest day of the columns in which a program writes when it last changed a row; None where there is none."""
    newest = modified_at(columns).max()
    return newest if pd.notna(newest) else None


def modified_at(columns: Columns) -> pd.Series:
    """When each row was last changed, by the columns in which a program writes that; of several the newest."""
    kind = columns.recognition.kind
    told = [
        columns.without_notes(column)
        for column, heading in enumerate(columns.raw.headings)
        if is_modified(heading, kind)
    ]
    if not told:
        return pd.Series(pd.NaT, index=columns.raw.cells.index, dtype="datetime64[s]")
    return pd.concat(told, axis="columns").max(axis="columns")


def _until(named: date, happened: date | None, closings: pd.Series | None) -> date | None:
    """The newest day that something happened or closed, closings after the day in the name aside."""
    closed = pd.Series(dtype="datetime64[s]") if closings is None else closings
    closed = closed[closed <= pd.Timestamp(named)]
    return max(filter(None, (happened, _day(closed.max()) if happened else None)), default=None)


def _newest(
    happened: date | None, closings: pd.Series | None, notes: list[str], written_on: date | None = None
) -> date | None:
    """The newest day of all, closings that are to come, or far ahead of the others, left aside."""
    if closings is None or not (times := closings.value_counts().sort_index().to_dict()):
        return happened
    # a clock that stood behind the data tells nothing; days begin up to a day apart
    latest = written_on + _A_DAY if written_on and written_on >= (happened or written_on) else date.max
    to_come = {moment: rows for moment, rows in times.items() if moment.date() > latest}
    if to_come:
        last = max(to_come).date()
        notes.append(
            one_or_many(
                sum(to_come.values()),
                f"{{}} closing day is still to come ({last}): the day of the export does not follow from it.",
                f"{{}} closing days are still to come (up to {last}): the day of the export does not follow from them.",
            )
        )
    times = {moment: rows for moment, rows in times.items() if moment not in to_come}
    if not times:
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
