"""Which CRM wrote a file, which kind of file it is, and which column is what."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from analytics import errors
from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.model import Question

CRMS = Path(__file__).parent / "crms"
GENERIC = "generic"


@dataclass(frozen=True)
class EnteredColumn:
    """A column that holds, for each deal, the day on which it entered one stage of one pipeline, or its time there."""

    column: int
    stage: str
    pipeline: str


@dataclass(frozen=True)
class Recognition:
    """What a row of headings was recognised as.

    - `crm`, `kind`: one of the files in `crms/` (or a name that a person gave), one of `fields.FIELDS`
    - `mapping`: field -> column number; two fields may share one column (HubSpot's Close Date)
    - `entered`: the columns "date entered stage"
    - `timed`: the columns "time in stage"
    - `unmapped`: columns that no field uses; they can be kept as dimensions
    - `questions`: fields for which two headings would do
    """

    crm: str
    kind: str
    mapping: dict[str, int]
    entered: list[EnteredColumn]
    timed: list[EnteredColumn]
    unmapped: list[int]
    questions: list[Question]


@cache
def crm_format(crm: str) -> dict:
    """The description of one CRM's exports; a name without a description reads like any table."""
    path = CRMS / f"{crm}.toml"
    return tomllib.loads((path if path.exists() else CRMS / f"{GENERIC}.toml").read_text(encoding="utf-8"))


@cache
def crm_names() -> tuple[str, ...]:
    """The CRMs that are described, the generic table last."""
    names = sorted(path.stem for path in CRMS.glob("*.toml") if path.stem != GENERIC)
    return (*names, GENERIC)


def normal(heading: str) -> str:
    """A heading as it is compared: one case, straight quotes, plain blanks, none of the noise that programs add."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"[‘’‚`´]", "'", re.sub(r"[“”„«»]", '"', text))
    text = text.replace("_", " ").removeprefix("(do not modify)")
    return re.sub(r"\s+", " ", text).strip(" *:↑↓\u200b\ufeff")


def _bare(heading: str, prefixes: Sequence[str]) -> str:
    """The heading without the name of the object before it ("Deal - ", "Opportunity: ")."""
    text = normal(heading)
    for prefix in prefixes:
        text = text.removeprefix(normal(prefix) + " ")
    return text.rpartition(": ")[2]


@cache
def _known() -> frozenset[str]:
    formats = [crm_format(crm) for crm in crm_names()]
    aliases = {
        normal(alias) for form in formats for kind in FIELDS for names in form.get(kind, {}).values() for alias in names
    }
    return frozenset(aliases | {normal(heading) for form in formats for heading in form["signature"]})


@cache
def _all_prefixes() -> tuple[str, ...]:
    return tuple(prefix for crm in crm_names() for prefix in crm_format(crm).get("prefixes", []))


def is_known(heading: str) -> bool:
    """Whether some CRM writes this heading: how the reader finds the row of headings."""
    return (
        normal(heading) in _known()
        or _bare(heading, _all_prefixes()) in _known()
        or _entered([heading], "hubspot") != []
    )


def recognise(
    headings: Sequence[str],
    file_name: str,
    *,
    crm: str | None = None,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Recognition:
    """Decide from the headings alone what a table is; what is given is taken, the rest is recognised.

    `mapping` is field -> heading as a person stated it; an empty heading means that the file has no such column.
    Raises `Refused` for a heading that the file does not have.
    """
    crm = _stated(crm) if crm else _which_crm(headings, file_name)
    kind = kind or _which_kind(headings, crm)
    if kind not in FIELDS:
        raise errors.unknown_option("kind", kind, FIELDS)
    entered = _entered(headings, crm) if kind == "deals" else []
    timed = _entered(headings, crm, "time_in") if kind == "deals" else []
    taken = {column.column for column in (*entered, *timed)}
    found, questions = _map(headings, crm, kind, taken)
    for field, heading in (mapping or {}).items():
        if field not in FIELDS[kind]:
            raise errors.unknown_option("map", field, FIELDS[kind])
        found.pop(field, None)
        if heading:
            found[field] = _column_of(heading, headings, file_name, field)
    used = taken | set(found.values())
    return Recognition(
        crm=crm,
        kind=kind,
        mapping={field: found[field] for field in FIELDS[kind] if field in found},
        entered=entered,
        timed=timed,
        unmapped=[column for column, heading in enumerate(headings) if column not in used and heading],
        questions=[question for question in questions if question.field not in (mapping or {})],
    )


def _stated(crm: str) -> str:
    """The name that a person gave, as a short word; one that is not described reads like any table."""
    word = re.sub(r"[^a-z0-9]+", "_", crm.casefold()).strip("_")
    if not word or len(word) > 40:
        raise errors.unknown_option("crm", crm[:60], crm_names())
    return word


def _which_crm(headings: Sequence[str], file_name: str) -> str:
    present = {normal(heading) for heading in headings}
    scores = {}
    for crm in crm_names():
        form = crm_format(crm)
        scores[crm] = sum(normal(heading) in present for heading in form["signature"]) + len(_entered(headings, crm))
        # a file name alone proves nothing: anybody may rename a file
        scores[crm] += 0.5 * bool(scores[crm] and form["file_name"] and form["file_name"] in file_name.casefold())
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= 2 else GENERIC


def _which_kind(headings: Sequence[str], crm: str) -> str:
    found, _ = _map(headings, crm, "history", set())
    return "history" if {"from_stage", "to_stage", "changed_at"} <= set(found) else "deals"


def _entered(headings: Sequence[str], crm: str, what: str = "entered") -> list[EnteredColumn]:
    wide = crm_format(crm).get("wide", {})
    if what not in wide:
        return []
    columns = []
    for column, heading in enumerate(headings):
        # the stage keeps its spelling: only the quotes around it are evened out
        text = re.sub(r"[“”„]", '"', unicodedata.normalize("NFC", heading).strip())
        text = re.sub(r"['‘’](.+)['‘’]", r'"\1"', text) if '"' not in text else text
        match = re.match(wide[what], text)
        if match:
            columns.append(EnteredColumn(column, *_stage_and_pipeline(match["stay"])))
    return columns


def _stage_and_pipeline(stay: str) -> tuple[str, str]:
    """`Demo (online) (Sales (new))` -> `Demo (online)`, `Sales (new)`: the last brackets that close what they open."""
    depth = 0
    for at in range(len(stay) - 1, -1, -1):
        depth += (stay[at] == ")") - (stay[at] == "(")
        if depth == 0:
            return stay[:at].strip(), stay[at + 1 : -1].strip()
    return stay, ""


def _map(headings: Sequence[str], crm: str, kind: str, taken: set[int]) -> tuple[dict[str, int], list[Question]]:
    """Field -> column by the CRM's own aliases, then by those of any table; and the fields with a second candidate."""
    found: dict[str, int] = {}
    questions = []
    forms = [crm_format(crm)] + ([crm_format(GENERIC)] if crm_format(crm) is not crm_format(GENERIC) else [])
    for form in forms:
        own = form is not crm_format(GENERIC)
        names = [_bare(heading, form.get("prefixes", _all_prefixes())) for heading in headings]
        used = taken | set(found.values())
        for field in FIELDS[kind]:
            if field in found:
                continue
            aliases = [normal(alias) for alias in form.get(kind, {}).get(field, [])]
            columns = [names.index(alias) for alias in aliases if alias in names]
            columns = [column for column in dict.fromkeys(columns) if column not in used]
            if not columns:
                continue
            found[field] = columns[0]
            rivals = [
                column for column in columns[1:] if not _serves_another(column, columns[0], field, names, form, kind)
            ]
            if rivals and not own:
                choices = [headings[column] for column in (columns[0], *rivals)]
                about = f"Which column is {LABELS[field]}: {' or '.join(choices)}?"
                questions.append(Question(about, field, choices, choices[0]))
    return found, questions


def _serves_another(column: int, chosen: int, field: str, names: list[str], form: dict, kind: str) -> bool:
    """Whether a second candidate for a field is plainly the column of another field (Close Date beside Closed Date)."""
    for other, aliases in form.get(kind, {}).items():
        normals = [normal(alias) for alias in aliases]
        if other != field and names[column] in normals and names[chosen] not in normals:
            return True
    return False


def _column_of(heading: str, headings: Sequence[str], file_name: str, field: str) -> int:
    if heading in headings:
        return list(headings).index(heading)
    normals = [normal(each) for each in headings]
    if normal(heading) in normals:
        return normals.index(normal(heading))
    near = get_close_matches(heading, headings, n=1)
    raise errors.unknown_heading(file_name, field, heading, near)
