"""Clean text to columns, at once and in little memory; what is not certainly clean is left to `tolerant`.

Certain is: one delimiter of one byte, quotes that all open at a cell's start and close at its end, doubled inside.  Then
there is one way only to read the text, and pyarrow reads it so.  Records of another width are allowed: they are handed out
one by one, and read as the tolerant reader does.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.csv

from analytics.intake.reader.grid import TEXT, Grid, even
from analytics.intake.reader.tolerant import Dialect, records

BLOCK = 2**20  # bytes parsed at a time: as many as stay near the processor
LONGEST = 2**24  # the same where a record is longer than that
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
    try:
        table = pa.csv.read_csv(
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
                column_types=dict.fromkeys(names, TEXT),
                null_values=[],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:  # too many odd ones, or a record longer than a block
        return None if len(odd) > MOST_ODD or block >= LONGEST else read(text, dialect, width, block=LONGEST)
    size, columns = len(table) + len(odd), _with_odd(table, odd)
    del table
    for place, column in enumerate(columns):
        # in one piece: taking cells of several copies them all.  One by one, so that only one is there twice
        columns[place] = pa.chunked_array([column.combine_chunks()], TEXT)
    return Grid(columns, odd, size)


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


def _with_odd(table: pa.Table, odd: dict[int, list[str]]) -> list[pa.ChunkedArray]:
    """The columns with the records that were put aside, cut or filled up, at their places."""
    if not odd:
        return table.columns
    pieces, done = [], 0
    for before, (place, record) in enumerate(sorted(odd.items())):
        pieces += [table.slice(done, place - before - done)] if place - before > done else []
        cells = [pa.array([cell], TEXT) for cell in even(record, table.num_columns)]
        pieces.append(pa.table(cells, names=table.column_names))
        done = place - before
    whole = pa.concat_tables([*pieces, table.slice(done)])
    return whole.columns
