"""Workbooks to records of text: which sheet, and how a cell is written."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from python_calamine import SheetTypeEnum as Type
from python_calamine import SheetVisibleEnum as Visible

from analytics import errors
from analytics.intake.reader import archive
from analytics.intake.reader.heading import DEPTH, best_count, find_heading

Known = Callable[[str], bool]

MIDNIGHT = datetime.time()


def records_of(data: bytes, file_name: str, known: Known, sheet: str | None = None) -> tuple[list[list[str]], str]:
    """Every row of one sheet from its first on, blank ones too, and the sheet's name.

    The sheet asked for; else the visible one with most known headings; else the first visible one with a heading;
    hidden ones only where no visible one has a heading.
    """
    if data.startswith(b"PK"):
        archive.check(data, file_name)
    with _calamine(file_name), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        chosen = _choose(book, file_name, known, sheet)
        return _as_text(chosen.to_python(skip_empty_area=False)), chosen.name


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


def _choose(book: CalamineWorkbook, file_name: str, known: Known, asked: str | None) -> CalamineSheet:
    tables = [each for each in book.sheets_metadata if each.typ == Type.WorkSheet]
    names = [each.name for each in tables]
    if asked is not None:
        match = asked if asked in names else next((n for n in names if n.casefold() == asked.casefold()), None)
        if match is None:
            raise errors.no_sheet(file_name, asked, names)
        return book.get_sheet_by_name(match)
    visible = [each.name for each in tables if each.visible == Visible.Visible]
    best = _best(book, visible, known) or _best(book, [name for name in names if name not in visible], known)
    if best is not None:
        return best
    filled = (found for name in [*visible, *names] if (found := book.get_sheet_by_name(name)).start is not None)
    first = next(filled, None)
    if first is None:
        raise errors.empty_file(file_name)
    return first


def _best(book: CalamineWorkbook, names: list[str], known: Known) -> CalamineSheet | None:
    """Of the sheets with a heading the one with most known headings, of equal ones the first."""
    best, most = None, -1
    for name in names:
        found = book.get_sheet_by_name(name)
        top = _as_text(found.to_python(skip_empty_area=False, nrows=DEPTH))
        count = best_count(top, known)
        if count > most and find_heading(top, known) is not None:
            best, most = found, count
    return best


def _as_text(rows: list[list[Any]]) -> list[list[str]]:
    """Cells as text, by columns: what a date looks like depends on the others in its column."""
    return list(map(list, zip(*map(_column, zip(*rows, strict=True)), strict=True)))


def _column(values: tuple[Any, ...]) -> list[str]:
    if set(map(type, values)) == {str}:
        return list(values)
    values = tuple(map(_to_the_second, values))
    times = any(isinstance(value, datetime.datetime) and value.time() != MIDNIGHT for value in values)
    day = "%Y-%m-%d %H:%M:%S" if times else "%Y-%m-%d"
    return [_text(value, day) for value in values]


def _to_the_second(value: Any) -> Any:
    """Times rounded as Excel shows them: it keeps days as fractions, 08:59:59.999 stands for nine o'clock."""
    if isinstance(value, datetime.datetime) and value.microsecond:
        try:
            return (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
        except OverflowError:
            return value
    return value


def _text(value: Any, day: str) -> str:
    """A cell as text.  Whole numbers have no decimal sign, so that an id stays an id."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
        case int():
            return str(value)
        case datetime.date():  # a datetime too
            return value.strftime(day)
        case datetime.time():
            return value.strftime("%H:%M:%S")
        case datetime.timedelta():
            return _text(value.total_seconds(), day)
    return ""
