"""The usual headings of each field, ready to be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from analytics.intake.fields import FIELDS
from analytics.intake.recognise.formats import GENERIC, crm_format, crm_names
from analytics.intake.recognise.headings import key, loose
from analytics.intake.stages import outcome

LANGUAGES = {
    "en": "English", "de": "German", "nl": "Dutch", "nb": "Norwegian", "fr": "French", "es": "Spanish", "pt": "Portuguese",
    "it": "Italian", "zh": "Chinese", "sv": "Swedish", "da": "Danish", "pl": "Polish", "ru": "Russian", "ja": "Japanese",
}  # fmt: skip


@dataclass(frozen=True)
class Alias:
    """One heading that a field may have: its place in the order of trust, and the language of any table's headings."""

    field: str
    tier: int
    place: int
    language: str | None
    written: str


@dataclass(frozen=True)
class Doubt:
    """Headings that mean one field here and another there: the fields, and how that is asked (None: never)."""

    fields: tuple[str, ...]
    about: str | None


@cache
def aliases_of(crm: str, kind: str) -> tuple[Alias, ...]:
    """All aliases of one kind of file, as one program writes them (or, `generic`, any)."""
    found = []
    for field, listed in crm_format(crm).get(kind, {}).items():
        by_language = listed if isinstance(listed, dict) else {None: listed}
        for language, tiers in by_language.items():
            for tier, names in enumerate(tiers):
                for place, written in enumerate([names] if isinstance(names, str) else names):
                    found.append(Alias(field, tier, place, language, written))
    if crm == GENERIC:
        for doubtful in crm_format(GENERIC)["doubtful"]:
            if doubtful["kind"] == kind:
                found += [
                    Alias(field, DOUBTFUL + preference, place, language, written)
                    for preference, field in enumerate(doubtful["fields"])
                    for language in LANGUAGES
                    for place, written in enumerate(doubtful.get(language, []))
                ]
    return tuple(found)


DOUBTFUL = 50
"""Tier of a heading that may mean another field: after all that mean this one alone."""


@cache
def lookup(crm: str, kind: str) -> dict[str, list[tuple[Alias, bool]]]:
    """Words of a heading -> the aliases that they are, and whether only loosely (accents, blanks)."""
    table: dict[str, list[tuple[Alias, bool]]] = {}
    for alias in aliases_of(crm, kind):
        table.setdefault(key(alias.written), []).append((alias, False))
    for alias in aliases_of(crm, kind):
        words = loose(alias.written)
        if words and all(each.field != alias.field for each, _ in table.get(words, [])):
            table.setdefault(words, []).append((alias, True))
    return table


@cache
def doubts(kind: str) -> dict[str, Doubt]:
    """Letters of a doubtful heading (`headings.loose`) -> the doubt."""
    return {
        loose(heading): Doubt(tuple(each["fields"]), each.get("about"))
        for each in crm_format(GENERIC)["doubtful"]
        if each["kind"] == kind
        for language in LANGUAGES
        for heading in each.get(language, [])
    }


_VALUES = frozenset({"closed", "close", "projekt", "live", "lead", "prospect", "to", "from", "date", "time"})


@lru_cache(maxsize=65536)
def is_written(words: str) -> bool:
    """Whether these are the words of a heading that some program writes, and no cell of data holds them too (Won, Active)."""
    if words in _VALUES:
        return False
    return words in _signatures() or not all(map(outcome, _written().get(words, ())))


@cache
def _signatures() -> frozenset[str]:
    return frozenset(key(heading) for crm in crm_names() for heading in crm_format(crm)["signature"]) - {""}


@cache
def _written() -> dict[str, set[str]]:
    """Words -> all headings that are written with them, loosely or to the letter."""
    found: dict[str, set[str]] = {}
    for heading in {alias.written for crm in crm_names() for kind in FIELDS for alias in aliases_of(crm, kind)}:
        for words in {key(heading), loose(heading)} - {""}:
            found.setdefault(words, set()).add(heading)
    return found
