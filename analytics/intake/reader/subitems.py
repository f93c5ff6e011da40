"""Subitems between the rows of a board: each block with headings of its own, one column to the right of the items.

`Subitems,Name,Owner` below an item, then `,Kickoff,Ann`: they are parts of the item, and the next item follows them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.model import Subitems
from analytics.intake.reader.furniture import Marks
from analytics.intake.reader.grid import TEXT, Grid, lengths
from analytics.intake.reader.heading import SUBITEMS, Heading, are_words, clean


def find(grid: Grid, heading: Heading, marks: Marks) -> list[range]:
    """The places of each block of subitems, its headings first."""
    first = next((number for number, name in enumerate(heading.names) if name), 0)
    if first + 1 >= grid.width:
        return []
    has = lengths(grid.columns[first]) > 0
    if has[heading.place :].all():
        return []
    # in a language that is not among the words, the items have a column of that name
    words = [*SUBITEMS, *map(str.capitalize, SUBITEMS), *filter(None, heading.names[first + 1 :])]
    named = pc.is_in(grid.columns[first], pa.array(words, TEXT)).to_numpy()
    starts = [place for place in np.flatnonzero(named).tolist() if place > heading.place and place not in marks]
    blocks = []
    for start in starts:
        record = grid.record(start)
        names = [number for number, cell in enumerate(record[: grid.width]) if cell.strip()][1:]
        if not names or not are_words(record):
            continue
        end = start + 1
        while end < grid.size and not has[end] and end not in marks and grid.columns[names[0]][end].as_py().strip():
            end += 1
        if end > start + 1:
            blocks.append(range(start, end))
    return blocks


def read(grid: Grid, heading: Heading, marks: Marks, blocks: list[range]) -> Subitems | None:
    """The rows of blocks as one table: where these have different headings, the columns of all of them."""
    if not blocks:
        return None
    others = {place for block in blocks for place in block}
    numbers: dict[tuple[str, int], int] = {}  # heading, and which of those with this name -> column
    rows: dict[int, dict[int, str]] = {}
    parents: dict[int, int] = {}
    for block in blocks:
        parent = block[0] - 1
        while parent > heading.place and (parent in marks or parent in others):
            parent -= 1
        names, *records = grid.records(block)
        names = [(column, clean(name)) for column, name in enumerate(names) if name.strip()][1:]
        seen: list[str] = []
        at = {}
        for column, name in names:
            at[column] = numbers.setdefault((name, seen.count(name)), len(numbers))
            seen.append(name)
        for place, record in zip(block[1:], records, strict=True):
            rows[place + 1] = {at[column]: cell for column, cell in enumerate(record) if column in at}
            parents[place + 1] = parent + 1
    cells = pd.DataFrame(
        {column: pd.array([row.get(column, "") for row in rows.values()], dtype="str") for column in numbers.values()},
        index=pd.Index(list(rows)),
    )
    called = next(filter(None, map(clean, grid.record(blocks[0][0]))))
    return Subitems([name for name, _ in numbers], cells, pd.Series(parents), called, blocks[0][0] + 1)
