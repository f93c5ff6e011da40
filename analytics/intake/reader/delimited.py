"""Delimited text to records.

A quote opens a quoted cell only at the cell's start, and is doubled inside.  If the closing quote is not followed by a
delimiter or the end of the line, or never comes, then the opening quote is text: a stray quote costs one cell, never
the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from analytics import errors
from analytics.intake.reader.heading import best_count

Record = list[str]

DELIMITERS = [",", ";", "\t", "|"]

SAMPLE = 65_536


def records_of(
    text: str, file_name: str, known: Callable[[str], bool], delimiter: str | None = None
) -> tuple[list[Record], str]:
    """Every record of the text, blank ones as `[]` or of empty cells, and the delimiter.

    A first line `sep=;` is a record of its own, with one cell.
    """
    first, text = _split_sep_line(text)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise errors.unknown_option("delimiter", delimiter, [",", ";", "TAB", "|", "or another single character"])
    said = delimiter or (first[4] if first else None)
    if said:
        chosen, records = said, parse(text, said)
    else:
        chosen, records = _choose(text, known)
    return ([[first], *records] if first else records), chosen


def _split_sep_line(text: str) -> tuple[str | None, str]:
    match = re.match(r"\"?(sep=[^\"\r\n])\"?(?:\r\n|\r|\n|\Z)", text, re.I)
    return (match[1], text[match.end() :]) if match else (None, text)


def _choose(text: str, known: Callable[[str], bool]) -> tuple[str, list[Record]]:
    """Choose the delimiter on a sample, prove it on the whole; where it does not hold, choose on the whole."""
    sample = text if len(text) <= SAMPLE else text[: text.rfind("\n", 0, SAMPLE) + 1] or text[:SAMPLE]
    chosen = max(DELIMITERS, key=lambda each: _score(tolerant(sample, each), known))
    records = parse(text, chosen)
    if len(sample) < len(text) and not _holds(records):
        parsed = {each: parse(text, each) for each in DELIMITERS}
        chosen = max(DELIMITERS, key=lambda each: _score(parsed[each], known))
        records = parsed[chosen]
    return chosen, records


def _score(records: list[Record], known: Callable[[str], bool]) -> tuple[int, float]:
    """A delimiter that yields known headings is right whatever the shape of the table; else the shape tells."""
    found = best_count(records, known)
    return (found if found >= 2 else 0), fit(records)


def _holds(records: list[Record]) -> bool:
    widths = Counter(map(len, filter(None, records)))
    width = usual_width(widths)
    return width > 1 and 2 * widths[width] >= widths.total()


def fit(records: list[Record]) -> float:
    """How much records look like a table: the share of the commonest width, more for wider, less for stray quotes."""
    filled = [record for record in records if any(record)]
    if not filled:
        return 0.0
    widths = Counter(map(len, filled))
    width = usual_width(widths)
    stray = sum(any(cell[:1] == '"' for cell in record) for record in filled)
    return widths[width] / len(filled) * (1 - 1 / width) - stray / len(filled) / 2


def usual_width(widths: Counter[int]) -> int:
    """The commonest number of cells of a record; of equally common ones the larger."""
    return max(widths, key=lambda width: (widths[width], width), default=0)


def parse(text: str, delimiter: str) -> list[Record]:
    """The records, by the csv module where the text has no quote trouble (it reads the same and is fast)."""
    try:
        records = strict(text, delimiter)
    except csv.Error:
        return tolerant(text, delimiter, usual_width(Counter(map(len, tolerant(text[:SAMPLE], delimiter)))))
    lines = max(text.count("\n"), text.count("\r"))
    if lines > len(records) and '"' in text:
        width = usual_width(Counter(map(len, records)))
        if any(_swallowed(cell, delimiter, width) for record in records for cell in record if len(cell) > 20):
            return tolerant(text, delimiter, width)
    return records


def strict(text: str, delimiter: str) -> list[Record]:
    """The records of a text without quote trouble; `csv.Error` where there is any."""
    csv.field_size_limit(sys.maxsize)  # a long note is no trouble
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def tolerant(text: str, delimiter: str, width: int = 0) -> list[Record]:
    """The records of any text.  `width`: cells of a usual record, to know swallowed ones by (0: do not look)."""
    records: list[Record] = []
    record: Record = []
    for quoted, plain, end in _cells(text, delimiter, width):
        record.append(quoted.replace('""', '"') if quoted else plain)
        if end != delimiter:
            records.append(record if len(record) > 1 or record[0] else [])
            record = []
    if not records[-1] and not text.endswith('"'):  # after the last line end comes nothing, not a blank record
        records.pop()
    return records


def _cells(text: str, delimiter: str, width: int) -> Iterator[tuple[str, str, str]]:
    """(text in quotes, text without, what ends the cell) of each cell; the end of the text is ''."""
    mark = re.escape(delimiter)
    end = rf"({mark}|\r\n|\r|\n|\Z)"
    plain = rf"([^{mark}\r\n]*+)"
    cell = re.compile(rf'(?:"((?>[^"]+|"")*+)"|{plain}){end}')
    unquoted = re.compile(rf"(){plain}{end}")
    place, pattern = 0, cell
    while True:
        for match in pattern.finditer(text, place):
            quoted, _, ending = found = match.groups("")
            if len(quoted) > 20 and width and _swallowed(quoted, delimiter, width):
                place, pattern = match.start(), unquoted
                break
            yield found
            if not ending:
                return
            if pattern is unquoted:
                place, pattern = match.end(), cell
                break


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a quoted cell holds what must be records: ten lines and more, nearly all as wide as the table.

    That happens when a stray quote at a cell's start meets one at another cell's end far below.
    """
    if width < 3 or cell.count("\n") + cell.count("\r") < 11:
        return False
    inner = re.split(r"\r\n|\r|\n", cell)[1:-1]
    return len(inner) >= 10 and sum(line.count(delimiter) == width - 1 for line in inner) >= 0.8 * len(inner)
