"""Ids that two exports of one program write differently."""

from __future__ import annotations

import re

import pandas as pd

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def identifying(ids: pd.Series) -> pd.Series:
    """The part of each id that identifies.

    Salesforce reports show 15 characters, its data exports 18: the last three repeat which of the 15 are capitals.  An id
    of 18 characters loses them where they do just that, and only there; any other id stays as it is.
    """
    short = {each: each[:15] for each in ids.dropna().unique() if _repeats_its_capitals(str(each))}
    return ids.replace(short) if short else ids


def _repeats_its_capitals(text: str) -> bool:
    if not re.fullmatch(r"[0-9A-Za-z]{15}[A-Z0-5]{3}", text) or text[:15].isdigit():
        return False
    groups = (text[start : start + 5] for start in (0, 5, 10))
    return text[15:] == "".join(_DIGITS[sum(each.isupper() << at for at, each in enumerate(group))] for group in groups)
