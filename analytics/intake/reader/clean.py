"""Clean text to columns, at once and in little memory; what is not certainly clean is left to `tolerant`.

Certain is: one delimiter of one byte, quotes that all open at a cell's start and close at its end, doubled inside.  Then
there is one way only to read the text, and pyarrow reads it so.  Records of another width are allowed: they are handed out
one by one, and read as the tolerant reader does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.csv

from analytics.intake.cells import bytes_of
from analytics.intake.reader.grid import TEXT, Grid, even
from analytics.intake.reader.tolerant import Dialect, records

BLOCK = 2**20  # bytes parsed at a time: as many as stay near the processor
LONGEST = 2**24  # the same where a record is longer than that
ROOM = 3 * 2**28  # bytes that pyarrow may set aside: for each column nearly as many as it parses at a time
PIECE = 2**22
MOST_ODD = 20_000  # more records of another width: the text is not clean

LINE_END = [ord("\r"), ord("\n")]


def read(text: bytes, dialect: Dialect, width: int, *, block: int = BLOCK) -> Grid | None:
    """The grid of a text in UTF-8, or None where it is not certainly clean."""
    if dialect.backslash or len(dialect.delimiter.encode()) != 1 or width < 2:
        return None
    if not quotes_are_sound(text, dialect):
        return None
    odd: dict[int, list[str]] = {}

    def put_aside(row: pa.csv.InvalidRow) -> str:
        odd[row.number - 1] = next(records(row.text, dialect), [])
        return "skip" if len(odd) <= MOST_ODD else "error"

    names = list(map(str, range(width)))
    whole = [_Whole(len(text) // block + 1) for _ in names]
    at_once = max(ROOM // block, 1)
    try:
        for first in range(0, width, at_once):  # as a rule that is once
            some = names[first : first + at_once]
            for each in _blocks(text, dialect, names, some, block, put_aside):
                for column, cells in zip(whole[first:], each.columns, strict=False):
                    column.add(cells)
    except pa.ArrowInvalid:  # too many odd ones, or a record longer than a block
        return None if len(odd) > MOST_ODD or block >= LONGEST else read(text, dialect, width, block=LONGEST)
    columns = _with_odd([column.cells() for column in whole], odd)
    return Grid([pa.chunked_array([column], TEXT) for column in columns], odd, len(columns[0]))


def _blocks(
    text: bytes,
    dialect: Dialect,
    names: list[str],
    some: list[str],
    block: int,
    put_aside: Callable[[pa.csv.InvalidRow], str],
) -> pa.csv.CSVStreamingReader:
    """Some columns of a text, block by block; `put_aside` gets the records of another width."""
    return pa.csv.open_csv(
        pa.BufferReader(text),
        # one thread: with more, nobody knows the numbers of the records put aside
        read_options=pa.csv.ReadOptions(use_threads=False, block_size=block, column_names=names),
        parse_options=pa.csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=put_aside,
        ),
        convert_options=pa.csv.ConvertOptions(
            # it is UTF-8, or `decoding` would not have let it pass
            check_utf8=False,
            include_columns=some,
            column_types=dict.fromkeys(some, TEXT),
            null_values=[],
            strings_can_be_null=False,
        ),
    )


class _Whole:
    """A column in one piece, since taking cells of several copies them all; written block by block, near the processor."""

    def __init__(self, blocks: int) -> None:
        self._blocks = blocks  # about as many as will come: what all of them need is set aside with the first
        self._letters, self._ends = np.empty(0, np.uint8), np.zeros(1, np.int64)
        self._cells = self._size = 0

    def add(self, cells: pa.Array) -> None:
        letters, bounds = bytes_of(cells)
        size, many = self._size + len(letters), self._cells + len(cells)
        self._letters = self._with_room(self._letters, self._size, size)
        self._ends = self._with_room(self._ends, self._cells + 1, many + 1)
        self._letters[self._size : size] = letters
        np.add(bounds[1:], self._size, out=self._ends[self._cells + 1 : many + 1])
        self._size, self._cells = size, many

    def _with_room(self, kept: np.ndarray, filled: int, needed: int) -> np.ndarray:
        if needed <= len(kept):
            return kept
        size = needed * (2 if filled > 1 else self._blocks) * 9 // 8
        wider = np.frombuffer(pa.allocate_buffer(size * kept.itemsize), kept.dtype)
        wider[:filled] = kept[:filled]
        return wider

    def cells(self) -> pa.Array:
        # without the room that nothing was written to: its bytes would come out in files
        ends, letters = self._ends[: self._cells + 1], self._letters[: self._size]
        return pa.Array.from_buffers(TEXT, self._cells, [None, pa.py_buffer(ends), pa.py_buffer(letters)])


def quotes_are_sound(text: bytes, dialect: Dialect) -> bool:
    """Whether all quotes open at a cell's start and close at its end, or are doubled inside.

    Of all quotes the first, third, ... must open: stand after a delimiter, a line end or a quote; the second, fourth, ...
    must close: stand before one.
    """
    quote = dialect.quote.encode()
    if quote not in text:
        return True
    code = np.frombuffer(text, np.uint8)
    allowed = np.zeros(256, bool)
    allowed[[ord(dialect.delimiter), quote[0], *LINE_END]] = True
    before = 0
    for start in range(0, len(code), PIECE):
        at = np.flatnonzero(code[start : start + PIECE] == quote[0]) + start
        opening, closing = at[before % 2 :: 2], at[1 - before % 2 :: 2]
        if not (allowed[code[opening - 1]] | (opening == 0)).all():
            return False
        if not (allowed[code[np.minimum(closing + 1, len(code) - 1)]] | (closing == len(code) - 1)).all():
            return False
        before += len(at)
    return before % 2 == 0


def _with_odd(columns: list[pa.Array], odd: dict[int, list[str]]) -> list[pa.Array]:
    """The columns with the records that were put aside, cut or filled up, at their places."""
    if not odd:
        return columns
    places = np.array(sorted(odd))
    # behind all others first, then each where it belongs
    from_ = np.insert(
        np.arange(len(columns[0])), places - np.arange(len(places)), len(columns[0]) + np.arange(len(places))
    )
    records = [even(odd[place], len(columns)) for place in places.tolist()]
    return [
        pa.concat_arrays([column, pa.array(cells, TEXT)]).take(pa.array(from_))
        for column, cells in zip(columns, zip(*records, strict=True), strict=True)
    ]
