"""Columns such as `Date entered "Demo (Sales)"`: one for each stage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format, crm_names, labels
from analytics.intake.recognise.headings import LONGEST, key


@dataclass(frozen=True)
class StageColumn:
    """A column that tells of each deal when it entered one stage of one pipeline (`""`: its own), or its time there."""

    column: int
    stage: str
    pipeline: str


@cache
def _patterns(crm: str, what: str) -> tuple[re.Pattern, ...]:
    form = crm_format(crm)
    if what == "aside":
        listed = form.get("aside", []) + form.get("wide", {}).get("aside", []) + crm_format(GENERIC)["aside"]
    else:
        listed = form.get("wide", {}).get(what, [])
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in listed)


def stage_columns(headings: Sequence[str], crm: str, what: str, contents: Contents) -> list[StageColumn]:
    """The columns that tell one thing (`entered`, `time_in`) of each stage.

    Of several for one stage the one that the description names first counts, unless it is empty.
    """
    best: dict[tuple[str, str], tuple[bool, int, str, StageColumn]] = {}
    patterns = _patterns(crm, what)
    for column, heading in enumerate(headings if patterns else []):
        text = _straight(heading)
        place, match = next(
            ((place, found) for place, each in enumerate(patterns) if (found := each.match(text))), (0, None)
        )
        if match is None:
            continue
        stay = match.groupdict()
        stage, pipeline = _stage_and_pipeline(stay["stay"]) if stay.get("stay") else (stay["id"], "")
        found = StageColumn(column, labels(crm).get(stage, stage), pipeline)
        rank = (contents.filled(column) == 0, place, heading, found)
        twin = (key(found.stage), key(pipeline))
        if twin not in best or rank[:3] < best[twin][:3]:
            best[twin] = rank
    return sorted((found for *_, found in best.values()), key=lambda each: each.column)


def is_entered(heading: str) -> bool:
    """Whether some program dates the entry of a stage in a column of this heading."""
    text = _straight(heading)
    return any(pattern.match(text) for crm in crm_names() for pattern in _patterns(crm, "entered"))


def aside(headings: Sequence[str], crm: str) -> set[int]:
    """The columns that are known and tell nothing to filter by: days and times of stages, marks of programs."""
    patterns = tuple(each for what in ("aside", "entered", "time_in") for each in _patterns(crm, what))
    return {
        column
        for column, heading in enumerate(headings)
        if any(pattern.match(_straight(heading)) for pattern in patterns)
    }


def _straight(heading: str) -> str:
    """The heading with its spelling, but straight quotes."""
    text = unicodedata.normalize("NFC", heading[:LONGEST]).strip(" \u00a0\ufeff")
    return re.sub("[‘’‚‛]", "'", re.sub("[“”„«»]", '"', text))


def _stage_and_pipeline(stay: str) -> tuple[str, str]:
    """`Demo (online) (Sales (new))` -> `Demo (online)`, `Sales (new)`: the last brackets that close what they open."""
    depth = 0
    for at in range(len(stay) - 1, 0, -1):
        depth += (stay[at] == ")") - (stay[at] == "(")
        if depth == 0:
            break
    if depth == 0 and stay.endswith(")") and stay[:at].strip():
        return stay[:at].strip(), stay[at + 1 : -1].strip()
    return stay.strip(), ""
