"""Numbers as people group and point them: which sign is the decimal one, decided for a column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analytics.wording import count

SIGNS = {"point": ".", "comma": ","}
NOT = -1
"""The number of decimals of what cannot be read."""


def decimals(body: str, decimal: str) -> int:
    """How many decimals the number of this shape has under `decimal` (`point` or `comma`); NOT if it cannot be read.

    Thousands may be grouped by the other sign, a blank or an apostrophe, one of them throughout; lakhs
    (12,34,567.89) by commas.  `1.234` has three decimals under point, none under comma, and `1,234.50` can only be
    read under point.
    """
    found = _WHOLE[decimal].fullmatch(body)
    return NOT if found is None else len(found["decimals"] or found["bare"] or "")


def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    lakhs = r"|00?(?:,00)+,000" if group == "," else ""
    whole = rf"0+|0{{1,3}}(?:(?P<group>[{group} '])000)(?:(?P=group)000)*{lakhs}"
    return re.compile(rf"(?:(?:{whole})(?:[{decimal}](?P<decimals>0*))?|[{decimal}](?P<bare>0+))")


_WHOLE = {"point": _pattern(".", ","), "comma": _pattern(",", ".")}


@dataclass(frozen=True)
class Sign:
    """The decimal sign of a column, how it was decided, and what else it might be."""

    decided: str | None
    how: str
    choices: tuple[str, ...] = ()
    conflict: Mapping[str, np.ndarray] = field(default_factory=dict)  # sign -> the places of the rows that prove it


def sign_of(point: np.ndarray, comma: np.ndarray, leading_zero: np.ndarray) -> Sign:
    """Decide the sign from the decimals that each row has under point and under comma.

    A row proves a sign when it can be read under that one only.  `0.125` can be read under both, but nobody groups
    a zero, so it proves the point.
    """
    both = (point >= 0) & (comma >= 0)
    proves_point = ((point >= 0) & (comma < 0)) | (both & leading_zero & (point > comma))
    proves_comma = ((comma >= 0) & (point < 0)) | (both & leading_zero & (comma > point))
    for_point, for_comma = int(proves_point.sum()), int(proves_comma.sum())
    conflict = {}
    if for_point and for_comma:
        conflict = {"point": np.flatnonzero(proves_point), "comma": np.flatnonzero(proves_comma)}
    if for_point != for_comma:
        decided, most, fewest = (
            ("point", for_point, for_comma) if for_point > for_comma else ("comma", for_comma, for_point)
        )
        against = f"{fewest:,} against" + (" and left out" if fewest else "")
        return Sign(decided, f"decimal {decided}: proven by {count(most, 'row')}, {against}", conflict=conflict)
    if not for_point and not (both & (point != comma)).any():
        return Sign(None, "whole numbers without separators" if both.any() else "")
    return _assumption(point, comma, conflict)


def _assumption(point: np.ndarray, comma: np.ndarray, conflict: Mapping[str, np.ndarray]) -> Sign:
    """With nothing proven, the sign that stands before three digits groups thousands: amounts seldom have mills."""
    points, commas = int((point > comma).sum()), int((comma > point).sum())
    decided = "comma" if points > commas else "point"
    grouped = f'"{SIGNS["point" if decided == "comma" else "comma"]}" taken to group thousands'
    if conflict:
        each = count(len(conflict[decided]), "row")
        how = (
            f"a conflict: {each} can only have a decimal point, {each} only a decimal comma; decimal {decided} assumed"
        )
    else:
        how = f"decimal {decided}: an assumption, no row proves it"
    return Sign(decided, f"{how}, {grouped}", ("point", "comma"), conflict)
