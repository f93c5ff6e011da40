"""Workbooks to records by columns: which sheet, and how a cell is written."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from python_calamine import SheetTypeEnum as Type
from python_calamine import SheetVisibleEnum as Visible

from analytics import errors
from analytics.intake.model import Question
from analytics.intake.reader import archive
from analytics.intake.reader.epoch import counts_from_1904
from analytics.intake.reader.grid import TEXT, Grid
from analytics.intake.reader.heading import DEPTH, best_count, find_heading
from analytics.intake.reader.kind import OLE
from analytics.intake.reader.number_formats import How
from analytics.intake.reader.old_workbook import stream_of
from analytics.intake.reader.shown import shown_cells
from analytics.wording import count

Known = Callable[[str], bool]

MIDNIGHT = datetime.time()
_UNFOLLOWED = (
    "The formats of this workbook could not be followed (it may be older than Excel 97): currencies and percent signs that "
    "they show were not read. Save it as XLSX if the figures below lack them."
)


@dataclass(frozen=True)
class Book:
    """One sheet of a workbook.

    - `grid`: every row of the sheet from its first on, blank ones too
    - `sheet`: its name
    - `merged`: (first, last) cell of each merged area, each (place, column)
    - `is_from_1904`: whether bare numbers that are days count from 1904
    - `notes`, `questions`: what people should know of the other sheets and of cells without a value
    """

    grid: Grid
    sheet: str
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    is_from_1904: bool = False


@dataclass(frozen=True)
class _Candidate:
    """A sheet that may be the one: how many headings in it are known, None where it has no row of headings."""

    sheet: CalamineSheet
    known: int | None

    @property
    def rows(self) -> int:
        return self.sheet.height


def read(data: bytes, file_name: str, known: Known, asked: str | None = None, header_row: int | None = None) -> Book:
    """One sheet of a workbook.

    The sheet asked for; else the visible one with most known headings, of equal ones the first; else the first visible one
    with a heading; hidden ones only where no visible one has a heading.
    """
    notes = archive.check(data, file_name) if data.startswith(b"PK") else []
    with _calamine(file_name), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        chosen, others = _choose(book, file_name, known, asked)
        if data.startswith(OLE):
            notes += [] if stream_of(data) else [_UNFOLLOWED]
        else:  # a row that OpenDocument repeats may be meant to stand beyond the last one, where calamine stops
            archive.check_extent(chosen.sheet.height, 0, file_name)
        hidden = [each.name for each in book.sheets_metadata if each.visible != Visible.Visible]
        rows = chosen.sheet.to_python(skip_empty_area=False)
        grid = _grid(rows, shown_cells(data, chosen.sheet.name, len(rows)))
        merged = chosen.sheet.merged_cell_ranges or ()
    rivals = [each for each in others if chosen.known and each.known == chosen.known] if asked is None else []
    if chosen.sheet.name in hidden:
        notes.append(f"The sheet “{chosen.sheet.name}” that was read is hidden in the workbook.")
    return Book(
        grid, chosen.sheet.name, merged, notes + _told(others), _which_sheet(chosen, rivals), counts_from_1904(data)
    )


def _told(others: list[_Candidate]) -> list[str]:
    """What other sheets hold tables."""
    tables = [
        f"“{each.sheet.name}” ({count(each.rows, 'row')})"
        for each in others
        if each.known is not None and each.rows > 1
    ]
    if not tables:
        return []
    return [f"Sheets of this workbook that were not read: {', '.join(tables[:20])}."]


def _which_sheet(chosen: _Candidate, rivals: list[_Candidate]) -> list[Question]:
    if not rivals:
        return []
    names = [chosen.sheet.name, *(each.sheet.name for each in rivals)]
    listed = " and ".join(f"“{each.sheet.name}” ({count(each.rows, 'row')})" for each in [chosen, *rivals])
    about = f"Which sheet is to be read: {listed}? They have as many known headings. “{names[0]}” was read."
    return [Question(about, "sheet", names, names[0])]


@contextmanager
def _calamine(file_name: str) -> Iterator[None]:
    """Calamine's troubles in our words.  Its panics are no Exceptions, and known by their name only."""
    try:
        yield
    except PasswordError as trouble:
        raise errors.locked(file_name) from trouble
    except errors.SluiceError:
        raise
    except (CalamineError, ValueError, OverflowError, OSError) as trouble:
        raise errors.not_a_table(file_name, "the workbook is damaged, or of a kind that is not known") from trouble
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":
            raise
        raise errors.not_a_table(file_name, "the workbook is damaged, or of a kind that is not known") from trouble


