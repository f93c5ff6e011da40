"""A second table below the first one in the same file: its rows are none of the first.

It is known by its own row of headings.  Where a heading is repeated, the first table goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.reader.furniture import Marks, is_figure
from analytics.intake.reader.grid import Grid
from analytics.intake.reader.heading import Heading, are_words, clean, count_known, trim

Known = Callable[[str], bool]

SAMPLE = 2_000  # records by which the columns with the fewest different texts are chosen
OFTEN = 1_000  # a heading is not repeated more often; what is, is a value
MOST_BLOCKS = 2_000


def other_tables(grid: Grid, heading: Heading, marks: Marks, known: Known, usual: int) -> list[tuple[int, int]]:
    """(place of its headings, place after its last record) of each further table below the first."""
    starts = {*_known_headings(grid, heading, marks, known), *_set_apart(grid, heading, marks, usual)}
    again = sorted(place for place, why in marks.items() if why == "repeated heading")
    found: list[tuple[int, int]] = []
    for start in sorted(starts):
        if not found or start >= found[-1][1]:
            end = next((place for place in again if place > start), grid.size)
            found.append((_with_title(grid, marks, start), end))
    return found


def _with_title(grid: Grid, marks: Marks, start: int) -> int:
    """Where a line with the title of the table stands right above its headings: the place of that line."""
    above = start - 1
    alone = above not in marks and grid.filled[above] == 1 and marks.get(above - 1) == "blank"
    return above if alone else start


def _known_headings(grid: Grid, heading: Heading, marks: Marks, known: Known) -> Iterator[int]:
    """Records of headings that some CRM writes, or those of the first table in another order.

    A row of headings puts a heading into every column; looked for among the different texts of the columns that have
    the fewest.
    """
    names = {clean(name) for name in heading.names if name}
    candidates: set[int] = {place for place in grid.odd if place > heading.place}
    for column in _fewest_texts(grid, heading.place + 1):
        counted = pc.value_counts(column.slice(heading.place + 1))
        if len(counted) > 10 * SAMPLE:
            continue
        rare = [
            each["values"] for each in counted.to_pylist() if each["counts"] <= OFTEN and 0 < len(each["values"]) <= 200
        ]
        rare = [text for text in rare if clean(text) in names or known(clean(text))]
        if rare:
            places = np.flatnonzero(pc.is_in(column, pa.array(rare, column.type)).to_numpy())
            candidates.update(places[places > heading.place].tolist())
    wanted = sorted(place for place in candidates if place not in marks)
    for place, record in zip(wanted, grid.records(wanted), strict=True):
        filled = [clean(cell) for cell in record if cell.strip()]
        if len(filled) >= 2 and are_words(record):
            headings = sum(text in names for text in filled)
            recognised = count_known(record, known)
            if max(headings, recognised) >= max(2, 0.6 * len(filled)) and (len(filled) > 2 or headings < 2):
                yield place


def _fewest_texts(grid: Grid, start: int) -> list[pa.ChunkedArray]:
    """The two columns that have the fewest different texts, of those that have any."""
    counts = []
    for column in grid.columns[:200]:
        texts = pc.unique(column.slice(start, SAMPLE))
        filled = len(texts) - (pc.index(texts, "").as_py() >= 0)
        counts.append(filled or SAMPLE)
    return [grid.columns[number] for number in np.argsort(counts, kind="stable")[:2]]


def _set_apart(grid: Grid, heading: Heading, marks: Marks, usual: int) -> Iterator[int]:
    """Rows of words after a blank row, with rows below that have figures, all much narrower than deals."""
    after_blank = (place + 1 for place, why in marks.items() if why == "blank" and place > heading.place)
    starts = (place for place in after_blank if place not in marks and place < grid.size - 1)
    for place in islice(starts, MOST_BLOCKS):
        row = place + 1 if grid.filled[place] == 1 else place  # a title first
        if row + 1 >= grid.size or row in marks or row + 1 in marks:
            continue
        words, first = grid.record(row), grid.record(row + 1)
        narrow = 2 <= grid.filled[row] == grid.filled[row + 1] and 2 * grid.filled[row] <= usual
        if narrow and are_words(words) and any(map(is_figure, trim(first))) and len(trim(words)) == len(trim(first)):
            yield row
