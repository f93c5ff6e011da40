"""A second table beside the first one in the same rows: a summary of stages, say, right of the deals."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pyarrow as pa

from analytics.intake.reader.grid import TEXT, Grid, lengths
from analytics.intake.reader.heading import Heading, Known, clean, count_known


def leave_out(grid: Grid, heading: Heading, known: Known) -> tuple[Grid, Heading, list[str]]:
    """The grid and its headings without the tables beside the main one, and what to know of these.

    Between tables stands a column without a name and without a cell.  A table beside repeats a heading of the main one,
    the one with most known headings: what repeats none may as well be a part of it behind a gap.
    """
    names = heading.names[: grid.width]
    if grid.odd or "" not in names[1:-1]:
        return grid, heading, []
    is_gap = [
        not name and not lengths(column.slice(heading.place + 1)).any()
        for name, column in zip(names, grid.columns, strict=False)
    ]
    blocks = [list(block) for gap, block in groupby(range(len(names)), is_gap.__getitem__) if not gap]
    main = max(blocks, key=lambda block: count_known([names[column] for column in block], known), default=[])
    of_main = {clean(names[column]).casefold() for column in main} - {""}
    beside = [
        block
        for block in blocks
        if block is not main and any(clean(names[column]).casefold() in of_main for column in block)
    ]
    if not beside:
        return grid, heading, []
    gone = {column for block in beside for column in block}
    empty = pa.chunked_array([pa.nulls(grid.size - heading.place, TEXT).fill_null("")])
    columns = [
        pa.chunked_array([*column.slice(0, heading.place).chunks, *empty.chunks], TEXT) if number in gone else column
        for number, column in enumerate(grid.columns)
    ]
    kept = ["" if number in gone else name for number, name in enumerate(heading.names)]
    notes = [
        f"Beside the table stands another one ({' | '.join(filter(None, (names[column] for column in block[:4])))}); it was not read."
        for block in beside
    ]
    return Grid(columns, grid.odd, grid.size), replace(heading, names=kept), notes