def _choose(
    book: CalamineWorkbook, file_name: str, known: Known, asked: str | None
) -> tuple[_Candidate, list[_Candidate]]:
    """The sheet to read, and the other ones that are visible."""
    tables = [each for each in book.sheets_metadata if each.typ == Type.WorkSheet]
    names = [each.name for each in tables]
    visible = [each.name for each in tables if each.visible == Visible.Visible]
    seen = [_candidate(book, name, known) for name in visible]
    if asked is not None:
        match = asked if asked in names else next((n for n in names if n.casefold() == asked.casefold()), None)
        if match is None:
            raise errors.no_sheet(file_name, asked, names)
        return _candidate(book, match, known), [each for each in seen if each.sheet.name != match]
    best = _best(seen) or _best([_candidate(book, name, known) for name in names if name not in visible])
    if best is None:
        filled = (_candidate(book, name, known) for name in [*visible, *names])
        best = next((each for each in filled if each.sheet.start is not None), None)
    if best is None:
        raise errors.empty_file(file_name)
    return best, [each for each in seen if each.sheet.name != best.sheet.name]


def _candidate(book: CalamineWorkbook, name: str, known: Known) -> _Candidate:
    sheet = book.get_sheet_by_name(name)
    top = list(map(list, zip(*_columns(sheet.to_python(skip_empty_area=False, nrows=DEPTH)), strict=True)))
    return _Candidate(sheet, best_count(top, known) if find_heading(top, known) is not None else None)


def _best(candidates: list[_Candidate]) -> _Candidate | None:
    """Of the sheets with a heading the one with most known headings, of equal ones the first."""
    with_heading = [each for each in candidates if each.known is not None]
    return max(with_heading, key=lambda each: each.known, default=None)


def _grid(rows: list[list[Any]], shown: Mapping[int, Mapping[int, How]]) -> Grid:
    return Grid([pa.chunked_array([column], TEXT) for column in _columns(rows, shown)], {}, len(rows))


def _columns(rows: list[list[Any]], shown: Mapping[int, Mapping[int, How]] = MappingProxyType({})) -> list[list[str]]:
    """Cells as text, by columns: what a date looks like depends on the others in its column."""
    columns = [_column(values) for values in zip(*rows, strict=True)]
    for column, cells in shown.items():
        texts = columns[column] if column < len(columns) else []
        for row, how in cells.items():
            if row < len(texts) and type(rows[row][column]) in (int, float):
                texts[row] = how.text(texts[row])
    return columns


def _column(values: tuple[Any, ...]) -> list[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(values)
    how = _HOW
    if datetime.datetime in kinds:
        values = tuple(map(_to_the_second, values))
        times = any(type(value) is datetime.datetime and value.time() != MIDNIGHT for value in values)
        how = _HOW | (_AT if times else {})
    return [how[type(value)](value) if type(value) in how else "" for value in values]


def _to_the_second(value: Any) -> Any:
    """Times rounded as Excel shows them: it keeps days as fractions, 08:59:59.999 stands for nine o'clock."""
    if isinstance(value, datetime.datetime) and value.microsecond:
        try:
            return (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
        except OverflowError:
            return value
    return value


def _figure(value: float) -> str:
    """Whole numbers have no decimal sign, so that an id stays an id."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)


# type of a cell -> its text; what has no time of day is a day, unless others of its column have one
_HOW = {
    str: str,
    bool: lambda value: "true" if value else "false",
    float: _figure,
    int: str,
    datetime.date: datetime.date.isoformat,
    datetime.datetime: lambda value: value.isoformat()[:10],
    datetime.time: lambda value: value.isoformat("seconds"),
    datetime.timedelta: lambda value: _figure(value.total_seconds()),
}
_AT = {
    datetime.date: lambda value: f"{value.isoformat()} 00:00:00",
    datetime.datetime: lambda value: value.isoformat(" ", "seconds"),
}
