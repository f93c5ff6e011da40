"""Which program wrote a file, which kind of file it is, and which column is what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from analytics import errors
from analytics.intake.fields import ACROSS, ENTERED, FIELDS, PERIOD, fields_of, is_entry, is_period
from analytics.intake.model import Question
from analytics.intake.recognise.across import find as across
from analytics.intake.recognise.across.find import Across
from analytics.intake.recognise.across.headings import is_of_one_year
from analytics.intake.recognise.across.years import period_in_rows
from analytics.intake.recognise.aliases import aliases_of
from analytics.intake.recognise.candidates import Table
from analytics.intake.recognise.changed import field_called, squeezed
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.crm import which_crm
from analytics.intake.recognise.formats import GENERIC, crm_format, crm_name, crm_names, labels
from analytics.intake.recognise.headings import forms, key, loose, normal
from analytics.intake.recognise.kind import created_as_changed, is_modified, which_kind
from analytics.intake.recognise.known import is_day, is_known
from analytics.intake.recognise.leads_as_deals import SELLS_LEADS, leads_as_deals, sells_leads
from analytics.intake.recognise.looks import suggested
from analytics.intake.recognise.mapping import STATED, map_columns
from analytics.intake.recognise.mapping import Mapping as MappedColumns
from analytics.intake.recognise.names import column_of, told_apart
from analytics.intake.recognise.other_lists import beside_deals, is_before_a_sale, refusal
from analytics.intake.recognise.unrecognised import belied, unrecognised
from analytics.intake.recognise.wide import (
    StageColumn,
    aside,
    stage_columns,
    stage_days,
    stages_in_headings,
)

__all__ = [
    "GENERIC", "Recognition", "StageColumn", "aliases_of", "beside_deals", "crm_format", "crm_name", "crm_names", "field_called", "forms",
    "is_before_a_sale", "is_day", "is_known", "is_modified", "is_of_one_year", "labels", "loose", "normal", "recognise", "squeezed",
]  # fmt: skip


@dataclass(frozen=True)
class Recognition:
    """What a table was recognised as.

    - `crm`, `kind`: one of the files in `crms/` (or a name that a person gave), one of `fields.FIELDS`
    - `mapping`: field -> column number; two fields may share one column (HubSpot's Close Date)
    - `entered`, `timed`: the columns "date entered stage" and "time in stage"; those that are no program's are in `mapping`
      too, as `entered:` and the stage
    - `unmapped`: columns that no field uses; they can be kept as dimensions; `kept` those that are kept in any case
    - `questions`: what the headings and cells do not settle: a field with two columns, a heading with two meanings
      (`""` among the choices: no such column), the kind, the program
    - `why`: field -> why that column was taken, in words
    - `names`: the headings, those of several columns that differ with the number of their column
    - `across`: how the table has a column for each period (then these are in `mapping`, as `period:`), None where it has not
    - `notes`: columns that are called as a field is, and hold nothing that it could be
    - `year`: of periods in rows that name none; `yearless`: those of which nothing tells it, in rows or in headings
    - `refused`: why a table of which nobody said what it is cannot be read: it lists something else, or nobody can tell what
    """

    crm: str
    kind: str
    mapping: dict[str, int]
    entered: list[StageColumn]
    timed: list[StageColumn]
    unmapped: list[int]
    questions: list[Question]
    why: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    across: Across | None = None
    notes: list[str] = field(default_factory=list)
    year: str | None = None
    yearless: list[str] = field(default_factory=list)
    refused: errors.Refused | None = field(default=None, compare=False)


def recognise(
    headings: Sequence[str],
    file_name: str,
    cells: pd.DataFrame | None = None,
    *,
    crm: str | None = None,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
    year: str | None = None,
) -> Recognition:
    """Decide what a table is; what is given is taken, the rest is recognised.

    `cells` (columns numbered as `headings`) tell an empty column from a filled one, ids and days from other things;
    `mapping` is field -> heading as a person stated it, an empty heading means that the file has no such column; `about`:
    what else speaks of the table (its sheet, its title), by where it stands; `year`: of headings such as Jan.
    The order of columns, and columns that no field could use, change nothing.
    Raises `Refused` for a heading that the file does not have.
    """
    contents = Contents(cells)
    names = told_apart(headings, contents)
    questions: list[Question] = []
    refused = None
    if crm:
        crm = _stated(crm)
    else:
        crm, questions = which_crm(headings, file_name, contents)
    spoken_for = aside(headings, crm)

    given: dict[str, int] = {}
    called = dict.fromkeys(FIELDS, headings)

    @cache
    def read(kind: str) -> MappedColumns:
        known = {name: heading for name, heading in (mapping or {}).items() if name in FIELDS[kind]}
        columns = {name: column_of(text, headings, names, contents, file_name, name) for name, text in known.items()}
        if kind == "history":
            columns = given | columns
        return map_columns(Table(called[kind], names, crm, kind, contents, columns, spoken_for))

    is_stated = kind is not None
    if kind is None:
        maps = {each: read(each) for each in FIELDS}
        if (created := created_as_changed(maps, contents)) is not None:
            given["changed_at"] = created
            read.cache_clear()
            maps["history"] = read("history")
        kind, asked = which_kind(maps, file_name, contents, headings, crm)
        if sells_leads(maps, kind, contents):
            called["deals"] = leads_as_deals(headings)
            read.cache_clear()
            kind, maps["deals"] = "deals", read("deals")
            asked = [Question(SELLS_LEADS, "kind", ["deals", "leads"], "deals")]
        refused = refusal(kind, maps, names, file_name, contents)
        questions = [*questions, *asked]
    elif kind not in FIELDS:
        raise errors.unknown_option("kind", kind, FIELDS)
    elif kind == "deals" and sells_leads({each: read(each) for each in ("deals", "leads")}, kind, contents):
        called["deals"] = leads_as_deals(headings)
        read.cache_clear()
    placed = {
        name: column_of(text, headings, names, contents, file_name, name) for name, text in (mapping or {}).items()
    }
    speaking = {"the name of the file": file_name} | dict(about or {})
    table = across.Table(headings, contents, read, speaking, placed, year)
    wide, asked = across.find(table, kind, is_stated=is_stated)
    if wide is not None:
        kind, questions = wide.kind, [each for each in questions if each.field != "kind"]
    questions = [*questions, *(asked if wide is None else wide.questions)]
    for name in mapping or {}:
        if name not in FIELDS[kind] and not is_entry(kind, name) and not (wide and is_period(kind, name)):
            more = [f"{ENTERED}STAGE"] if kind == "deals" else [f"{PERIOD}2026-01"] if kind in ACROSS else []
            raise errors.unknown_option("map", name, [*FIELDS[kind], *more])
    found = read(kind)
    of_rows, yearless = None, [] if wide is None else wide.yearless
    if wide is not None:
        found = wide.mapped(found, placed)
    elif kind in ("targets", "forecasts"):
        of_rows, yearless, asked = period_in_rows(found, contents, speaking, mapping or {}, year)
        questions = [*questions, *asked]
    used = spoken_for | set(found.columns.values())
    entered = stage_columns(headings, crm, "entered", contents) if kind == "deals" else []
    if kind == "deals":
        days = {name: column for name, column in placed.items() if is_entry(kind, name)}
        unused = [column for column, heading in enumerate(headings) if column not in used and heading]
        where = found.columns.get("stage", found.columns.get("status"))
        stages = contents.different(where) if where is not None else []
        # where a program tells all of it, other days are something else
        free = [] if entered else unused
        told = stages_in_headings(headings, free, days, found.columns, contents)
        dated = stage_days(headings, days, [] if told else free, stages, contents) | told
        found.columns |= {name: each.column for name, each in dated.items()}
        why = "a usual name of a stage" if told else "a stage of the file"
        found.why |= {name: STATED if name in days else why for name in dated}
        entered = [*entered, *dated.values()]
        used |= {each.column for each in dated.values()}
    in_order = [name for name in fields_of(kind, found.columns) if name in found.columns]
    free = [column for column, heading in enumerate(headings) if column not in used and heading]
    kept = [column for column in free if kind == "deals" and contents.filled(column) and _qualifies(headings[column])]
    questions = [*questions, *found.questions, *unrecognised(kind, found, free, names, contents, mapping or {})]
    return Recognition(
        crm=crm,
        kind=kind,
        mapping={name: found.columns[name] for name in in_order},
        entered=entered,
        timed=stage_columns(headings, crm, "time_in", contents) if kind == "deals" else [],
        unmapped=[column for column in free if column not in kept],
        kept=kept,
        questions=questions,
        why={name: _LOGGED if given.get(name) == found.columns[name] else found.why[name] for name in in_order},
        names=names,
        across=wide,
        notes=belied(Table(headings, names, crm, kind, Contents(None), placed), free, found, contents),
        year=of_rows,
        yearless=yearless,
        refused=None if wide is not None else refused,
    )


def _qualifies(heading: str) -> bool:
    return any(re.match(pattern, key(heading)) for pattern in crm_format(GENERIC)["qualification"])


_LOGGED = "the only day of a log of stages"


def _stated(crm: str) -> str:
    """The name that a person gave, as a short word; one that is not described reads like any table."""
    word = _word(crm)
    for name in crm_names():
        if word == _word(crm_format(name)["name"]):
            return name
    if not word or len(word) > 40:
        raise errors.unknown_option("crm", crm[:60], crm_names())
    return word


def _word(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def suggested_headings(
    field: str, headings: Sequence[str], cells: pd.DataFrame, used: Collection[int] = ()
) -> list[str]:
    """The headings of columns that could be this field by what they hold, the likeliest first, but for `used`: columns
    that are another field already."""
    open_to_it = [column for column, heading in enumerate(headings) if heading and column not in used]
    columns = suggested(field, open_to_it, Contents(cells))
    return list(dict.fromkeys(headings[column] for column in columns))
