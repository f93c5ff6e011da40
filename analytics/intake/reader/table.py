"""The records of a file to the one table that is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import errors
from analytics.intake.model import Furniture, RawTable
from analytics.intake.reader import below, furniture, groups, ragged
from analytics.intake.reader.furniture import Marks
from analytics.intake.reader.grid import TEXT, Grid, lengths
from analytics.intake.reader.heading import DEPTH, Heading, find_heading, heading_in
from analytics.intake.reader.sums import bare_sums
from analytics.wording import one_or_many

Known = Callable[[str], bool]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]

MOST_COLUMNS = 10_000
LONGEST_HEADING = 1_000


@dataclass(frozen=True)
class Evened:
    """Names and rows of one width; `ragged` and `unfit` as in `RawTable`."""

    names: list[str]
    cells: pd.DataFrame
    ragged: dict[int, int]
    unfit: dict[int, str]
    notes: list[str]


def table_of(
    grid: Grid,
    file_name: str,
    known: Known,
    *,
    delimiter: str = " ",
    sheet: str | None = None,
    header_row: int | None = None,
    merged: Merged = (),
    is_day: Known = lambda heading: False,
) -> RawTable:
    """Every record is the heading, or a row of `cells`, or a piece of `furniture`; the first of the file is row 1.

    `merged`: (first, last) cell of the merged areas of a sheet, each (place, column).
    """
    if not len(grid.labels[0]):
        raise errors.empty_file(file_name)
    heading = _heading(grid, file_name, known, sheet, header_row)
    marks, notes = _furniture(grid, heading, known)
    titles = groups.find_titles(grid, heading, marks)
    marks |= dict.fromkeys(titles, "group title")
    first_named = next((column for column, name in enumerate(heading.names) if name), 0)
    usual = furniture.usual_fill(grid, heading, marks)
    marks |= dict.fromkeys(bare_sums(grid, heading.place + 1, first_named, marks, usual), "total")
    body = np.ones(grid.size, bool)
    body[[*marks, heading.place]] = False
    if not body.any():
        raise errors.empty_file(file_name)
    rows = _even_out(grid, heading.names, np.flatnonzero(body), delimiter, is_day)
    names, cells = rows.names, rows.cells
    notes += rows.notes
    notes += _fill(cells, names, marks, merged, heading.place)
    for name, values in zip(*_title_columns(cells, names, titles), strict=True):
        notes.append(f"The rows stand under group titles; these are kept as the column “{name}”.")
        cells[len(names)] = values
        names = [*names, name]
    return RawTable(
        headings=names,
        cells=cells,
        furniture=_pieces(grid, marks),
        encoding=None,
        delimiter=None,
        sheet=sheet,
        header_row=heading.place + 1,
        ragged=rows.ragged,
        unfit=rows.unfit,
        notes=notes,
    )


def _heading(grid: Grid, file_name: str, known: Known, sheet: str | None, header_row: int | None) -> Heading:
    if header_row is None:
        heading = find_heading(grid.head(DEPTH), known)
    else:
        start = max(header_row - 2, 0)
        rows = grid.records(range(start, min(header_row + 1, grid.size)))
        heading = heading_in(rows, header_row - 1 - start, known)
        heading = heading and replace(
            heading, place=heading.place + start, beside=tuple(place + start for place in heading.beside)
        )
    if heading is None:
        raise errors.no_heading(file_name, sheet, header_row)
    if len(heading.names) > MOST_COLUMNS:
        raise errors.too_large(file_name, f"it has {len(heading.names):,} columns; {MOST_COLUMNS:,} can be read")
    longest = max(heading.names, key=len)
    if len(longest) > LONGEST_HEADING:
        raise errors.bad_heading(file_name, sheet, heading.place + 1, longest[:40], len(longest))
    return heading


def _furniture(grid: Grid, heading: Heading, known: Known) -> tuple[Marks, list[str]]:
    marks = furniture.mark(grid, heading)
    usual = furniture.usual_fill(grid, heading, marks)
    notes = []
    for start, end in below.other_tables(grid, heading, marks, known, usual):
        rows = [place for place in range(start, end) if marks.get(place) != "blank"]
        marks |= dict.fromkeys(rows, "second table")
        shown = _shown(grid.record(start))
        notes.append(
            f"Below the table stands another one (row {start + 1}: {shown}); its {len(rows)} rows were not read."
        )
    return marks, notes


def _even_out(grid: Grid, names: list[str], places: np.ndarray, delimiter: str, is_day: Known) -> Evened:
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


def _fill(cells: pd.DataFrame, names: list[str], marks: Marks, merged: Merged, heading: int) -> list[str]:
    """Fill cells that stand for those above them; the notes on it."""
    filled = groups.fill_down(cells, names, marks)
    for (top, column), (bottom, _) in merged:
        if heading < top < bottom and column < len(names) and top + 1 in cells.index:
            rows = cells.index[(cells.index > top + 1) & (cells.index <= bottom + 1)]
            rows = rows[(cells.loc[rows, column] == "").to_numpy()]
            cells.loc[rows, column] = cells.at[top + 1, column]
            filled[column] = filled.get(column, 0) + len(rows)
    return [
        f"“{names[column]}” stands only in the first row of each group; it was filled down into {count} rows."
        for column, count in filled.items()
        if count
    ]


def _title_columns(cells: pd.DataFrame, names: list[str], titles: dict) -> tuple[list[str], list[pd.Series]]:
    values = groups.title_columns(cells, titles)
    return groups.names_with_titles(names, len(values)), values


def _pieces(grid: Grid, marks: Marks) -> list[Furniture]:
    places = sorted(marks)
    told = [place for place in places if marks[place] != "blank"]
    pieces = [
        Furniture(place + 1, marks[place], _shown(record))
        for place, record in zip(told, grid.records(told), strict=True)
    ]
    blank = np.array([place for place in places if marks[place] == "blank"], np.int64)
    for block in np.split(blank, np.flatnonzero(np.diff(blank) > 1) + 1) if len(blank) else ():
        first, last = int(block[0]) + 1, int(block[-1]) + 1
        pieces.append(Furniture(first, "blank", to=last if last > first else None))
    return sorted(pieces, key=lambda each: each.row)


def _shown(record: list[str]) -> str:
    """The first filled cells of a record, shortened."""
    filled = [" ".join(cell[:200].split()) for cell in record if cell.strip()]
    text = " | ".join(filled[:3])
    return text if len(text) <= 80 else text[:79] + "…"
