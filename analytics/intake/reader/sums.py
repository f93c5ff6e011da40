"""Totals that no word names: rows of nothing but figures, one of which is the sum of the rows above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from analytics.intake.reader.grid import Grid

MOST = 100_000  # rows that are looked at
FIGURE = re.compile(r"[^\d.,]{0,4}?(-?\d[\d.,'’ \u00a0\u202f]*)\D{0,4}")


def bare_sums(grid: Grid, first: int, first_column: int, marks: dict[int, str], usual: int) -> Iterator[int]:
    """Places from `first` on of rows without a cell in the first column, at the end of a block, that add it up.

    A block ends where a record is furniture, or the file does.
    """
    body = np.ones(grid.size + 1, bool)
    body[list(marks)] = False
    body[:first] = body[grid.size] = False
    no_body = np.where(body[:-1], first - 1, np.arange(grid.size))
    last_before = np.maximum.accumulate(no_body)  # for each place the last one that is furniture
    places, columns = grid.labels
    at_end = body[places] & ~body[places + 1] & (columns > first_column) & (2 * grid.filled[places] <= usual)
    for place in places[at_end][:MOST].tolist():
        start = max(int(last_before[place]) + 1, first)
        record = grid.record(place)
        figures = {column: number(cell) for column, cell in enumerate(record[: grid.width]) if cell.strip()}
        if None in figures.values() or place - start < 2:
            continue
        if any(_adds_up(grid, column, start, place, value) for column, value in figures.items()):
            yield place


def _adds_up(grid: Grid, column: int, start: int, end: int, total: Decimal) -> bool:
    summands = [number(cell) for cell in grid.columns[column].slice(start, end - start).to_pylist() if cell.strip()]
    return len(summands) > 1 and None not in summands and abs(sum(summands) - total) < Decimal("0.01")


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
