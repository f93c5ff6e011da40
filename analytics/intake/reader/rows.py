"""The records below the heading as rows of one width, and what to know of those of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.intake.reader import ragged
from analytics.intake.reader.grid import TEXT, Grid, lengths
from analytics.wording import one_or_many

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Evened:
    """Names and rows of one width; `ragged` and `unfit` as in `RawTable`."""

    names: list[str]
    cells: pd.DataFrame
    ragged: dict[int, int]
    unfit: dict[int, str]
    notes: list[str]


def even_out(grid: Grid, names: list[str], places: np.ndarray, delimiter: str, is_day: Known) -> Evened:
    """The rows, all as wide as the names.

    Where most rows have the same number of cells over, columns lack their heading.  Empty cells over, and missing cells
    under an empty heading, are no trouble.
    """
    columns = [_at(column, places) for column in grid.columns]
    names, notes = _with_counter(columns, names, delimiter, is_day)
    wide, narrow = _of_other_width(grid, columns, names, places)
    joined, unfit = ragged.settle(grid, places, wide, narrow, list(map(is_day, names)), delimiter)
    if joined:
        notes.append(_joined(joined, delimiter))
    elif wide and not unfit:
        names, said = _with_unnamed(columns, names)
        notes += said
        wide, narrow = _of_other_width(grid, columns, names, places)
    width = len(names)
    columns = columns[:width] + [pa.chunked_array([pa.nulls(len(places), TEXT).fill_null("")])] * (width - len(columns))
    frame = {number: pd.array(column, dtype="str") for number, column in enumerate(columns)}
    cells = pd.DataFrame(frame, index=pd.Index(places + 1), copy=False)
    if over := sorted(wide.keys() - joined.keys()):
        texts = [delimiter.join(record[width - 1 :]) for record in grid.records(over)]
        cells.loc[[place + 1 for place in over], width - 1] = texts
    for number, texts in enumerate(zip(*joined.values(), strict=True)):
        cells.loc[[place + 1 for place in joined], number] = texts
    others = {place + 1: count for place, count in sorted((wide | narrow).items()) if place not in joined}
    return Evened(names, cells, others, {place + 1: why for place, why in sorted(unfit.items())}, notes)


def _of_other_width(
    grid: Grid, columns: list[pa.ChunkedArray], names: list[str], places: np.ndarray
) -> tuple[dict[int, int], dict[int, int]]:
    """The places of the rows with cells over, and of those with too few; the number of cells of each."""
    width = len(names)
    over = np.zeros(len(places), bool)
    for column in columns[width:]:
        over |= lengths(column) > 0
    needed = max((place for place, name in enumerate(names, 1) if name), default=0)
    wide = dict.fromkeys(places[over].tolist(), grid.width)
    narrow = dict.fromkeys(places.tolist(), grid.width) if grid.width < needed else {}
    here = set(places.tolist()) if grid.odd else set()
    for place in here & grid.odd.keys():
        wide.pop(place, None)
        narrow.pop(place, None)
        count = len(grid.odd[place])
        if count < needed:
            narrow[place] = count
        elif any(grid.odd[place][width:]):
            wide[place] = count
    return wide, narrow


def _joined(joined: dict[int, list[str]], delimiter: str) -> str:
    some = ", ".join(str(place + 1) for place in list(joined)[:6])
    return one_or_many(
        len(joined),
        f"{{}} row has more cells than headings, because a “{delimiter}” stands in a name or an amount without quotes; its cells fit the columns in one way only and were joined so (row {some}).",
        f"{{}} rows have more cells than headings, because a “{delimiter}” stands in a name or an amount without quotes; their cells fit the columns in one way only and were joined so (rows {some}).",
    )


def _at(column: pa.ChunkedArray, places: np.ndarray) -> pa.ChunkedArray:
    """The cells at places in rising order; not copied where there are no gaps."""
    if places[-1] - places[0] + 1 == len(places):
        return column.slice(places[0], len(places))
    return column.take(pa.array(places))


def _with_counter(
    columns: list[pa.ChunkedArray], names: list[str], delimiter: str, is_day: Known
) -> tuple[list[str], list[str]]:
    """The names with an empty one in front where every row begins with its number, and what to know of it.

    Not where ids of deals count up: then the headings of days do not stand one column before the days, or the amounts have
    commas.
    """
    if len(columns) != len(names) + 1 or not names[0] or not _lacks_names(columns):
        return names, []
    records = list(map(list, zip(*(column.slice(0, 1000).to_pylist() for column in columns), strict=True)))
    days = list(map(is_day, names))
    if not _counts_up([record[0] for record in records]) or not ragged.has_days(records, days, shift=1):
        return names, []
    joined = ragged.joins(records, days, delimiter) if records[0][0] == "1" else []
    if joined and all(new[0] == old[0] for new, old in zip(joined, records, strict=True)):
        return names, []
    return ["", *names], [
        "The first cell of every row is a running number without a heading; the headings are those of the cells after it."
    ]


def _with_unnamed(columns: list[pa.ChunkedArray], names: list[str]) -> tuple[list[str], list[str]]:
    """The names with empty ones for columns that most rows have beyond them, and what to know of it."""
    more = len(columns) - len(names)
    if more <= 0 or not _lacks_names(columns):
        return names, []
    note = f"The rows have {len(columns)} cells but there are {len(names)} headings; check that their values stand in the right columns."
    return [*names, *[""] * more], [note]


def _lacks_names(columns: list[pa.ChunkedArray]) -> bool:
    return len(columns[0]) > 1 and float(np.mean(lengths(columns[-1]) > 0)) > 0.5


def _counts_up(texts: list[str]) -> bool:
    """Whether texts are 0, 1, 2, ... or 1, 2, 3, ..."""
    return any(texts == [str(number) for number in range(first, first + len(texts))] for first in (0, 1))
