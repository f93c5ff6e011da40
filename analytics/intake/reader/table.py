"""Records to the one table that is in them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analytics import errors
from analytics.intake.model import Furniture, RawTable
from analytics.intake.reader import furniture
from analytics.intake.reader.heading import clean, find_heading, trim


def table_of(
    records: list[list[str]],
    file_name: str,
    known: Callable[[str], bool],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> RawTable:
    """Every record is the heading, or a row of `cells`, or a piece of `furniture`; the first of the file is row 1."""
    if not any(map(trim, records)):
        raise errors.empty_file(file_name)
    heading = find_heading(records, known)
    if heading is None:
        raise errors.no_heading(file_name, sheet)
    marks = furniture.mark(records, heading)
    places = [place for place in range(heading + 1, len(records)) if place not in marks]
    if not places:
        raise errors.empty_file(file_name)
    rows, ragged = _even_out(records, places, records[heading], delimiter or " ")
    return RawTable(
        headings=[clean(cell) for cell in records[heading]],
        cells=_frame(rows, [place + 1 for place in places]),
        furniture=[Furniture(place + 1, marks[place], _shown(records[place])) for place in sorted(marks)],
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        header_row=heading + 1,
        ragged=ragged,
    )


def _even_out(
    records: list[list[str]], places: list[int], names: list[str], delimiter: str
) -> tuple[list[list[str]], dict[int, int]]:
    """The rows all as wide as the heading, and the row numbers of those with too few or too many cells.

    Cells over are joined onto the last one: which delimiter should have been quoted, nobody knows.  Empty cells over,
    and missing cells under an empty heading, are no trouble.
    """
    width = len(names)
    needed = max(place for place, name in enumerate(names, 1) if name.strip())
    rows, ragged = [], {}
    for place in places:
        row = records[place]
        if len(row) < width:
            if len(row) < needed:
                ragged[place + 1] = len(row)
            row = [*row, *[""] * (width - len(row))]
        elif len(row) > width:
            if any(row[width:]):
                ragged[place + 1] = len(row)
                row = [*row[: width - 1], delimiter.join(row[width - 1 :])]
            row = row[:width]
        rows.append(row)
    return rows, ragged


def _frame(rows: list[list[str]], numbers: list[int]) -> pd.DataFrame:
    columns = {place: pd.array(column, dtype="str") for place, column in enumerate(zip(*rows, strict=True))}
    return pd.DataFrame(columns, index=pd.Index(numbers), copy=False)


def _shown(record: list[str]) -> str:
    """The first filled cells of a record, shortened."""
    filled = [" ".join(cell[:200].split()) for cell in record if cell.strip()]
    text = " | ".join(filled[:3])
    return text if len(text) <= 80 else text[:79] + "…"
