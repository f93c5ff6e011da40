"""Groups that rows of a name head, in the column of the deals: `Ann Lee`, alone or with the sum of her deals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.intake.reader.furniture import Marks, is_figure
from analytics.intake.reader.grid import Grid
from analytics.intake.reader.heading import Heading, is_word
from analytics.intake.reader.sums import number

MOST = 10_000  # titles


@dataclass(frozen=True)
class Title:
    """The title of a group: its level from 0, and its text without the count."""

    level: int
    text: str


def find(grid: Grid, heading: Heading, marks: Marks, usual: int) -> dict[int, Title]:
    """The titles, by place; none where a single row of their shape is not one.

    There are two at least, the first right below the headings, each in the first column and with a row of data below it;
    or with another title, if there are two such pairs: then these are groups of groups.
    Beside a name stands nothing, where deals fill four cells and more; or figures, one of which is the sum of the rows
    below it: a deal may lack everything but its amount.
    """
    body = np.ones(grid.size, bool)
    body[list(marks)] = False
    body[: heading.place + 1] = False
    first_column = next((number for number, name in enumerate(heading.names) if name), 0)
    places, columns = grid.labels
    sparse = places[body[places] & (columns == first_column) & (2 * grid.filled[places] <= usual)]
    first = int(np.argmax(body))
    if len(sparse) < 2 or sparse[0] != first or len(sparse) > MOST:
        return {}
    candidates = sparse.tolist()
    records = grid.records(candidates)
    labels = [record[first_column].strip() for record in records]
    others = [[cell for cell in record if cell.strip()][1:] for record in records]
    if not all(map(is_word, labels)) or not all(is_figure(cell) for cells in others for cell in cells):
        return {}
    ends = [*candidates[1:], grid.size]
    rows = [np.flatnonzero(body[place + 1 : end]) + place + 1 for place, end in zip(candidates, ends, strict=True)]
    # one title right above another is of a group of groups
    above = [end == place + 1 for place, end in zip(candidates, ends, strict=True)]
    if any(one and other for one, other in pairwise(above)) or sum(above) == 1:
        return {}
    if any(not len(its) and not outer for its, outer in zip(rows, above, strict=True)):
        return {}
    if any(len(its) and its[0] != place + 1 for its, place in zip(rows, candidates, strict=True)):
        return {}
    if any(others) and not any(above):
        if not all(_has_sum(grid, record, its) for record, its in zip(records, rows, strict=True)):
            return {}
    elif usual < 4 or any(others):
        return {}
    levels = [int(any(above) and not outer) for outer in above]
    return {place: Title(level, label) for place, level, label in zip(candidates, levels, labels, strict=True)}


def _has_sum(grid: Grid, record: list[str], rows: np.ndarray) -> bool:
    """Whether a figure of this record is the sum of its column in the rows."""
    for column, cell in enumerate(record[: grid.width]):
        total = number(cell) if cell.strip() else None
        if total is not None:
            texts = [text for text in grid.columns[column].take(rows).to_pylist() if text.strip()]
            figures = list(map(number, texts))
            if figures and None not in figures and sum(figures) == total:
                return True
    return False
