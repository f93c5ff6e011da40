"""Delimited text to records by columns: the clean way where the text is certainly clean, else the tolerant one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics import errors
from analytics.intake.reader import clean, tolerant
from analytics.intake.reader.clean import LINE_END
from analytics.intake.reader.dialect import Fit, checked, choose
from analytics.intake.reader.grid import Grid, holding
from analytics.intake.reader.swallowed import Judge
from analytics.intake.reader.tolerant import Dialect
from analytics.wording import one_or_many

Known = Callable[[str], bool]

SAMPLE = 262_144
MOST_COLUMNS = 10_000
WRAPPED = re.compile(r'"((?:[^"]|"")*+)"')
WRAPPED_LINE = re.compile(r'(?m)^"((?:[^"]|"")*+)"(?=\r?$)')


@dataclass(frozen=True)
class Delimited:
    """The records of a text, its dialect, and what people should know of how it was read."""

    grid: Grid
    dialect: Dialect
    notes: list[str] = field(default_factory=list)


def read(text: bytes, known: Known, file_name: str, delimiter: str | None = None) -> Delimited:
    """Every record of a text in UTF-8.  A first line `sep=;` is a record of its own, with one cell."""
    first, text = _split_sep_line(text)
    text, notes = _without_wrapping(text, known)
    said = checked(delimiter) if delimiter else (first[4:] if first else None)
    dialect = choose(text, known, said)
    found = _read(text, dialect, known, file_name)
    if said is None and not _holds(found.grid):
        dialect = choose(text, known, None, whole=True)
        found = found if dialect == found.dialect else _read(text, dialect, known, file_name)
    if first:
        grid = found.grid
        columns = [
            pa.chunked_array([pa.array([cell], column.type), *column.chunks])
            for cell, column in zip([first, *[""] * grid.width], grid.columns, strict=False)
        ]
        odd = {0: [first]} | {place + 1: record for place, record in grid.odd.items()}
        found = replace(found, grid=Grid(columns, odd, grid.size + 1))
    return replace(found, notes=[*notes, *found.notes])


def _split_sep_line(text: bytes) -> tuple[str | None, bytes]:
    match = re.match(rb"\"?(sep=[^\"\r\n])\"?(?:\r\n|\r|\n|\Z)", text[:20], re.I)
    return (match[1].decode(), text[match.end() :]) if match else (None, text)


def _without_wrapping(text: bytes, known: Known) -> tuple[bytes, list[str]]:
    """The text without the quotes around whole lines, as spreadsheets write them that took each line for one cell.

    Proven by most lines being one cell in quotes, in which there is a table of three columns and more.
    """
    if b'"' not in text[:SAMPLE]:
        return text, []
    lines = [line for line in text[:SAMPLE].decode("utf-8", "ignore").splitlines()[:1000] if line.strip()]
    wrapped = [match for match in map(WRAPPED.fullmatch, lines) if match]
    if len(wrapped) < max(2, 0.8 * (len(lines) - 1)):
        return text, []
    inner = "\n".join(match[1].replace('""', '"') for match in wrapped)
    dialect = choose(inner.encode(), known, None)
    fit = Fit(dialect, known, tolerant.records(inner, dialect))
    if fit.width < 3 or fit.share < 0.8:
        return text, []
    bare = WRAPPED_LINE.sub(lambda match: match[1].replace('""', '"'), text.decode())
    return bare.encode(), [
        "Whole lines of the file stand in quotes, as if each were one cell; these quotes were taken off."
    ]


def _read(text: bytes, dialect: Dialect, known: Known, file_name: str) -> Delimited:
    start = text if len(text) <= SAMPLE else text[: text.rfind(b"\n", 0, SAMPLE) + 1] or text[:SAMPLE]
    sample = list(tolerant.records(start.decode("utf-8", "ignore"), dialect))
    width = max(Fit(dialect, known, sample).width, 1)
    if width > MOST_COLUMNS:
        raise errors.too_large(file_name, f"its rows have {width:,} cells; {MOST_COLUMNS:,} can be read")
    judge = Judge(sample, dialect.delimiter, width)
    grid = clean.read(text, dialect, width)
    if grid is not None:
        verdicts = _verdicts(text, dialect, grid, judge)
        if "records" not in verdicts.values():
            return Delimited(grid, dialect, _doubts(verdicts))
    opened: list[int] = []

    def opens(cell: str, column: int) -> bool:
        if judge(cell, column):
            opened.append(column)
            return True
        return False

    grid = Grid.of_records(tolerant.records(text.decode(), dialect, opens), width)
    notes = _doubts(_verdicts(text, dialect, grid, judge))
    if opened:
        notes.append(
            one_or_many(
                len(opened),
                "{} quote that nothing closes in its own row was taken as text, so that the rows below it are read as rows.",
                "{} quotes that nothing closes in their own row were taken as text, so that the rows below them are read as rows.",
            )
        )
    return Delimited(grid, dialect, notes)


def _verdicts(text: bytes, dialect: Dialect, grid: Grid, judge: Judge) -> dict[int, str]:
    """What the judge says of the cells over several lines that are not plainly text, by place."""
    if dialect.quote.encode() not in text:
        return {}
    found = {}
    for number, column in enumerate(grid.columns):
        places = holding(column, LINE_END)
        cells = column.take(pa.array(places))
        # a record more has a delimiter for each cell but one
        many = np.flatnonzero(pc.count_substring(cells, dialect.delimiter).to_numpy() >= max(judge.width - 1, 1))
        for place, cell in zip(places[many].tolist(), cells.take(pa.array(many)).to_pylist(), strict=True):
            verdict = judge.verdict(cell, number)
            if verdict != "text":
                found[place] = verdict
    return found


def _doubts(verdicts: dict[int, str]) -> list[str]:
    rows = [place + 1 for place, verdict in sorted(verdicts.items()) if verdict == "doubt"]
    if not rows:
        return []
    some = ", ".join(map(str, rows[:6]))
    return [
        one_or_many(
            len(rows),
            f"{{}} cell in quotes runs over several lines that could be rows of their own (row {some}); check the quotes there.",
            f"{{}} cells in quotes run over several lines that could be rows of their own (rows {some}); check the quotes there.",
        )
    ]


def _holds(grid: Grid) -> bool:
    """Whether at least half of the records have the width that the sample has."""
    others = sum(1 for record in grid.odd.values() if any(record))
    filled = int((grid.filled > 0).sum())
    return grid.width > 1 and 2 * (filled - others) >= filled
