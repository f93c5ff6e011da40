"""What to ask and to say of columns that no field uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analytics.intake.fields import FIELDS
from analytics.intake.model import Question
from analytics.intake.recognise.candidates import Table, candidates_of
from analytics.intake.recognise.changed import perhaps_an_audit
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.kind import is_modified
from analytics.intake.recognise.looks import suggested
from analytics.intake.recognise.mapping import Mapping as MappedColumns

_WANTED = {"deals": {"amount": "the amount of a deal", "created_on": "when a deal was created"}}
"""What can be counted without these fields is much less; where no heading tells, people are asked."""

_MOST_ASKED = 4
_SAID = {"date": "days", "probability": "probabilities", "number": "numbers"}


def unrecognised(
    kind: str, found: MappedColumns, free: list[int], names: list[str], contents: Contents, stated: Mapping[str, str]
) -> list[Question]:
    """Ask for fields that matter and no heading tells, where columns hold what they could be."""
    questions = []
    if kind == "history" and "changed_field" not in stated:
        questions += perhaps_an_audit(found.columns, free, names, contents)
    free = sorted(free, key=names.__getitem__)  # where they stand in the file changes no question
    for name, words in _WANTED.get(kind, {}).items():
        columns = suggested(name, free, contents) if name not in found.columns and name not in stated else []
        if columns:
            choices = list(dict.fromkeys(names[column] for column in columns[:_MOST_ASKED]))
            about = f"No heading tells {words}. Is it {' or '.join(choices)}?"
            questions.append(Question(about, name, [*choices, ""], None))
    has_end = not {"expected_close_on", "closed_on", "won_on", "lost_on"}.isdisjoint({*found.columns, *stated})
    if kind == "deals" and "created_on" in found.columns and not has_end:
        columns = [column for column in suggested("closed_on", free, contents) if not is_modified(names[column], kind)]
        choices = list(dict.fromkeys(names[column] for column in columns[:_MOST_ASKED]))
        if choices:
            about = f"No heading tells when deals close or were closed. Does {' or '.join(choices)}?"
            questions.append(Question(about, "closed_on", [*choices, ""], None))
    return questions


def belied(table: Table, free: list[int], found: MappedColumns, contents: Contents) -> list[str]:
    """What to know of columns whose heading says what they are, and whose cells are nothing of the kind.

    `table`: without its contents, so that only the headings speak.
    """
    notes = {}
    for each in candidates_of(replace(table, taken={*range(len(table.headings))} - {*free})):
        said, texts = _SAID.get(FIELDS[table.kind][each.field]), contents.samples(each.column)
        is_plain = each.cost.step == 0 and each.cost.tier <= 1
        if said and is_plain and texts and each.field not in found.columns:
            some = ", ".join(texts[:3]) + (", ..." if len(texts) > 3 else "")
            name = table.names[each.column]
            notes[each.column] = f"{name} should hold {said}, and nearly no cell does ({some[:80]}): it was not read."
    return [notes[column] for column in sorted(notes)]
