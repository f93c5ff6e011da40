"""A column of texts as Arrow holds it: all bytes one after the other, which can be looked at together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def cells_of(texts: pd.Series) -> pa.Array:
    """The column as one Arrow array; missing stays missing."""
    cells = pa.array(texts, type=pa.large_string(), from_pandas=True)
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def as_arrow(texts: pd.Series) -> pa.Array:
    """The column as one Arrow array, `""` for missing."""
    return cells_of(texts.astype("str")).fill_null("")


def bytes_of(cells: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all texts one after the other, and where each text begins in them; at the end, where the last one ends."""
    _, ends, text = cells.buffers()
    bounds = np.frombuffer(ends, np.int64)[cells.offset : cells.offset + len(cells) + 1]
    return np.frombuffer(text or b"", np.uint8)[bounds[0] : bounds[-1]], bounds - bounds[0]


def empty_missing(cells: pa.Array) -> pa.Array:
    """The same large strings, missing where they were `""`; the text is not copied."""
    has = pc.greater(pc.binary_length(cells), 0)
    if pc.all(has).as_py():
        return cells
    _, ends, text = cells.buffers()
    ends = ends.slice(8 * cells.offset, 8 * (len(cells) + 1))
    return pa.Array.from_buffers(cells.type, len(cells), [has.buffers()[1], ends, text])


def repeats(texts: pa.Array) -> bool:
    """Whether texts seem to be few different ones, not names or ids: then each is best looked at once."""
    first = texts.slice(0, 4096)
    return 2 * len(first.unique()) <= len(first)
