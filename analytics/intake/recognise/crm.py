"""Which program wrote a file: all that speaks for each, weighed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import pandas as pd

from analytics.intake.fields import FIELDS
from analytics.intake.ids import identifying
from analytics.intake.model import Question
from analytics.intake.recognise.aliases import aliases_of
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format, crm_names
from analytics.intake.recognise.headings import LONGEST, key

ENOUGH = 4.0
"""What a program must weigh to be named: two headings that only it writes, or one and its ids."""

_SIGNATURE = 2.0
_SIGNATURE_IN_OTHER_CASE = 1.0
_PATTERN, _PATTERNS = 2.0, 4.0
# ids of another kind outweigh two headings, but not several: small and old accounts have short ids, and people renumber
_PROOF, _REFUTED, _FITS = 4.0, -1.5, 0.5
_FILE_NAME = 1.0
_CLOSE = 1.0


def which_crm(headings: Sequence[str], file_name: str, contents: Contents) -> tuple[str, list[Question]]:
    """The program that wrote a table, any table (`generic`) where too little speaks for one; and whether that is open."""
    weights = {crm: weigh(crm, headings, file_name, contents) for crm in crm_names() if crm != GENERIC}
    best, second = sorted(weights, key=lambda crm: (-weights[crm], crm))[:2]
    if weights[best] < ENOUGH:
        return GENERIC, []
    if weights[second] < ENOUGH or weights[best] - weights[second] >= _CLOSE:
        return best, []
    names = [str(crm_format(crm)["name"]) for crm in (best, second)]
    about = f"Which program wrote the file: {' or '.join(names)}? The columns would be read as {names[0]} means them."
    return best, [Question(about, "crm", [best, second], best)]


def weigh(crm: str, headings: Sequence[str], file_name: str, contents: Contents) -> float:
    """What speaks for one program: its headings to the letter, its ids, its file name."""
    form = crm_format(crm)
    spelled = {_spelled(heading) for heading in headings}
    words = {key(heading) for heading in headings}
    weight = sum(
        _SIGNATURE if heading in spelled else _SIGNATURE_IN_OTHER_CASE if key(heading) in words else 0
        for heading in form["signature"]
    )
    for pattern in form["patterns"]:
        fitting = sum(re.match(pattern, heading) is not None for heading in spelled)
        weight += _PATTERNS if fitting >= 3 else _PATTERN if fitting else 0
    weight += sum(share for heading, share in _shares(crm).items() if heading in spelled)
    weight += _ids(crm, headings, contents)
    # a file name alone is far from enough: anybody may rename a file
    return weight + _FILE_NAME * bool(form["file_name"] and form["file_name"] in file_name.casefold())


def _spelled(heading: str) -> str:
    text = re.sub("[‘’]", "'", unicodedata.normalize("NFC", heading[:LONGEST]).replace("\u00a0", " "))
    return text.strip(" \ufeff↑↓")


@cache
def _shares(crm: str) -> dict[str, float]:
    """What each heading of a program says for it: little where others spell it so too, less where anybody does."""
    writers: dict[str, set[str]] = {}
    for each in crm_names():
        for kind in FIELDS:
            for alias in aliases_of(each, kind):
                writers.setdefault(alias.written, set()).add(each)
    return {
        heading: (0.25 if GENERIC in by else 1.0) / len(by - {GENERIC})
        for heading, by in writers.items()
        if crm in by and heading not in crm_format(crm)["signature"]
    }


def _ids(crm: str, headings: Sequence[str], contents: Contents) -> float:
    """Whether the ids look like this program's."""
    form = crm_format(crm)
    if "id" not in form:
        return 0.0
    names = {key(alias.written) for kind in FIELDS for alias in aliases_of(crm, kind) if alias.field in _IDS}
    texts = [
        text for column, heading in enumerate(headings) if key(heading) in names for text in contents.samples(column)
    ]
    if not texts:
        return 0.0
    fitting = identifying(pd.Series(texts, dtype="str")).str.fullmatch(form["id"]).mean()
    if fitting < 0.5:
        return _REFUTED
    return _PROOF if form.get("id_proves") and fitting > 0.9 else _FITS


_IDS = ("deal_id", "subscription_id")
