"""Text as people see it: without the blanks, line breaks and formula guards that a file adds."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.cells import as_arrow, bytes_of, empty_missing, repeats

EMPTY_WORDS = frozenset({"", "-", "–", "—", "n/a", "null", "none"})
"""What stands for "no value" where a value is expected.  In a text column these are texts like any other."""

# Python's \s knows every Unicode blank, RE2's only the six of ASCII; the byte-order mark and the zero-width blank
# are no white space for either, yet nobody sees them
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_ODD_BLANKS = r"\t-\r\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200b}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_BLANKS_RE2 = rf"[ {_ODD_BLANKS}]{{2,}}|[{_ODD_BLANKS}]"
# Odoo and Espo put an apostrophe before what a spreadsheet would take for a formula; elsewhere it is part of the text
_GUARD = re.compile(r"^'(?=[=+\-@])")
# what is written so that a spreadsheet leaves a number as it is: ="00123"
# or makes it a link
_AS_FORMULA = r'^=(?:[Hh][Yy][Pp][Ee][Rr][Ll][Ii][Nn][Kk]\(\s*"[^"]*"\s*[,;]\s*"([^"]+)"\s*\)|"([^"]*)")$'
# what East Asian keyboards write as wide as a character of theirs, and the byte with which each of it begins
_WIDE, _WIDE_BYTE = r"[\x{ff01}-\x{ff5e}\x{ffe0}-\x{ffe6}]", 0xEF
_PIECE = 2**16  # texts looked at together: as many as stay near the processor


def clean(text: str) -> str:
    """One text as `clean_text` gives it, `""` staying `""`."""
    text = _GUARD.sub("", _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip())
    return re.sub(_AS_FORMULA, r"\1\2", text).strip()


def clean_text(texts: pd.Series) -> pd.Series:
    """The texts in composed Unicode, without outer blanks, every inner run of blanks and line breaks one blank.

    An apostrophe that guards against formulas is removed (`'-10% deal` is `-10% deal`, `'tis` stays), and so is the
    formula around a text that guards a number (`="00123"` is `00123`).  Missing is the empty text alone: NA, None, NULL and NaN are names like others.

    Returns a Series of dtype `string`, same index, `pd.NA` where the text is empty.
    """
    words = as_arrow(texts)
    unclean = _unclean(words)
    if unclean.any():
        if repeats(words):
            coded = words.dictionary_encode()
            words = _cleaned(coded.dictionary, _unclean(coded.dictionary)).take(coded.indices)
        else:
            words = _cleaned(words, unclean)
    return pd.Series(pd.array(empty_missing(words), dtype="string[pyarrow]"), index=texts.index, name=texts.name)


def _unclean(words: pa.Array) -> np.ndarray:
    """Which texts cleaning may change, by the bytes of all of them at once: a tenth of the cost of a regex on each.

    Those with anything but the visible letters of ASCII and single blanks between them, or with the beginning of a guard.
    """
    pieces = [_unclean_at_once(words.slice(start, _PIECE)) for start in range(0, len(words), _PIECE)]
    return np.concatenate(pieces) if pieces else np.zeros(0, bool)


def _unclean_at_once(words: pa.Array) -> np.ndarray:
    letters, bounds = bytes_of(words)
    if not len(letters):
        return np.zeros(len(words), bool)
    filled = bounds[1:] > bounds[:-1]
    first, last = letters[np.minimum(bounds[:-1], len(letters) - 1)], letters[bounds[1:] - 1]
    unclean = ((first == ord(" ")) | (last == ord(" ")) | (first == ord("'")) | (first == ord("="))) & filled
    blank = letters == ord(" ")
    double = blank[1:] & blank[:-1]
    if double.any() or letters.min() < ord(" ") or letters.max() > ord("~"):
        odd = (letters < ord(" ")) | (letters > ord("~"))
        odd[1:] |= double
        unclean[filled] |= np.logical_or.reduceat(odd, bounds[:-1][filled])
    return unclean


def _cleaned(words: pa.Array, unclean: np.ndarray) -> pa.Array:
    which = pa.array(unclean)
    return pc.replace_with_mask(words, which, _clean_all(words.filter(which))) if unclean.any() else words


def _clean_all(words: pa.Array) -> pa.Array:
    words = pc.utf8_normalize(words, form="NFC")
    words = pc.utf8_trim(pc.replace_substring_regex(words, _BLANKS_RE2, " "), " ")
    words = pc.replace_substring_regex(words, r"^'([=+\-@])", r"\1")
    return pc.utf8_trim(pc.replace_substring_regex(words, _AS_FORMULA, r"\1\2"), " ")


def filled(texts: pd.Series) -> np.ndarray:
    """Which cells of a column are not empty."""
    return pc.binary_length(pa.array(texts.array)).to_numpy(zero_copy_only=False) > 0


def half_width(texts: pd.Series) -> pd.Series:
    """Digits and signs of Chinese and Japanese typing as others write them: `１，２３４` is `1,234`, `２０２６／０３／０５` is `2026/03/05`."""
    cells = as_arrow(texts)
    letters, _ = bytes_of(cells)
    if letters.max(initial=0) < _WIDE_BYTE or not (letters == _WIDE_BYTE).any():
        return texts
    wide = pc.match_substring_regex(cells, _WIDE)
    narrow = pc.replace_with_mask(cells, wide, pc.utf8_normalize(cells.filter(wide), form="NFKC"))
    return pd.Series(pd.array(narrow, dtype=texts.dtype), index=texts.index, name=texts.name)
