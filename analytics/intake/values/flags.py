"""Flags: yes and no in the words of nine languages."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.text import EMPTY_WORDS, clean
from analytics.wording import count

_YES = """
    true 1 1.0 yes y t on checked x ✓ ✔ ☑
    ja wahr oui vrai sí si verdadero sì vero sim verdadeiro waar sann sant 是 真
"""
_NO = """
    false 0 0.0 no n f off unchecked ☐ ✗
    nein falsch non faux falso não nao nee onwaar nei usann usant 否 不是 假
"""
WORDS = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)
"""English, German, French, Spanish, Italian, Portuguese, Dutch, Norwegian, Chinese, and what check boxes become."""


_ARCHIVED = frozenset({
    "archived", "archiviert", "archivé", "archivée", "archivado", "archivada", "archiviato", "archiviata", "arquivado",
    "arquivada", "gearchiveerd", "arkivert", "已归档", "已存档", "inactive", "inaktiv", "inactif", "inactivo",
    "inactiva", "inattivo", "inattiva", "inativo", "inativa", "inactief",
})  # fmt: skip
_ACTIVE = frozenset({
    "not archived", "unarchived", "nicht archiviert", "non archivé", "non archivée", "no archivado", "no archivada",
    "non archiviato", "non archiviata", "não arquivado", "não arquivada", "niet gearchiveerd", "ikke arkivert", "未归档", "未存档",
    "active", "aktiv", "actif", "activo", "activa", "attivo", "attiva", "ativo", "ativa", "actief",
})  # fmt: skip
STATES = {
    "is_archived": dict.fromkeys(_ARCHIVED, True) | dict.fromkeys(_ACTIVE, False),
    "is_active": dict.fromkeys(_ARCHIVED, False) | dict.fromkeys(_ACTIVE, True),
}
"""What a column of states means as a flag: Pipedrive's Archive status is "Archived" or "Not archived"."""

_TICKS = frozenset(["checked", "x", "✓", "✔", "☑"])


def flags(texts: pd.Series, states: Mapping[str, bool] | None = None) -> Column:
    """Yes and no of a column of text; `states`: what further words mean in it, one of `STATES`.

    An empty cell is missing, and so are `-`, `n/a`, `null` and `none`: a box that was never asked is no "no".  Other
    words are bad.  Where nothing but ticks is written (`checked`, `x`, ✓), the column is a check box: an empty cell is no.

        Ja     True
        nee    False
               missing
        maybe  missing   bad
    """
    codes, found = pd.factorize(texts)
    words = [clean(str(each)).casefold() for each in found]
    known = WORDS | (states or {})
    meanings = pd.Series([known.get(word) for word in words] + [None], dtype="boolean")
    empty = pd.Series([word in EMPTY_WORDS for word in words] + [True], dtype=bool)
    filled = {word for word in words if word not in EMPTY_WORDS}
    ticked = bool(filled) and filled <= _TICKS
    if ticked:
        meanings = pd.Series([word in filled for word in words] + [False], dtype="boolean")
    values = meanings.take(codes).set_axis(texts.index).rename(texts.name)
    bad = texts[(values.isna() & ~empty.take(codes).set_axis(texts.index)).to_numpy()]
    yes, no = int((values == True).sum()), int((values == False).sum())  # noqa: E712
    how = f"{count(yes, 'row')} yes, {no:,} no" if yes + no else ""
    if ticked:
        how = f"a check box: {count(yes, 'row')} ticked, empty is no"
    return Column(values=values, bad=bad, decided=None, how=how)
