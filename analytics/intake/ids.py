"""Ids that two exports of one program write differently, and ids that a spreadsheet has spoilt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", dtype=np.uint8)
_BITS = np.array([1, 2, 4, 8, 16])
# 1,23457E+11 and 123456789012345000: what a spreadsheet makes of long numbers, the same of many of them
_MANGLED = r"^(\d([.,]\d+)?[eE]\+?\d{1,3}|[1-9]\d{14}0+)$"


def identifying(ids: pd.Series) -> pd.Series:
    """The part of each id that identifies.

    Salesforce reports show 15 characters, its data exports 18: the last three repeat which of the 15 are capitals.  An id
    of 18 characters loses them where they do just that, and only there; any other id stays as it is.
    """
    texts = _arrow(ids)
    short = has_checksum(texts)
    if not pc.any(short).as_py():
        return ids
    cut = pc.if_else(short, pc.utf8_slice_codeunits(texts, 0, 15), texts)
    return pd.Series(pd.array(cut, dtype=pd.StringDtype("pyarrow")), index=ids.index)


def has_checksum(texts: pa.Array) -> pa.Array:
    """For each id: are its last three of 18 characters those that Salesforce adds?"""
    if not pc.any(pc.equal(pc.binary_length(texts), 18)).as_py():
        return pa.array(np.zeros(len(texts), dtype=bool))
    fits = pc.fill_null(pc.match_substring_regex(texts, r"^[0-9A-Za-z]{15}[A-Z0-5]{3}$"), False)
    long = texts.filter(fits)
    if not len(long):
        return fits
    letters = np.frombuffer("".join(long.to_pylist()).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    capital = (letters[:, :15] >= ord("A")) & (letters[:, :15] <= ord("Z"))
    repeats = (_DIGITS[capital.reshape(-1, 3, 5) @ _BITS] == letters[:, 15:]).all(axis=1)
    repeats &= (letters[:, :15] > ord("9")).any(axis=1)  # a long number is no such id
    checked = np.zeros(len(texts), dtype=bool)
    checked[np.flatnonzero(fits.to_numpy(zero_copy_only=False))] = repeats
    return pa.array(checked)


def mangled(ids: pd.Series) -> np.ndarray:
    """For each id: did a spreadsheet round it (`1.23457E+11`), so that other deals may have got the same one?"""
    return pc.fill_null(pc.match_substring_regex(_arrow(ids), _MANGLED), False).to_numpy(zero_copy_only=False)


def _arrow(ids: pd.Series) -> pa.Array:
    cells = pa.array(ids, type=pa.large_string(), from_pandas=True)
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
