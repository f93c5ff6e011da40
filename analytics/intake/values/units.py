"""Amounts as whole ten-thousandths, to reckon with exactly and for all rows at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

PLACES = 4
"""Decimals of an amount."""
LIMIT = 10**13 * 10**PLACES - 1
"""The largest amount in its smallest parts: nobody sells for ten trillions, which is an id, or digits glued together."""
MONEY = pa.decimal128(18, PLACES)


def amounts_of(units: np.ndarray, known: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The units as decimals, laid out as Arrow lays out 128 bits: the low half, then the sign."""
    halves = np.empty((len(units), 2), dtype=np.int64)
    halves[:, 0] = np.where(known, units, 0)
    halves[:, 1] = halves[:, 0] >> 63
    valid = pa.py_buffer(np.packbits(known, bitorder="little"))
    return pd.array(pa.Array.from_buffers(MONEY, len(units), [valid, pa.py_buffer(halves)]), dtype=pd.ArrowDtype(MONEY))


def units_of(amounts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The ten-thousandths of amounts below ten trillions (0 where there is none), and which are known."""
    cells = pa.array(amounts, type=MONEY, from_pandas=True)
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    known = cells.is_valid().to_numpy(zero_copy_only=False)
    data = cells.buffers()[1]
    halves = (
        np.frombuffer(data, dtype=np.int64)[2 * cells.offset :: 2][: len(cells)] if len(cells) else np.zeros(0, int)
    )
    return np.where(known, halves, 0), known
