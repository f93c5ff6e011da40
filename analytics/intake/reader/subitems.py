"""Subitems between the rows of a board: each block with headings of its own, one column to the right of the items.

`Subitems,Name,Owner` below an item, then `,Kickoff,Ann`: they are parts of the item, and the next item follows them.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.reader.furniture import Marks
from analytics.intake.reader.grid import TEXT, Grid, lengths
from analytics.intake.reader.heading import SUBITEMS, Heading, are_words


def mark(grid: Grid, heading: Heading, marks: Marks) -> list[list[int]]:
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
            blocks.append(list(range(start, end)))
    return blocks
