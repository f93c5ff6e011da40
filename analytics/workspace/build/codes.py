"""Columns as numbers: words by their place in a list, days and times with the missing ones before all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

NO_DAY = np.iinfo(np.int32).min
NO_TIME = np.iinfo(np.int64).min
DAY = 86_400_000_000  # microseconds
_NAME = pa.large_string()


def coded(column: pa.ChunkedArray | pa.Array) -> tuple[np.ndarray, list[str]]:
    """For each cell the place of its word, from 1; 0 where it is missing.  And the words."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    if not pa.types.is_dictionary(whole.type):
        whole = whole.cast(_NAME).dictionary_encode()
    return whole.indices.cast(pa.int32()).fill_null(-1).to_numpy() + 1, whole.dictionary.to_pylist()


def decoded(codes: np.ndarray, words: Sequence[str | None]) -> pa.DictionaryArray:
    """The column whose cells have these words; the inverse of `coded`."""
    return pa.DictionaryArray.from_arrays(
        pa.array((codes - 1).astype(np.int32), mask=codes == 0), pa.array(words, _NAME)
    )


def combined(columns: Sequence[tuple[np.ndarray, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Which rows have the same codes in all columns, each with how many codes it has: for each row the number of its
    combination, and for each of these one row that has it."""
    of, size = np.zeros(len(columns[0][0]), dtype=np.int64), min(len(columns[0][0]), 1)
    for codes, codes_in_all in columns:
        if len(codes) and codes.min() < codes.max():
            of, size = _numbered(of * codes_in_all + codes, size * codes_in_all)
    row = np.empty(size, dtype=np.int64)
    row[of] = np.arange(len(of))
    return of, row


def _numbered(of: np.ndarray, size: int) -> tuple[np.ndarray, int]:
    """The same without the numbers that do not occur."""
    if size > 1 << 20:
        found, of = np.unique(of, return_inverse=True)
        return of, len(found)
    occurs = np.zeros(size, dtype=bool)  # sorting millions of rows costs more than a table of all that may be
    occurs[of] = True
    return (np.cumsum(occurs) - 1)[of], int(occurs.sum())


def words_of(columns: Sequence[tuple[np.ndarray, Sequence]], rows: np.ndarray) -> list[tuple]:
    """What the coded columns say in these rows."""
    told = [[words[code - 1] if code else None for code in codes[rows].tolist()] for codes, words in columns]
    return list(zip(*told, strict=True))


def days(column: pa.ChunkedArray) -> np.ndarray:
    """Days since 1970, `NO_DAY` where missing."""
    return column.combine_chunks().cast(pa.int32()).fill_null(NO_DAY).to_numpy()


def times(column: pa.ChunkedArray) -> np.ndarray:
    """Microseconds since 1970, `NO_TIME` where missing."""
    whole = column.combine_chunks().cast(pa.timestamp("us")).cast(pa.int64())
    return whole.fill_null(NO_TIME).to_numpy()


def as_days(values: np.ndarray) -> pa.Array:
    """The inverse of `days`."""
    return pa.array(values.astype(np.int32), mask=values == NO_DAY).cast(pa.date32())


def as_times(values: np.ndarray) -> pa.Array:
    """The inverse of `times`."""
    return pa.array(values, mask=values == NO_TIME).cast(pa.timestamp("us"))


def day_of(times: np.ndarray) -> np.ndarray:
    """The days of times."""
    return np.where(times == NO_TIME, NO_DAY, times // DAY).astype(np.int32)


def midnight(days: np.ndarray) -> np.ndarray:
    """The first moment of days."""
    return np.where(days == NO_DAY, NO_TIME, days.astype(np.int64) * DAY)


def earliest(*days: np.ndarray) -> np.ndarray:
    """The first of the days that are known; missing where none is.  (The last of them is `np.maximum`.)"""
    first, *others = days
    for other in others:
        first = np.where(first == NO_DAY, other, np.where(other == NO_DAY, first, np.minimum(first, other)))
    return first


def in_order(key: np.ndarray) -> np.ndarray | slice:
    """Which rows to take for the order of this key, equal ones as they are; all, where they are in order."""
    return slice(None) if (key[1:] >= key[:-1]).all() else np.argsort(key, kind="stable")


def runs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of equal values begins, and where it ends (its last place)."""
    first = np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])
    return first, np.append(first[1:], len(values))[: len(first)] - 1
