"""Ids that two exports of one program write differently, and ids that a spreadsheet has spoilt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.cells import bytes_of, cells_of
from analytics.intake.values.shapes import MOST_DIGITS

_DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", dtype=np.uint8)
_BITS = np.array([1, 2, 4, 8, 16])
# 1,23457E+11 and 123456789012345000: what a spreadsheet makes of long numbers, the same of many of them
_MANGLED = r"^(\d([.,]\d+)?[eE]\+?\d{1,3}|[1-9]\d{14}0+)$"


def identifying(ids: pd.Series) -> pd.Series:
    """The part of each id that identifies.

    Salesforce reports show 15 characters, its data exports 18: the last three repeat which of the 15 are capitals.  An id
    of 18 characters loses them where they do just that, and only there.  Where all ids are whole numbers with `.0` behind
    them, a program took them for figures: they are the numbers.  Any other id stays as it is.
    """
    texts = cells_of(ids)
    if _are_figures(texts):
        return pd.Series(
            pd.array(pc.replace_substring_regex(texts, r"\.0$", ""), dtype=pd.StringDtype("pyarrow")), index=ids.index
        )
    short = has_checksum(texts)
    if not pc.any(short).as_py():
        return ids
    cut = pc.if_else(short, pc.utf8_slice_codeunits(texts, 0, 15), texts)
    return pd.Series(pd.array(cut, dtype=pd.StringDtype("pyarrow")), index=ids.index)


def _are_figures(texts: pa.Array) -> bool:
    """Whether all ids that there are look like `12.0`."""
    if not pc.any(pc.ends_with(texts.slice(0, 100), ".0")).as_py():
        return False
    return bool(pc.all(pc.match_substring_regex(texts, r"^\d+\.0$")).as_py())


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
    texts = cells_of(ids)
    letters, bounds = bytes_of(texts)
    if (
        letters.max(initial=0) <= ord("9") and np.diff(bounds).max(initial=0) < 16
    ):  # no `e`, and no fifteen digits and a zero
        return np.zeros(len(texts), dtype=bool)
    return pc.fill_null(pc.match_substring_regex(texts, _MANGLED), False).to_numpy(zero_copy_only=False)


def repeated(ids: pd.Series) -> np.ndarray:
    """For each id: does it stand in another row too?"""
    return comparable(ids).duplicated(keep=False).to_numpy()


def count_different(ids: pd.Series) -> int:
    """How many different ids there are; a missing one is none."""
    return comparable(ids).nunique()


def comparable(ids: pd.Series) -> pd.Series:
    """The ids, or numbers that are equal where these are: they are compared in a fifth of the time that texts take."""
    numbers = as_numbers(cells_of(ids))
    return ids if numbers is None else pd.Series(numbers, index=ids.index)


def as_numbers(texts: pa.Array) -> np.ndarray | None:
    """Ids (large strings) as numbers where each is one, in the one way to write it (007 is another id than 7); else None."""
    letters, bounds = bytes_of(texts)
    sizes = np.diff(bounds)
    if texts.null_count or not len(sizes) or sizes.min() < 1 or sizes.max() > MOST_DIGITS:
        return None
    if letters.min() < ord("0") or letters.max() > ord("9") or (letters[bounds[:-1]][sizes > 1] == ord("0")).any():
        return None
    return pc.cast(texts, pa.int64()).to_numpy()
