"""Rows in groups: titles above them, or values that stand in the first row of a group only."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.reader import sections
from analytics.intake.reader.furniture import Marks, is_figure
from analytics.intake.reader.grid import Grid, holding
from analytics.intake.reader.heading import Heading, clean, trim
from analytics.intake.reader.sections import Title

COUNTED = re.compile(r"(\s*)(.*\S)\s*\((\d+)\)\s*", re.S)  # `    Qualified (12)`: four blanks a level
ARROW = re.compile(r"[↑↓]")
WORD = "group"  # what the column of the titles is called


def find_titles(grid: Grid, heading: Heading, marks: Marks, usual: int) -> dict[int, Title]:
    """The group titles, by place: single cells right above a repeated heading, texts with a count that is right, or rows
    of a name and no more, with the rows of their group below."""
    return (
        _above_headings(grid, heading, marks)
        or _counted(grid, heading, marks)
        or sections.find(grid, heading, marks, usual)
    )


def _above_headings(grid: Grid, heading: Heading, marks: Marks) -> dict[int, Title]:
    repeated = [place for place, why in marks.items() if why == "repeated heading"]
    above = [place - 1 for place in repeated if place - 1 not in marks and grid.filled[place - 1] == 1]
    if not above:
        return {}
    first = min((heading.place, *heading.beside)) - 1
    if first >= 0 and marks.get(first) == "preamble" and grid.filled[first] == 1:
        above.append(first)
    return {place: Title(0, trim(grid.record(place))[0].strip()) for place in sorted(above)}


def _counted(grid: Grid, heading: Heading, marks: Marks) -> dict[int, Title]:
    """`Qualified (12)` with figures only beside it, and twelve rows below it up to the next title of its level."""
    if not grid.width:
        return {}
    at = holding(grid.columns[0], [ord(")")])
    ends = pc.match_substring_regex(grid.columns[0].take(pa.array(at)), r"\(\d+\)\s*$").to_numpy()
    candidates = [place for place in at[ends].tolist() if place > heading.place and place not in marks]
    found: dict[int, tuple[Title, int]] = {}
    for place, record in zip(candidates, grid.records(candidates), strict=True):
        match = COUNTED.fullmatch(record[0][:500])
        others = [cell for cell in record[1:] if cell.strip()]
        if match and all(map(is_figure, others)):
            found[place] = Title(len(match[1].expandtabs(4)) // 4, match[2]), int(match[3])
    if not found:
        return {}
    taken = sorted({*marks, *found})
    data = np.ones(grid.size, bool)
    data[taken] = False
    below = np.concatenate([[0], np.cumsum(data)])
    starts = list(found)
    right = 0
    ends = {title.level: grid.size for title, _ in found.values()}  # where the next title of each level stands
    for place in reversed(starts):
        title, count = found[place]
        end = min(ends[level] for level in ends if level <= title.level)
        right += int(below[end] - below[place]) == count
        ends[title.level] = place
    return {place: title for place, (title, _) in found.items()} if 2 * right >= len(found) else {}


def title_columns(cells: pd.DataFrame, titles: dict[int, Title]) -> list[pd.Series]:
    """For each level of titles what stands above each row; none for a level whose titles a column of the rows repeats."""
    columns = []
    rows = cells.index.to_numpy() - 1
    for level in sorted({title.level for title in titles.values()}):
        # a title of a higher level ends the groups of this one
        here = [
            (place, title.text if title.level == level else "")
            for place, title in titles.items()
            if title.level <= level
        ]
        places, texts = np.array([place for place, _ in here]), np.array([text for _, text in here], object)
        above = np.searchsorted(places, rows) - 1
        values = pd.Series(np.where(above >= 0, texts[above], ""), index=cells.index, dtype="str")
        if not any(cells[column].str.strip().equals(values) for column in cells):
            columns.append(values)
    return columns


def fill_down(cells: pd.DataFrame, names: list[str], marks: Marks) -> dict[int, int]:
    """Fill the columns by which the rows are grouped (in place); how many cells were filled, by column.

    Such columns are the leftmost, and each has a value in the first row of a group only, none twice one after the other.
    Arrows in the headings say which they are; where there are none, it may be the first column, if it has a value in the
    first row and in each that follows a subtotal.  An arrow may mean that the rows are merely sorted: then all blank cells
    are together at one end, and no subtotals are there.  The next column has values in all rows: a deal over several rows
    has nothing but its further values in them.
    """
    after_total = _after_totals(cells.index.to_numpy() - 1, marks)
    has_totals = "total" in marks.values()
    arrows = any(map(ARROW.search, names))
    outer = pd.Series("", index=cells.index)
    lacks: dict[int, np.ndarray] = {}
    complete = False
    for column, name in enumerate(names):
        has = (cells[column] != "").to_numpy()
        if not has.any():
            continue
        if arrows:
            may_be = ARROW.search(name) and (has_totals or not has[: np.flatnonzero(has)[-1]].all() or has.sum() == 1)
        else:
            may_be = not lacks and len(after_total) and has[after_total].all()
        values = outer[has] + "\0" + cells[column][has] if may_be and has[0] and not has.all() else None
        if values is None or values.eq(values.shift()).any():
            complete = bool(lacks) and has[np.logical_or.reduce([*lacks.values()])].mean() >= 0.9
            break
        lacks[column] = ~has
        outer = outer + "\0" + cells[column].where(has).ffill()
    if not complete:
        return {}
    for column, lacking in lacks.items():
        cells[column] = cells[column].where(~lacking).ffill()
    return {column: int(lacking.sum()) for column, lacking in lacks.items()}


def _after_totals(places: np.ndarray, marks: Marks) -> np.ndarray:
    """Which of the rows at these places follow a total."""
    totals = [place for place, why in marks.items() if why == "total"]
    after = np.unique(np.searchsorted(places, totals))
    return after[after < len(places)]


def names_with_titles(names: list[str], count: int) -> list[str]:
    """Headings for the columns of titles, outermost first, none of which the file has itself."""
    new: list[str] = []
    taken = {clean(name).casefold() for name in names}
    for number in range(1, count + 1):
        name = WORD.capitalize() if number == 1 else f"{WORD.capitalize()} {number}"
        while name.casefold() in taken:
            name += " above"
        new.append(name)
        taken.add(name.casefold())
    return new
