"""The records of a file to the one table that is in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import pandas as pd

from analytics import errors
from analytics.intake.model import Furniture, RawTable, Subitems
from analytics.intake.reader import below, beside, foot, furniture, groups, subitems, sums
from analytics.intake.reader.furniture import Marks
from analytics.intake.reader.grid import Grid
from analytics.intake.reader.heading import DEPTH, Heading, find_heading, heading_in
from analytics.intake.reader.rows import even_out
from analytics.intake.reader.sections import Title
from analytics.wording import count, one_or_many

Known = Callable[[str], bool]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]

MOST_COLUMNS = 10_000
LONGEST_HEADING = 1_000
_IN_TOTALS = 8  # cells of a total row that are kept: one of them is the amount


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
    grid, heading, aside = beside.leave_out(grid, heading, known)
    marks, titles, parts, notes = _furniture(grid, heading, known)
    notes = [*aside, *notes]
    body = np.ones(grid.size, bool)
    body[[*marks, heading.place]] = False
    if not body.any():
        raise errors.empty_file(file_name, _around(grid, heading, marks))
    rows = even_out(grid, heading.names, np.flatnonzero(body), delimiter, is_day)
    names, cells = rows.names, rows.cells
    notes += rows.notes
    notes += _fill(cells, names, marks, merged, heading.place)
    own = next((column for column, name in enumerate(names) if name), 0)
    new_names, values = _title_columns(cells, names, titles)
    if len(values) == 1 and (cells[own] == "").all():  # titles in a column of their own: Owner, before Deal
        cells[own] = values[0]
        notes.append(f"“{names[own]}” stands in rows of its own, above those of its group; it was filled down.")
    else:
        notes += [f"The rows stand under group titles; these are kept as the column “{name}”." for name in new_names]
        for name, texts in zip(new_names, values, strict=True):
            cells[len(names)] = texts
            names = [*names, name]
    return RawTable(
        headings=names,
        cells=cells,
        furniture=_pieces(grid, {place: why for place, why in marks.items() if why != sums.SUBITEM}),
        encoding=None,
        delimiter=None,
        sheet=sheet,
        header_row=heading.place + 1,
        ragged=rows.ragged,
        unfit=rows.unfit,
        notes=notes,
        titled=len(names) - len(rows.names),
        subitems=parts,
    )


def _heading(grid: Grid, file_name: str, known: Known, sheet: str | None, header_row: int | None) -> Heading:
    if header_row is None:
        heading = find_heading(grid.head(DEPTH), known)
    else:
        start = max(header_row - 3, 0)
        rows = grid.records(range(start, min(header_row + 2, grid.size)))
        heading = heading_in(rows, header_row - 1 - start, known)
        heading = heading and replace(
            heading, place=heading.place + start, beside=tuple(place + start for place in heading.beside)
        )
    if heading is None:
        raise errors.no_heading(file_name, sheet, header_row, _seen(grid, header_row), _between(grid))
    if len(heading.names) > MOST_COLUMNS:
        raise errors.too_large(file_name, f"it has {len(heading.names):,} columns; {MOST_COLUMNS:,} can be read")
    longest = max(heading.names, key=len)
    if len(longest) > LONGEST_HEADING:
        raise errors.bad_heading(file_name, sheet, heading.place + 1, longest[:40], len(longest))
    return heading


def _seen(grid: Grid, header_row: int | None) -> str:
    """What stands where the headings should: in the row stated, else at the beginning."""
    if header_row is None:
        rows = [shown for record in grid.head(DEPTH) if (shown := _shown(record))]
        return "; ".join(rows[:3])
    if header_row > grid.size:
        return f"the last row is {grid.size:,}"
    return _shown(grid.record(header_row - 1)) or "it is blank"


_SIGNS = re.compile(r"[^\w\s\"'.\-]")


def _between(grid: Grid) -> str | None:
    """Of records of one cell each, the sign that stands in each of them as often; None where that tells nothing."""
    records = [[cell for cell in record if cell.strip()] for record in grid.head(DEPTH)]
    lines = [record[0][:LONGEST_HEADING] for record in records if record and record[0][:4].casefold() != "sep="]
    if len(lines) < 2 or any(len(record) > 1 for record in records):
        return None
    first, *others = [Counter(_SIGNS.findall(line)) for line in lines]
    alike = {sign: number for sign, number in first.items() if all(each[sign] == number for each in others)}
    return max(alike, key=alike.__getitem__, default=None)


def _around(grid: Grid, heading: Heading, marks: Marks) -> str:
    """The headings of a table without rows, and why the records below them are none."""
    below = Counter(why for place, why in marks.items() if place > heading.place and why != "blank")
    others = "".join(f"; below: {count(number, 'row')}, {why}" for why, number in below.items())
    return f"row {heading.place + 1}: {_shown(heading.names)}{others}"


def _furniture(
    grid: Grid, heading: Heading, known: Known
) -> tuple[Marks, dict[int, Title], Subitems | None, list[str]]:
    """Why each record that is no row is none, the titles of groups and the subitems among them, and what to know of it."""
    marks = furniture.mark(grid, heading)
    notes = []
    blocks = subitems.find(grid, heading, marks)
    parts = subitems.read(grid, heading, marks, blocks)
    marks |= dict.fromkeys(chain(*blocks), sums.SUBITEM) | {block[0]: sums.OF_SUBITEMS for block in blocks}
    usual = furniture.usual_fill(grid, heading, marks)
    for start, end in below.other_tables(grid, heading, marks, known, usual):
        rows = [place for place in range(start, end) if marks.get(place) != "blank"]
        marks |= dict.fromkeys(rows, "second table")
        shown = _shown(grid.record(start))
        notes.append(
            f"Below the table stands another one (row {start + 1}: {shown}); {one_or_many(len(rows), 'its row was', 'its {} rows were')} not read."
        )
    titles = groups.find_titles(grid, heading, marks, usual)
    marks |= dict.fromkeys(titles, "group title")
    first_named = next((column for column, name in enumerate(heading.names) if name), 0)
    usual = furniture.usual_fill(grid, heading, marks)
    marks |= dict.fromkeys(sums.bare_sums(grid, heading.place + 1, first_named, marks, usual), "total")
    if rows := foot.mark(grid, heading, marks, usual):
        marks |= dict.fromkeys(rows, "below the table")
        notes.append(
            f"{count(len(rows), 'row')} below the deals {'tells' if len(rows) == 1 else 'tell'} of none and {'was' if len(rows) == 1 else 'were'} not read (row {rows[0] + 1}: {_shown(grid.record(rows[0]))})."
        )
    return marks, titles, parts, notes


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
        f"“{names[column]}” stands only in the first row of each group; it was filled down into {count(rows, 'row')}."
        for column, rows in filled.items()
        if rows
    ]


def _title_columns(
    cells: pd.DataFrame, names: list[str], titles: dict[int, Title]
) -> tuple[list[str], list[pd.Series]]:
    values = groups.title_columns(cells, titles)
    return groups.names_with_titles(names, len(values)), values


def _pieces(grid: Grid, marks: Marks) -> list[Furniture]:
    places = sorted(marks)
    told = [place for place in places if marks[place] != "blank"]
    pieces = [
        Furniture(place + 1, marks[place], _shown(record, _IN_TOTALS if marks[place] == "total" else 3))
        for place, record in zip(told, grid.records(told), strict=True)
    ]
    blank = np.array([place for place in places if marks[place] == "blank"], np.int64)
    for block in np.split(blank, np.flatnonzero(np.diff(blank) > 1) + 1) if len(blank) else ():
        first, last = int(block[0]) + 1, int(block[-1]) + 1
        pieces.append(Furniture(first, "blank", to=last if last > first else None))
    return sorted(pieces, key=lambda each: each.row)


def _shown(record: list[str], most: int = 3) -> str:
    """The first filled cells of a record, shortened."""
    filled = [" ".join(cell[:200].split()) for cell in record if cell.strip()]
    text = " | ".join(filled[:most])
    return text if len(text) <= 80 else text[:79] + "…"
