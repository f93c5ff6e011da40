"""Is a workbook safe to unpack?  Looked at before any library parses it.

A few kilobytes can unpack to gigabytes, and one cell in the last corner of a sheet makes a reader ask for half a
terabyte and abort.  Every part is unpacked once here, in pieces, with a budget, and nothing is kept.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter

import numpy as np

from analytics import errors
from analytics.wording import one_or_many

MOST_PARTS = 500
MOST_UNPACKED = 200 * 2**20  # bytes, all parts together
MOST_RATIO = 200  # unpacked to packed, for parts over 1 MB: sheets reach about 30
LAST_ROW = 1_000_000
LAST_COLUMN = 1_000
MOST_CELLS = 20_000_000  # rows x columns of one sheet: readers keep the whole rectangle
PIECE = 2**20

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
DAMAGE += (struct.error, IndexError)

# A cell with something in it; an empty one (`<c r="XFD1048576" s="3"/>`) is formatting, and harmless.
COLUMN = re.compile(rb"r=\"([A-Za-z]{1,9})\d{1,9}[\"'][^>]{0,200}+(?<!/)>")
ROW = re.compile(rb"r=\"[A-Za-z]{1,9}(\d{1,9})[\"'][^>]{0,200}+(?<!/)>")
# cells need no reference of their own; then the row's counts
BARE_ROW = re.compile(rb"r=\"(\d{1,9})[\"'][^>]{0,200}+(?<!/)>\s*<(?:\w+:)?c(?:>|\s(?![^>]{0,200}\br\s*=))")
TROUBLES = {
    "formula": re.compile(rb"(?:</f>|<f\b[^>]{0,300}/>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)"),
    "error": re.compile(rb"<c\b[^>]{0,200}\bt=\"e\""),
    "hidden": re.compile(rb"<row\b[^>]{0,300}\bhidden=\"(?:1|true)\"[^>]{0,200}(?<!/)>"),
    "filtered": re.compile(
        rb"<table:table-row\b[^>]{0,300}\btable:visibility=\"(?:filter|collapse)\"[^>]{0,200}(?<!/)>"
    ),
}
BEGINS = {"formula": {"f", "/f"}, "error": {"c"}, "hidden": {"r"}, "filtered": {"t"}}
# what stands in hardly any sheet, and is found at once, where the pattern looks at every cell or row
SAID = {"error": b't="e"', "hidden": b'hidden="', "filtered": b'table:visibility="'}
_HIDDEN = (
    "{} row of the workbook is hidden, perhaps by a filter; it was read like the others.",
    "{} rows of the workbook are hidden, perhaps by a filter; they were read like the others.",
)
NOTES = {
    "hidden": _HIDDEN,
    "filtered": _HIDDEN,
    "formula": (
        "{} cell of the workbook holds a formula without its result and was read as empty; open the file in a spreadsheet program, save it, and upload it again.",
        "{} cells of the workbook hold a formula without its result and were read as empty; open the file in a spreadsheet program, save it, and upload it again.",
    ),
    "error": (
        "{} cell of the workbook holds an error such as #N/A or #REF! and was read as empty.",
        "{} cells of the workbook hold an error such as #N/A or #REF! and were read as empty.",
    ),
}
REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{8,})[\"']")


def check(data: bytes, file_name: str) -> list[str]:
    """Refuse an archive that is damaged, locked or a trap; what people should know of cells that come out empty."""
    troubles: Counter[str] = Counter()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts, file_name)
            budget = MOST_UNPACKED
            for part in parts:
                budget -= _check_part(archive, part, budget, file_name, troubles)
    except errors.SluiceError:  # is a ValueError itself
        raise
    except DAMAGE as trouble:
        raise errors.not_a_table(file_name, "the workbook is damaged or cut off") from trouble
    return [one_or_many(count, *NOTES[trouble]) for trouble, count in troubles.items() if count]


def _check_directory(parts: list[zipfile.ZipInfo], file_name: str) -> None:
    if len(parts) > MOST_PARTS:
        raise errors.too_large(file_name, f"the workbook has {len(parts)} parts")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise errors.too_large(file_name, "unpacked, the workbook takes more than 200 MB")
    for part in parts:
        if part.flag_bits & 0x1:
            raise errors.locked(file_name)
        if part.file_size > 2**20 and part.file_size > MOST_RATIO * part.compress_size:
            raise errors.too_large(file_name, f"its part {part.filename!r} is packed as no workbook is")


def _check_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: int, file_name: str, troubles: Counter[str]
) -> int:
    """The real size of a part; refused where it is not the size it claims, or its content is a trap.

    Adds to `troubles` how many cells of a sheet have no value that could be read.
    """
    claimed, part.file_size = part.file_size, budget + 1  # else zipfile stops at the claimed size, which others do not
    size, last, columns, rows = 0, b"", set(), set()
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            if size == 0 and b"<!DOCTYPE" in piece[:4096].upper():
                raise errors.not_a_table(file_name, f"its part {part.filename!r} holds a document type")
            size += len(piece)
            if size > budget:
                raise errors.too_large(file_name, "unpacked, the workbook takes more than 200 MB")
            seen = last + piece
            is_unusual, has_reference = _how_attributes_are_written(seen)
            if is_unusual:
                seen = re.sub(rb"\br\s*=\s*[\"']", b'r="', seen)
            if is_unusual or has_reference:  # not in a sheet of OpenDocument
                columns.update(COLUMN.findall(seen))
                rows.update(ROW.findall(seen), BARE_ROW.findall(seen))
            if REPEATED.search(seen):
                raise errors.too_large(file_name, "a cell is repeated more often than a sheet has room for")
            begun = _begins_of_elements(seen)
            for trouble, pattern in TROUBLES.items():
                if not BEGINS[trouble] & begun:
                    continue
                if trouble in SAID and SAID[trouble] not in seen:
                    continue
                # what lies in the last bytes of the piece before was counted there
                troubles[trouble] += sum(found.end() > len(last) for found in pattern.finditer(seen))
            last = piece[-400:]
    if size != claimed:
        raise errors.not_a_table(file_name, "the workbook is damaged or cut off")
    check_extent(max(map(int, rows), default=0), max(map(column_number, columns), default=0), file_name)
    return size


def _how_attributes_are_written(text: bytes) -> tuple[bool, bool]:
    """Whether any is written otherwise than as `r="A1"`, with blanks around its sign or in other quotes; whether any is an r."""
    code = np.frombuffer(text, np.uint8)
    at = np.flatnonzero(code == ord("="))
    before, behind = code[at - 1], code[np.minimum(at + 1, len(code) - 1)]
    return bool((before <= ord(" ")).any() or (behind != ord('"')).any()), bool((before == ord("r")).any())


def _begins_of_elements(text: bytes) -> set[str]:
    """The letters with which elements begin, `/` and one more letter of those that end: `<c`, `</f`."""
    code = np.frombuffer(text + b"\0\0", np.uint8)
    at = np.flatnonzero(code == ord("<"))
    first = code[at + 1]
    second = code[at[first == ord("/")] + 2]
    return {chr(each) for each in np.flatnonzero(np.bincount(first))} | {
        f"/{chr(each)}" for each in np.flatnonzero(np.bincount(second))
    }


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """The inverse of `column_number`: A, B ... Z, AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def check_extent(rows: int, columns: int, file_name: str) -> None:
    """Refuse a sheet with cells so far out that no export has them there."""
    letters = column_letters(columns)
    if rows > LAST_ROW:
        raise errors.stray_cell(
            file_name,
            f"a sheet has a cell in row {rows:,}, past row {LAST_ROW:,}",
            f"Delete row {rows:,} of that sheet",
        )
    if columns > LAST_COLUMN:
        what = f"a sheet has a cell in column {letters} (the {columns:,}th), past column {LAST_COLUMN:,}"
        raise errors.stray_cell(file_name, what, f"Delete column {letters} of that sheet")
    if rows * columns > MOST_CELLS:
        what = f"a sheet of {rows:,} rows and {columns:,} columns"
        where = (
            f"If a cell stands far from the table, in row {rows:,} or in column {letters}, delete that row or column"
        )
        raise errors.stray_cell(file_name, what, where)
