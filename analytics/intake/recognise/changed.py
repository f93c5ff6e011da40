"""Audits: which field of a deal a row of changes tells of, and which column says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from analytics.intake.fields import FIELDS
from analytics.intake.model import Question
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format, crm_names
from analytics.intake.recognise.headings import loose, normal

_MOST_FIELDS = 60
_MOST_ASKED = 4
_VALUE = re.compile("valu|wert|waarde|verdi|valeur|valor|值")  # of any field, and of no stage
_PEOPLE = re.compile(r"\b(by|user|author|owner|von|durch|door|av|par|por|da|di)\b|benutzer|utilisateur|usuario|人")


@cache
def fields_called() -> dict[str, str]:
    """The field of a deal for each of its headings in any CRM and language, without blanks; `stage` wins a dispute."""
    called: dict[str, str] = {}
    for field in ("stage", *FIELDS["deals"]):
        for crm in crm_names():
            for alias in _flat(crm_format(crm).get("deals", {}).get(field, [])):
                called.setdefault(squeezed(alias), field)
    return called


def squeezed(heading: str) -> str:
    """A heading, or an audit's word for a field, without blanks and the object before it."""
    return normal(heading).rpartition(": ")[2].replace(" ", "")


def field_called(word: str) -> str | None:
    """The field of a deal that an audit's word means, also of an event: `Stage`, `Stage changed`, `Changed the amount`."""
    called = fields_called()
    if (short := squeezed(word)) in called and called[short] != "stage_changed_on":
        return called[short]
    less = " ".join(part for part in re.split(r"[\s_:-]+", normal(word)) if part not in _changing())
    return called.get(squeezed(less))


@cache
def _changing() -> frozenset[str]:
    return frozenset(normal(word) for word in crm_format(GENERIC)["audit"]["changed"])


def tells_fields(column: int, contents: Contents) -> bool:
    """Whether the cells name fields of a deal: most of them, and among them the stage or several."""
    texts = contents.samples(column)
    if not 1 <= len(texts) <= _MOST_FIELDS:
        return False
    told = [field for text in texts if (field := field_called(text))]
    return 2 * len(told) >= len(texts) and bool({"stage", "status"} & set(told) or len(set(told)) > 1)


def column_of_fields(columns: Iterable[int], contents: Contents) -> int | None:
    """The column that names fields by what it holds, the one with most of them; None where there is none."""
    telling = [column for column in columns if tells_fields(column, contents)]
    return max(telling, key=lambda column: (len(contents.samples(column)), contents.samples(column)), default=None)


def perhaps_an_audit(
    found: Mapping[str, int], free: Iterable[int], names: Sequence[str], contents: Contents
) -> list[Question]:
    """Ask whether old and new values are those of any field, where a column of few words may say of which.

    That they are is to be feared where their headings speak of values, or where some are figures and others are words.
    """
    values = [found[field] for field in ("from_stage", "to_stage") if field in found]
    if "changed_field" in found or len(values) < 2:
        return []
    are_values = all(_VALUE.search(normal(names[each])) for each in values)
    if not are_values and not _are_mixed(contents.samples(values[1])):
        return []
    columns = [column for column in sorted(free, key=names.__getitem__) if _few_words(column, names[column], contents)]
    if not columns:
        return []
    choices = list(dict.fromkeys(names[column] for column in columns[:_MOST_ASKED]))
    about = f"Does {' or '.join(choices)} say which field changed? Every row is taken for a change of the stage."
    return [Question(about, "changed_field", ["", *choices], "")]


def _are_mixed(texts: Sequence[str]) -> bool:
    figures = sum(not any(map(str.isalpha, text)) for text in texts)
    return 0 < figures < len(texts)


def _few_words(column: int, name: str, contents: Contents) -> bool:
    """Whether a column holds few words that repeat, and no people by its heading."""
    texts = contents.samples(column)
    return (
        1 < len(texts) <= _MOST_FIELDS
        and 2 * len(texts) <= (contents.filled(column) or 0)
        and not _PEOPLE.search(normal(name))
        and not any(any(map(str.isdigit, text)) for text in texts)
    )


def is_value_alone(heading: str) -> bool:
    """Whether a heading is but the word for a value."""
    return loose(heading) in {loose(word) for word in crm_format(GENERIC)["audit"]["value"]}


def _flat(listed: object) -> Iterator[str]:
    """All headings of a field, whether listed, listed in groups, or by language."""
    if isinstance(listed, str):
        yield listed
    else:
        for each in listed.values() if isinstance(listed, dict) else listed:
            yield from _flat(each)
