"""The usual column of amounts, read at once: every cell digits alone, or every cell digits, a point and two digits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.cells import as_arrow, bytes_of, empty_missing
from analytics.intake.distinct import nothing
from analytics.intake.model import Column
from analytics.intake.values.units import LIMIT, PLACES, amounts_of
from analytics.wording import count

_CENTS = len(".00")
_LONGEST = 15  # letters of a cell that certainly is no more than an int64


def plain_amounts(texts: pd.Series, scale: int) -> Column | None:
    """What `money` says of a column whose filled cells all are such numbers; None where they are not.

    None too where no cell is filled, and where an amount is beyond the limit: such a column is looked at shape by shape,
    which takes three times as long.
    """
    cells = as_arrow(texts)
    letters, bounds = bytes_of(cells)
    sizes = np.diff(bounds)
    known = sizes > 0
    rows, points = int(known.sum()), letters == ord(".")
    if not rows or sizes.max() > _LONGEST:
        return None
    has_cents = bool(points.any())
    if has_cents:
        sizes = sizes[known]
        if sizes.min() <= _CENTS or points.sum() != rows or not points[bounds[1:][known] - _CENTS].all():
            return None
        letters, bounds = letters[~points], bounds - np.concatenate([[0], np.cumsum(known)])
    if letters.min() < ord("0") or letters.max() > ord("9"):
        return None
    digits = pa.Array.from_buffers(cells.type, len(cells), [None, pa.py_buffer(bounds), pa.py_buffer(letters)])
    units = pc.cast(empty_missing(digits), pa.int64()).fill_null(0).to_numpy()
    power = scale + PLACES - (2 if has_cents else 0)
    if power < 0 or units.max() > LIMIT // 10**power:
        return None
    how = (
        f"decimal point: proven by {count(rows, 'row')}, 0 against" if has_cents else "whole numbers without separators"
    )
    return Column(
        values=pd.Series(amounts_of(units * 10**power, known), index=texts.index, name=texts.name),
        bad=texts.iloc[:0],
        decided="point" if has_cents else None,
        how=how,
        currency=nothing(texts.index),
    )
