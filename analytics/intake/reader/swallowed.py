"""Quoted cells that hold what must be records of their own.

A stray quote at a cell's start meets one at another cell's end further down, and the lines between are taken for one cell.
A note of several lines looks like that too.  Told apart by this: every line of it would have to have as many cells as the
table, the first and the last as many as are left of their records, and the cells what stands in those columns elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from analytics.intake.reader.profile import Profile

LINE_END = re.compile(r"\r\n|\r|\n")

Verdict = Literal["text", "records", "doubt"]


class Judge:
    """Decides on cells of one table; `sample` are records of it, the heading among them."""

    def __init__(self, sample: Sequence[list[str]], delimiter: str, width: int) -> None:
        self.sample, self.delimiter, self.width = sample, delimiter, width

    @cached_property
    def columns(self) -> list[Profile]:
        """What stands in each column; most files have no cell that makes anybody ask."""
        # in a cell of one line there is nothing to be doubted
        safe = [record for record in self.sample if len(record) == self.width and not any(map(LINE_END.search, record))]
        return [Profile([record[place] for record in safe[1:]]) for place in range(self.width)]

    def __call__(self, cell: str, column: int) -> bool:
        return self.verdict(cell, column) == "records"

    def verdict(self, cell: str, column: int) -> Verdict:
        """Whether a cell that stood in quotes in this column (from 0) is text, or records, or may be either."""
        ends = cell.count("\n") or cell.count("\r")
        found, all_of_them = cell.count(self.delimiter), (self.width - 1) * ends
        if not ends or self.width < 2 or (found != all_of_them and (ends < 11 or found < 0.7 * all_of_them)):
            return "text"
        lines = LINE_END.split(cell)
        expected = [self.width - 1 - column, *[self.width - 1] * (len(lines) - 2), column]
        right = [line.count(self.delimiter) == count for line, count in zip(lines, expected, strict=True)]
        if self.width >= 3 and len(lines) >= 12 and sum(right[1:-1]) >= 0.8 * (len(lines) - 2):
            return "records"
        return self._by_columns(lines, column) if all(right) else "text"

    def _by_columns(self, lines: list[str], column: int) -> Verdict:
        speaking_for = 0
        for number, line in enumerate(lines):
            for place, piece in enumerate(line.split(self.delimiter), column if number == 0 else 0):
                says = self.columns[place].says(piece)
                if says < 0:
                    return "text"
                speaking_for += says
        return "records" if speaking_for >= len(lines) - 1 or self.width >= 6 else "doubt"
