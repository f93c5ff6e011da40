"""Flags: yes and no in the words of nine languages."""

from __future__ import annotations

import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.shapes import count
from analytics.intake.values.text import EMPTY_WORDS, clean

_YES = """
    true 1 1.0 yes y t on checked x ✓ ✔ ☑
    ja wahr oui vrai sí si verdadero sì vero sim verdadeiro waar sann 是
"""
_NO = """
    false 0 0.0 no n f off unchecked ☐ ✗
    nein falsch non faux falso não nao nee onwaar nei usann 否
"""
WORDS = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)
"""English, German, French, Spanish, Italian, Portuguese, Dutch, Norwegian, Chinese, and what check boxes become."""


def flags(texts: pd.Series) -> Column:
    """Yes and no of a column of text.

    An empty cell is missing, and so are `-`, `n/a`, `null` and `none`: a box that was never asked is no "no".  Other
    words are bad.

        Ja     True
        nee    False
               missing
        maybe  missing   bad
    """
    codes, found = pd.factorize(texts)
    words = [clean(str(each)).casefold() for each in found]
    meanings = pd.Series([WORDS.get(word) for word in words] + [None], dtype="boolean")
    empty = pd.Series([word in EMPTY_WORDS for word in words] + [True], dtype=bool)
    values = meanings.take(codes).set_axis(texts.index).rename(texts.name)
    bad = texts[(values.isna() & ~empty.take(codes).set_axis(texts.index)).to_numpy()]
    yes, no = int((values == True).sum()), int((values == False).sum())  # noqa: E712
    return Column(values=values, bad=bad, decided=None, how=f"{count(yes, 'row')} yes, {no:,} no" if yes + no else "")
