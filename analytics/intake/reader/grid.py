"""All records of a file by columns: what every way of reading leads to, and all that follows works on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.cells import bytes_of

TEXT = pa.large_string()
VISIBLE = range(0x21, 0x7F)  # the letters of ASCII that people see
BATCH = 20_000  # records at a time on their way into columns


@dataclass(frozen=True)
class Grid:
    """The records of a file in their order; the first has place 0.

    - `columns`: one cell of every record each; the records of another width cut or filled up with `""`
    - `odd`: the whole of the records that are wider or narrower than the grid, by place
    - `size`: how many records there are
    """

    columns: list[pa.ChunkedArray]
    odd: Mapping[int, list[str]]
    size: int

    @classmethod
    def of_records(cls, records: Iterable[list[str]], width: int) -> Grid:
        """The grid of any records."""
        columns: list[list[pa.Array]] = [[] for _ in range(width)]
        odd: dict[int, list[str]] = {}
        size = 0
        for batch in _batches(records):
            for place, record in enumerate(batch):
                if len(record) != width:
                    odd[size + place] = record
                    batch[place] = even(record, width)
            for column, cells in zip(columns, zip(*batch, strict=True), strict=True):
                column.append(pa.array(cells, TEXT))
            size += len(batch)
        return cls([pa.chunked_array(column, TEXT) for column in columns], odd, size)

    @property
    def width(self) -> int:
        return len(self.columns)

    def record(self, place: int) -> list[str]:
        """One record, as long as it is in the file."""
        if place in self.odd:
            return self.odd[place]
        return [column[place].as_py() for column in self.columns]

    def records(self, places: Sequence[int]) -> list[list[str]]:
        """Some records, as `record` gives them."""
        at = pa.array(places, pa.int64())
        slices = [column.take(at).to_pylist() for column in self.columns]
        found = map(list, zip(*slices, strict=True)) if slices else ([] for _ in places)
        return [self.odd.get(place, record) for place, record in zip(places, found, strict=True)]

    def head(self, count: int) -> list[list[str]]:
        """The first records, as `record` gives them."""
        return self.records(range(min(count, self.size)))

    @cached_property
    def filled(self) -> np.ndarray:
        """How many cells that are not `""` each record has."""
        counts = np.zeros(self.size, np.int32)
        for column in self.columns:
            counts += lengths(column) > 0
        for place, record in self.odd.items():
            counts[place] = len(record) - record.count("")
        return counts

    @cached_property
    def labels(self) -> tuple[np.ndarray, np.ndarray]:
        """(place, column) of the first cell of each record that is not blank; records all blank are not among them."""
        places, columns = [], []
        rest = np.arange(self.size)
        for number, column in enumerate(self.columns):
            if not len(rest):
                break
            cells = column if len(rest) == self.size else column.take(pa.array(rest))
            has = lengths(cells) > 0
            # what begins with a visible letter of ASCII is not blank; the others are few
            doubtful = np.flatnonzero(has & ~beginning(cells, VISIBLE))
            has[doubtful] = ~pc.utf8_is_space(cells.take(pa.array(doubtful))).to_numpy()
            places.append(rest[has])
            columns.append(np.full(int(has.sum()), number))
            rest = rest[~has]
        for place in rest.tolist():
            wide = self.odd.get(place, [])[self.width :]
            beyond = next((at for at, cell in enumerate(wide) if cell.strip()), None)
            if beyond is not None:
                places.append(np.array([place]))
                columns.append(np.array([self.width + beyond]))
        if not places:
            return np.array([], np.int64), np.array([], np.int64)
        order = np.argsort(np.concatenate(places), kind="stable")
        return np.concatenate(places)[order], np.concatenate(columns)[order]


def even(record: list[str], width: int) -> list[str]:
    """A record cut or filled up with `""` to a width."""
    return record[:width] if len(record) >= width else [*record, *[""] * (width - len(record))]


def lengths(column: pa.ChunkedArray) -> np.ndarray:
    """The length of each cell in bytes."""
    return pc.binary_length(column).to_numpy()


def beginning(column: pa.ChunkedArray, codes: range) -> np.ndarray:
    """Which cells begin with a byte of these."""
    found = [np.array([], bool)]
    for chunk in column.chunks:
        letters, bounds = bytes_of(chunk)
        has = bounds[1:] > bounds[:-1]
        first = letters[bounds[:-1][has]]
        found.append(has)
        found[-1][has] = (first >= codes.start) & (first < codes.stop)
    return np.concatenate(found)


def holding(column: pa.ChunkedArray, codes: list[int]) -> np.ndarray:
    """The places of the cells that hold one of these bytes, found in the bytes of all cells at once."""
    found, start = [np.array([], np.int64)], 0
    for chunk in column.chunks:
        letters, bounds = bytes_of(chunk)
        if letters.min(initial=255) <= max(codes):  # seldom, where they are line ends
            is_one = letters == codes[0]
            for code in codes[1:]:
                is_one |= letters == code
            cells = np.searchsorted(bounds, np.flatnonzero(is_one), "right") - 1
            found.append(cells[np.diff(cells, prepend=-1) > 0] + start)
        start += len(chunk)
    return np.concatenate(found)


def _batches(records: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    each = iter(records)
    while batch := list(islice(each, BATCH)):
        yield batch
