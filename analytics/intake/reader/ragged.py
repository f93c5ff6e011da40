"""Rows with more or fewer cells than headings: which of their cells belong together.

A comma that should have been quoted (`1,234.00`, `Acme, Inc`) makes one cell more.  The rows that are as wide as the heading
tell what stands in each column; where the cells of another row fit these columns in one way better than in all others, that
is the row.  Where they fit in none or in several, nobody knows, and no part of such a row may be counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from analytics.intake.reader.grid import Grid
from analytics.intake.reader.profile import MOST, Profile, is_date
from analytics.wording import count

LEARN_FROM = 2000  # rows as wide as the heading
FEWEST = 0.1  # of all rows have to be as wide as the heading, to be learned from
ENOUGH = 5  # rows that are all thousands by no chance
TRIED = 500  # wide rows that are tried first: a million of them may just lack a heading
Days = Sequence[bool]
MONTH_AND_DAY = re.compile(r"[^\W\d_]{3,}\.? \d{1,2}, ?\d{4}\b.*")  # January 3, 2026


def settle(
    grid: Grid, places: np.ndarray, wide: Mapping[int, int], narrow: Mapping[int, int], days: Days, delimiter: str
) -> tuple[dict[int, list[str]], dict[int, str]]:
    """The cells of wide rows that fit in one way, and why the rows that fit in none or in several do not; by place.

    `days`: whether each heading names a day.
    Rows of which nothing is said have cells over at their end, or missing there.  So have all where columns lack their heading.
    """
    if not wide and not narrow:
        return {}, {}
    width = len(days)
    usual = [place for place in places.tolist() if place not in wide and place not in narrow]
    if len(usual) < FEWEST * len(places):
        return _by_headings(grid, list(wide), days, delimiter), {}
    columns = [Profile(cells) for cells in zip(*grid.records(usual[:LEARN_FROM]), strict=False)][:width]
    columns += [Profile([])] * (width - len(columns))
    if 2 * len(wide) > len(places):
        some = [fit(record, columns, delimiter) for record in _records(grid, list(wide)[:TRIED], width)]
        if 2 * sum(each is not None and each.is_loose for each in some) > len(some):
            return {}, {}
    joined, unfit = {}, {}
    for place, record in zip(wide, _records(grid, list(wide), width), strict=True):
        found = fit(record, columns, delimiter)
        if found is None:
            unfit[place] = (
                f"{count(len(record), 'cell')} for {width} headings, and more than one way or none to fit them; put the cell with a “{delimiter}” in it in quotes"
            )
        elif not found.is_loose:
            joined[place] = found.cells
    for place, record in zip(narrow, grid.records(list(narrow)), strict=True):
        if any(column.says(cell) < 0 for cell, column in zip(record, columns, strict=False)):
            unfit[place] = (
                f"{count(len(record), 'cell')} for {width} headings, and what stands in them does not fit the columns"
            )
    return joined, unfit


def _records(grid: Grid, places: list[int], width: int) -> list[list[str]]:
    """Records without the empty cells over at their ends."""
    found = [list(record) for record in grid.records(places)]
    for record in found:
        while len(record) > width and not record[-1]:
            record.pop()
    return found


def _by_headings(grid: Grid, wide: list[int], days: Days, delimiter: str) -> dict[int, list[str]]:
    """Where hardly a row is as wide as the heading: the rows joined, if there is one way in which all of them make sense.

    Numbers and dates only are joined, in one column of all rows at least.  Else a column without a heading stands at the
    end: refuted where only the joined rows have days under the headings that name one, or where so many rows make
    thousands by no chance.
    """
    if not joins(_records(grid, wide[:TRIED], len(days)), days, delimiter):
        return {}
    return dict(zip(wide, joins(_records(grid, wide, len(days)), days, delimiter), strict=False))


def joins(records: list[list[str]], days: Days, delimiter: str) -> list[list[str]]:
    """The records as wide as the headings, `[]` where that is not proven (`_by_headings`)."""
    at_end = not any(days) or has_days(records, days)
    if len(records) < (ENOUGH if at_end else 2):
        return []
    columns = [Named(is_day) for is_day in days]
    fits = [fit(record, columns, delimiter) for record in records]
    if any(each is None or each.is_loose for each in fits) or not set.intersection(
        *(set(each.joined) for each in fits)
    ):
        return []
    thousands, _ = _numbers(delimiter)
    if at_end and not all(thousands.fullmatch(each.cells[column]) for each in fits for column in each.joined):
        return []
    return [each.cells for each in fits]


def has_days(records: Sequence[Sequence[str]], days: Days, shift: int = 0) -> bool:
    """Whether what stands under the headings that name a day (or so many columns further on) are days."""
    under = [place + shift for place, is_day in enumerate(days) if is_day]
    cells = [record[place] for record in records for place in under if record[place].strip()]
    return sum(map(is_date, cells)) >= MOST * len(cells)


class Named(Profile):
    """A column of which only its heading is known: days, or anything, of which figures alone are joined."""

    def __init__(self, is_day: bool) -> None:
        super().__init__(())
        self.dates, self.figures = is_day, not is_day

    def says(self, piece: str) -> int:
        if not self.dates or not piece.strip():
            return 0
        return 1 if is_date(piece) else -1


class Fit(NamedTuple):
    """How the cells of a row come to stand in the columns.

    - `cells`: one for each column
    - `joined`: the columns of those that were joined
    - `is_loose`: all that is over was joined onto the last one, and makes no number or date there
    """

    cells: list[str]
    joined: list[int]
    is_loose: bool


def fit(record: Sequence[str], columns: Sequence[Profile], delimiter: str) -> Fit | None:
    """The one best way in which a record that is too wide fits the columns; None where there is none, or several.

    Neighbouring cells are joined to a text, a number with thousands or decimals behind the delimiter, or a date with a
    comma.  Onto the last column all that is left may be joined, whatever it is.
    """
    width, extra = len(columns), len(record) - len(columns)
    # for each number of cells used: score, in how many ways, and how many cells the last column took
    best: list[dict[int, tuple[int, int, int]]] = [{0: (0, 1, 0)}]
    for place, column in enumerate(columns):
        found: dict[int, tuple[int, int, int]] = {}
        for used, (score, ways, _) in best[-1].items():
            for taken in range(1, extra - (used - place) + 2):
                if place == width - 1 and used + taken != len(record):
                    continue
                says = _says(column, record[used : used + taken], delimiter)
                if says < 0 and place == width - 1:
                    says = column.says(record[used])
                if says < 0:
                    continue
                had = found.get(used + taken, (-1, 0, 0))
                if score + says > had[0]:
                    found[used + taken] = (score + says, ways, taken)
                elif score + says == had[0]:
                    found[used + taken] = (had[0], had[1] + ways, taken)
        best.append(found)
    if best[-1].get(len(record), (0, 0, 0))[1] != 1:
        return None
    cells, joined, end = [], [], len(record)
    for place in range(width, 0, -1):
        taken = best[place][end][2]
        cells.append(delimiter.join(record[end - taken : end]))
        joined += [place - 1] if taken > 1 else []
        end -= taken
    is_loose = best[-1][len(record)][2] == extra + 1 and _says(columns[-1], record[width - 1 :], delimiter) <= 0
    return Fit(cells[::-1], joined, is_loose)


def _says(column: Profile, cells: Sequence[str], delimiter: str) -> int:
    if len(cells) == 1:
        return column.says(cells[0])
    joined = delimiter.join(cells)
    if column.dates:
        return 2 if MONTH_AND_DAY.fullmatch(joined.strip()) else -1
    if column.figures:
        thousands, decimals = _numbers(delimiter)
        return len(cells) if thousands.fullmatch(joined) else 1 if decimals.fullmatch(joined) else -1
    return column.says(joined)


@cache
def _numbers(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number whose thousands, and one whose decimals stand behind the delimiter; a currency or a sign around it."""
    mark = re.escape(delimiter)
    around = rf"[^\d{mark}]{{0,5}}"
    return (
        re.compile(rf"{around}[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?:[.,]\d*)?{around}"),
        re.compile(rf"{around}\d+{mark}\d{{1,2}}{around}"),
    )
