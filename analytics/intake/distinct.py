"""Decisions per distinct value: a column of a million texts has a few dozen of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa

TEXT = pd.StringDtype("pyarrow")


def distinct_texts(texts: pd.Series) -> list[str]:
    """The different texts, in the order in which they come; missing is none of them."""
    return pa.array(texts.array).unique().drop_null().to_pylist()


def per_distinct(texts: pd.Series, meaning: Callable[[str], str | None]) -> pd.Series:
    """What each text means, found out once for each distinct text; missing stays missing."""
    codes, words = pd.factorize(texts)
    meanings = pd.array([meaning(word) for word in words], dtype=TEXT)
    return pd.Series(meanings.take(codes, allow_fill=True), index=texts.index)


def says(texts: pd.Series, meaning: Callable[[str], bool]) -> np.ndarray:
    """For each text: does it say so?  Missing does not."""
    codes, words = pd.factorize(texts)
    return np.array([*map(meaning, words), False], dtype=bool)[codes]


def per_pair(texts: pd.Series, others: pd.Series, meaning: Callable[[str, str], str]) -> pd.Series:
    """What each text means beside the text of another column, found out once for each distinct pair.

    A missing text stays missing; beside a missing one, a text stays as it is.
    """
    codes, words = pd.factorize(texts)
    beside, other_words = pd.factorize(others)
    width = len(other_words) + 1
    of, pairs = pd.factorize((codes + 1) * width + beside + 1)
    meanings = []
    for pair in pairs.tolist():
        at, other = divmod(pair, width)
        word = words[at - 1] if at else None
        meanings.append(meaning(word, other_words[other - 1]) if at and other else word)
    return pd.Series(pd.array(meanings, dtype=TEXT).take(of), index=texts.index)


def nothing(index: pd.Index) -> pd.Series:
    """A column of missing texts."""
    return pd.Series(pd.array(pa.nulls(len(index), pa.large_string()), dtype=TEXT), index=index)
