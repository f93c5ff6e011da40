"""What dated exports say anew: rows of one deal that say the same in one export after the other are one version of it.

A year of weekly exports repeats almost every row; what follows from them is worked out on the versions alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

# what tells where a row stands, not what it says
_PLACE = {"import_id", "row_number", "deal_key", "is_newest"}


@dataclass(frozen=True)
class Versions:
    """The versions of all deals.

    - `rows`: one row per version, as its last export has it, with

      - `version`: a number; a deal's versions are in the order of time
      - `from_on`, `to_on`: the days of the first and of the last export in which it counts; missing: in none, since
        another export of its days counts instead.  Every export of its CRM in between shows it
      - `previous_on`: the day of the export in which the deal counts before; missing: there is none
    - `of`: the import of each version, a place among the imports
    - `showings`: `import_id`, `row_number` and `version` of every row but the newest of each deal
    """

    rows: pa.Table
    of: np.ndarray
    showings: pa.Table


def versions(
    deals: pa.Table, of: np.ndarray, days: Sequence[date], crms: Sequence[str], order: Sequence[int]
) -> Versions:
    """The versions among the rows of all imports.

    `of`: the import of each row, a place in `days` and `crms`; `order`: these places from the oldest to the newest.
    The newest row of a deal is always a version of its own.  Of one day the newest row counts, else that of the later
    place in `order`, else the row that comes first.
    """
    day = np.array([each.toordinal() for each in days], dtype=np.int32)
    newest = deals["is_newest"].to_numpy(zero_copy_only=False)
    if newest.all():
        number = np.arange(len(deals), dtype=np.int32)
        return Versions(
            _with(deals, number, day[of], day[of], np.zeros(len(deals), np.int32)),
            of,
            _showings(deals, number[:0], number[:0]),
        )
    place = _in_time(deals["deal_key"].to_numpy(), of, day, newest, order)
    key, at, newest = deals["deal_key"].to_numpy()[place], of[place], newest[place]
    is_same = _is_same(deals, place) & (key[1:] == key[:-1]) & _follows(at, day, crms) & ~newest[1:] & ~newest[:-1]
    begins = np.flatnonzero(np.append(True, ~is_same))
    ends = np.append(begins[1:], len(place)) - 1
    number = np.repeat(np.arange(len(begins), dtype=np.int32), ends - begins + 1)
    # the last row of each deal and day
    counts = np.append((key[1:] != key[:-1]) | (day[at[1:]] != day[at[:-1]]), True)
    on = np.where(counts, day[at], 0)
    none = np.iinfo(np.int32).max
    first = np.minimum.reduceat(np.where(counts, on, none), begins)
    last = np.maximum.reduceat(on, begins)
    rows = _with(
        deals.take(pa.array(place[ends])),
        number[ends],
        np.where(first == none, 0, first),
        last,
        _before(key, on)[begins],
    )
    return Versions(rows, of[place[ends]], _showings(deals, place[~newest], number[~newest]))


def _in_time(keys: np.ndarray, of: np.ndarray, day: np.ndarray, newest: np.ndarray, order: Sequence[int]) -> np.ndarray:
    """The rows deal by deal, in time; of one day in the order in which they are overruled."""
    rank = np.empty(len(day), dtype=np.int64)
    rank[list(order)] = np.arange(len(day))
    _, which_day = np.unique(day, return_inverse=True)
    rows = np.arange(len(of))[::-1]
    rows = rows[np.argsort(rank[of[rows]], kind="stable")]
    time = (keys[rows].astype(np.int64) * len(day) + which_day[of[rows]]) * 2 + newest[rows]
    return rows[np.argsort(time, kind="stable")]


def _follows(at: np.ndarray, day: np.ndarray, crms: Sequence[str]) -> np.ndarray:
    """Whether the import of each row but the first is of the CRM of the one before, and of its day or of the next that the CRM has."""
    has_rows = np.unique(at)
    turn = np.zeros(len(day), dtype=np.int64)
    for number, crm in enumerate(sorted({crms[place] for place in has_rows})):
        mine = [place for place in has_rows if crms[place] == crm]
        _, turns = np.unique(day[mine], return_inverse=True)
        turn[mine] = number * (len(day) + 1) + turns  # further apart than two days of one CRM
    turns = turn[at]
    return (turns[1:] - turns[:-1] <= 1) & (turns[1:] >= turns[:-1])


def _is_same(deals: pa.Table, place: np.ndarray) -> np.ndarray:
    """Whether each row but the first says what the one before says, in the order of `place`."""
    same = np.ones(len(place) - 1, dtype=bool)
    for name in deals.column_names:
        column = deals[name].combine_chunks()
        if name in _PLACE or column.null_count == len(column):
            continue
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy()[place]
        same &= codes[1:] == codes[:-1]
    return same


def _before(key: np.ndarray, on: np.ndarray) -> np.ndarray:
    """For each row the day before its own on which its deal counts; 0 where there is none."""
    known = np.append(0, np.maximum.accumulate(key.astype(np.int64) << 32 | on)[:-1])
    return np.where(known >> 32 == key, known & 0xFFFFFFFF, 0)


def _with(rows: pa.Table, number: np.ndarray, first: np.ndarray, last: np.ndarray, before: np.ndarray) -> pa.Table:
    rows = rows.append_column("version", pa.array(number, pa.int32()))
    for name, day in {"from_on": first, "to_on": last, "previous_on": before}.items():
        since_1970 = day.astype(np.int32) - date(1970, 1, 1).toordinal()
        rows = rows.append_column(name, pa.array(since_1970, pa.int32(), mask=day == 0).cast(pa.date32()))
    return rows


def _showings(deals: pa.Table, rows: np.ndarray, number: np.ndarray) -> pa.Table:
    told = deals.select(["import_id", "row_number"]).take(pa.array(rows))
    return told.append_column("version", pa.array(number, pa.int32()))
