"""Columns such as `Date entered "Demo (Sales)"`: one for each stage, as a program writes them or as people do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pandas as pd

from analytics.intake.fields import ENTERED
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format, crm_names, labels
from analytics.intake.recognise.headings import LONGEST, key, normal
from analytics.intake.stages.words import is_agreed_word, is_usual_name, kind_by_name, outcome, plain, usual_place


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


def stage_days(
    headings: Sequence[str],
    stated: Mapping[str, int | None],
    free: Sequence[int],
    stages: Collection[str],
    contents: Contents,
) -> dict[str, StageColumn]:
    """The columns that date the entry of a stage in the words of people, by field: `entered:Demo`.

    Those that a person stated, and of the columns that are `free` those that hold days and are named after one of the
    `stages` of the file: `Entered Demo`; or, where at least two are, `Demo date` and `Offer`.  Where headings say that a
    stage is entered, and some of a wording name stages of the file, another of them may name one in which no deal stands.
    """
    found = {}
    for name, column in stated.items():
        text = name.removeprefix(ENTERED).strip()
        if column is not None:
            found[name] = StageColumn(column, *(_stage_named(text, stages) or _stage_and_pipeline(text)))
    of_days = [column for column in free if column not in stated.values() and stages and contents.holds_days(column)]
    # of two columns for one stage the better filled one
    of_days.sort(key=lambda column: (-(contents.filled(column) or 0), headings[column]))
    for what, enough in (("said", 1), ("dated", 2)):
        named = {f"{ENTERED}{_written(each)}": each for each in reversed(_named(headings, what, of_days, stages))}
        if len(named) >= enough:
            named = {name: each for name, each in named.items() if name not in stated}
            return found | dict(sorted(named.items(), key=lambda each: each[1].column))
    return found


def tells_stage(columns: Mapping[str, int], contents: Contents) -> bool:
    """Whether one of the mapped columns holds stages: a status does too, unless all its words are outcomes."""
    if "stage" in columns or "status" not in columns:
        return "stage" in columns
    return not all(map(outcome, contents.different(columns["status"])))


def stages_in_headings(
    headings: Sequence[str],
    free: Sequence[int],
    stated: Mapping[str, int | None],
    mapped: Mapping[str, int],
    contents: Contents,
) -> dict[str, StageColumn]:
    """The columns that date the entry of a stage, by field, in a table that has no column for the stage itself.

    Columns of days whose heading says that a stage is entered (`Entered Demo`), at least two; or whose heading is the usual
    name of a stage (`Demo`, `Demo date`), at least three, or two and an outcome, where the days follow each other as such
    stages do in four of five rows.  `stated`: columns that a person named, which are none of these; `mapped`: field ->
    column, among which the days won or lost may have columns of their own.
    """
    if tells_stage(mapped, contents):
        return {}
    said = {column: stay for column in free if (stay := _stay(headings[column], "said"))}
    named = {column: stay for column in free if (stay := _stay(headings[column], "dated"))}
    of_days = {column for column in {*said, *named} - {*stated.values()} if contents.holds_days(column)}
    said = {column: _stage_and_pipeline(stay) for column, stay in said.items() if column in of_days}
    if len(said) >= 2:
        return _by_field(said, stated)
    named = {column: stay for column, stay in named.items() if column in of_days}
    steps = sorted(
        (column for column in named if kind_by_name(named[column]) == "open" and not is_agreed_word(named[column])),
        key=lambda column: (usual_place(named[column]), named[column]),
    )
    has_outcome = not {"won_on", "lost_on"}.isdisjoint(mapped)
    if len(steps) < 2 or len(named) + has_outcome < 3 or not _follow(steps, contents):
        return {}
    return _by_field({column: (stay, "") for column, stay in named.items()}, stated)


def _stay(heading: str, what: str) -> str:
    """The stage that a heading names in a wording of `generic.toml`; in one that need say nothing else, a usual name."""
    stays = [
        match["stay"].strip("\"' ") for each in _patterns(GENERIC, what) if (match := each.match(_straight(heading)))
    ]
    return next((stay for stay in stays if what == "said" or is_usual_name(stay)), "")


def _by_field(stays: Mapping[int, tuple[str, str]], stated: Mapping[str, int | None]) -> dict[str, StageColumn]:
    columns = [StageColumn(column, *stay) for column, stay in sorted(stays.items())]
    named = {f"{ENTERED}{_written(each)}": each for each in columns}
    return {name: each for name, each in named.items() if name not in stated}


def _follow(steps: Sequence[int], contents: Contents) -> bool:
    """Whether the days of these columns, where two are known, come one after the other in four of five cases."""
    # in whichever order of day and month most of them are days
    read = [[contents.days(column, order) for column in steps] for order in (None, "dmy", "mdy")]
    most = max(sum(int(each.count()) for each in days) for days in read)
    return any(_in_turn(days) for days in read if sum(int(each.count()) for each in days) == most)


def _in_turn(days: Sequence[pd.Series]) -> bool:
    pairs = [(a <= b)[a.notna() & b.notna()] for a, b in combinations(days, 2)]
    told = sum(map(len, pairs))
    return told > 0 and sum(int(each.sum()) for each in pairs) >= 0.8 * told


def _named(headings: Sequence[str], what: str, columns: Sequence[int], stages: Collection[str]) -> list[StageColumn]:
    """The columns whose headings read as one of the wordings in `generic.toml`, with the stage in it."""
    found: dict[int, StageColumn] = {}
    for pattern in _patterns(GENERIC, what):
        matches = {column: pattern.match(_straight(headings[column])) for column in columns if column not in found}
        stays = {column: match["stay"].strip("\"' ") for column, match in matches.items() if match}
        known = {column: told for column, stay in stays.items() if (told := _stage_named(stay, stages))}
        if what == "said" and known:
            known = {column: _stage_and_pipeline(stay) for column, stay in stays.items()} | known
        found |= {column: StageColumn(column, *told) for column, told in known.items()}
    return [found[column] for column in columns if column in found]


def _stage_named(text: str, stages: Collection[str]) -> tuple[str, str] | None:
    """The stage of the file, and the pipeline behind it in brackets (`""`: none), that these words name.

    By its very name, else by its name without leading number and punctuation, where only one is so called.
    """
    for words, pipeline in ((text, ""), _stage_and_pipeline(text)):
        for same in (normal, plain):
            alike = [stage for stage in stages if same(stage) == same(words)]
            if len(alike) == 1:
                return alike[0], pipeline
    return None


def _written(each: StageColumn) -> str:
    return f"{each.stage} ({each.pipeline})" if each.pipeline else each.stage


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
