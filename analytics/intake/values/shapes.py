"""The shape of a text: what is left of it when every digit is read as 0.

`2026-03-05 14:15` and `2025-11-30 09:00` have one shape, `0000-00-00 00:00`.  A column of a million stamps or amounts
has a few dozen shapes at most.  So how a cell is written is found out once per shape, in plain Python, and the numbers
are then taken by their places among the digits, for all rows of the shape at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.intake.cells import as_arrow, bytes_of
from analytics.intake.values.text import EMPTY_WORDS, clean

MOST_DIGITS = 18
"""As many digits fit an int64 whatever they are."""


@dataclass(frozen=True)
class Shapes:
    """A column taken apart.

    - `names`: the distinct shapes, cleaned and case-folded (cleaning never touches a digit)
    - `of`: for each row, the place of its shape in `names`
    - `digits`: all digits of the column one after another, 0 to 9
    - `starts`: for each row, where its digits begin
    """

    names: list[str]
    of: np.ndarray
    digits: np.ndarray
    starts: np.ndarray

    @property
    def empty(self) -> np.ndarray:
        """For each row: does it hold nothing, or a word for nothing?"""
        return self.per_row([name in EMPTY_WORDS for name in self.names], bool)

    def per_row(self, per_shape: list, dtype: type | str) -> np.ndarray:
        """What is known of each shape, for each row."""
        return np.array(per_shape, dtype=dtype)[self.of] if per_shape else np.empty(0, dtype=dtype)

    def rows(self) -> Iterator[tuple[int, np.ndarray]]:
        """Each shape's place in `names` with the rows that have it."""
        of = self.of.astype(np.min_scalar_type(len(self.names)))  # short numbers are sorted ten times as fast
        by_shape = np.argsort(of, kind="stable")
        bounds = np.searchsorted(of[by_shape], np.arange(len(self.names) + 1))
        for place in range(len(self.names)):
            yield place, by_shape[bounds[place] : bounds[place + 1]]

    def number(self, rows: np.ndarray, span: tuple[int, int]) -> np.ndarray:
        """The number that the digits from `span[0]` up to `span[1]` form in each of the rows (at most 18 of them)."""
        at = self.starts[rows] + span[0]
        value = np.zeros(len(rows), dtype=np.int64)
        for _ in range(*span):
            value *= 10
            value += self.digits[at]
            at += 1
        return value


def shapes_of(texts: pd.Series) -> Shapes:
    """Take a column of texts apart."""
    cells = as_arrow(texts)
    letters, bounds = bytes_of(cells)
    value = letters - np.uint8(ord("0"))  # of a digit; all other bytes come out above 9
    is_digit = value < 10
    # in UTF-8 these ten bytes are digits wherever they stand, so the text stays valid and keeps its length
    blind = pa.Array.from_buffers(
        cells.type, len(cells), [None, pa.py_buffer(bounds), pa.py_buffer(letters - value * is_digit)]
    ).dictionary_encode()
    names = blind.dictionary.to_pylist()
    of = blind.indices.to_numpy(zero_copy_only=False)
    counts = np.array([name.count("0") for name in names], dtype=np.int64)[of] if names else np.zeros(0, np.int64)
    return Shapes(
        names=[clean(name).casefold() for name in names],
        of=of,
        digits=value[is_digit],
        starts=np.cumsum(counts) - counts,
    )


def span_of(shape: str, start: int, stop: int) -> tuple[int, int]:
    """Where the digits of `shape[start:stop]` stand among all digits of the shape."""
    before = shape.count("0", 0, start)
    return before, before + shape.count("0", start, stop)
