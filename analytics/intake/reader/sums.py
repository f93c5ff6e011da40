"""Totals that no word names: rows of nothing but figures, one of which is the sum of the rows above."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pyarrow as pa

from analytics.intake.reader.grid import Grid

MOST = 100_000  # rows that are looked at
TAIL = 50  # rows at the end of a file, below which its total may stand
# why a row between the items of a board is none of them
SUBITEM, OF_SUBITEMS = "subitem", "headings of subitems"
FIGURE = re.compile(r"[^\d.,]{0,4}?(-?\d[\d.,'’ \u00a0\u202f]*)\D{0,4}")


def bare_sums(grid: Grid, first: int, first_column: int, marks: dict[int, str], usual: int) -> list[int]:
    """Places from `first` on of rows without a cell in the first column, at the end of a block, that add it up.

    A block ends where a record is furniture, or the file does; subitems between its rows are no end.  Near the end of the
    file other rows may follow the sum (targets, shares), and it may be that of all blocks.
    """
    body = np.ones(grid.size + 1, bool)
    body[list(marks)] = False
    body[:first] = body[grid.size] = False
    ends = ~body[:-1]
    ends[[place for place, why in marks.items() if why in (SUBITEM, OF_SUBITEMS)]] = False
    last_before = np.maximum.accumulate(np.where(ends, np.arange(grid.size), first - 1))
    places, columns = grid.labels
    without_name = body[places] & (columns > first_column) & (2 * grid.filled[places] <= usual)
    near_end = places >= np.flatnonzero(body)[-TAIL:].min(initial=grid.size)
    found: list[int] = []
    for place in places[without_name & (~body[places + 1] | near_end)][:MOST].tolist():
        record = grid.record(place)
        figures = {column: number(cell) for column, cell in enumerate(record[: grid.width]) if cell.strip()}
        if None in figures.values():
            continue
        blocks = [max(int(last_before[place]) + 1, first)]
        if found and place <= MOST:
            blocks.append(first)
        rows = [np.flatnonzero(body[start:place]) + start for start in blocks]
        least = 1 if found or "group title" in marks.values() else 2  # a group may have one row
        if any(_adds_up(grid, column, its, value, least) for its in rows for column, value in figures.items()):
            found.append(place)
            body[place] = False
    return found


def _adds_up(grid: Grid, column: int, rows: np.ndarray, total: Decimal, least: int) -> bool:
    summands = [number(cell) for cell in grid.columns[column].take(pa.array(rows)).to_pylist() if cell.strip()]
    return len(summands) >= least and None not in summands and abs(sum(summands) - total) < Decimal("0.01")


def number(text: str) -> Decimal | None:
    """A plain amount, whatever its decimal sign.

    Of `.` and `,` the last one is it where both occur, a single one unless three digits follow; others set groups apart.
    """
    match = FIGURE.fullmatch(text.strip()[:60])
    if match is None:
        return None
    digits = re.sub(r"[^\d.,-]", "", match[1])
    sign = max(",.", key=digits.rfind)
    whole, found, rest = digits.rpartition(sign)
    is_decimal = found and (digits.count(sign) == 1 and (len(rest) != 3 or "." in whole or "," in whole))
    plain = re.sub(r"[.,]", "", whole) + "." + rest if is_decimal else re.sub(r"[.,]", "", digits)
    return Decimal(plain)
