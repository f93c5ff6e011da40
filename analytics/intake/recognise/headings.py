"""Headings as they are compared: without what programs, spreadsheets and people add to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.values.heading_units import unit_behind

LONGEST = 300
"""Characters of a heading that are looked at; nobody's heading is longer, but a torn file may hold such a cell."""

# in order of trust: the heading itself, behind the object of this kind, behind another one, without what is in brackets or
# the unit at its end, the id instead of the name
PLAIN, BEHIND_OBJECT, BEHIND_ANOTHER, WITHOUT_BRACKETS, ID_INSTEAD = range(5)
LATE = BEHIND_ANOTHER
"""From here on a heading is taken only where nothing better is there."""

_QUOTES = str.maketrans("‘’‚‛`´′“”„‟«»″", "'''''''\"\"\"\"\"\"\"")


@dataclass(frozen=True)
class Form:
    """One way to read a heading: its words, how far they stand from what is written, whose they are.

    `other`: the words stood behind the name of another object ("Account: "), of which only some fields are the deal's.
    `of_money`: a unit stood behind them ("Amount EUR"), which only amounts have.
    """

    words: str
    step: int
    other: bool = False
    of_money: bool = False


@lru_cache(maxsize=65536)
def normal(heading: str) -> str:
    """A heading (or the name of a stage) in one case, with straight quotes, plain blanks, no noise at its ends."""
    text = unicodedata.normalize("NFKC", heading.translate(_QUOTES)).casefold().replace("_", " ")
    return re.sub(r"\s+", " ", text).strip(" *:↑↓\u200b\ufeff")


@lru_cache(maxsize=65536)
def key(heading: str) -> str:
    """A heading without symbols either: emoji, arrows, marks that cannot be seen; no more than `LONGEST` characters."""
    text = normal(heading[:LONGEST])
    if not text.isascii():
        text = "".join(each for each in text if unicodedata.category(each) not in _SYMBOLS and each not in "←↑→↓")
    return re.sub(r"\s+", " ", text).strip(" *:-")


_SYMBOLS = {"So", "Sk", "Cf", "Co", "Cn", "Cc"}


@lru_cache(maxsize=65536)
def loose(words: str) -> str:
    """Letters, digits and `#` alone, without accents: `StageName`, `stage_name` and `Stage name` are one."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return "".join(each for each in plain if each.isalnum() or each == "#")


@lru_cache(maxsize=131072)
def forms(heading: str, kind: str) -> tuple[Form, ...]:
    """The ways to read a heading in a file of this kind, in order of trust.

    >>> [form.words for form in forms("Opportunity: Opportunity Owner: Full Name", "deals")][:2]
    ['opportunity: opportunity owner: full name', 'opportunity owner']
    """
    found = {}
    for form in (*_forms(key(heading), kind), *_without_unit(heading, kind)):
        if form.words:
            found.setdefault(form.words, form)
    return tuple(found.values())


def _without_unit(heading: str, kind: str) -> Iterator[Form]:
    if len(heading) <= LONGEST and (found := unit_behind(heading)):
        for form in _forms(key(found[0]), kind):
            if form.step <= BEHIND_OBJECT:
                yield Form(form.words, WITHOUT_BRACKETS, of_money=True)


def has_objects(heading: str) -> bool:
    """Whether the name of an object may stand before a heading: if not, its words are all there is to compare."""
    first = re.split(r"[ :._]", heading.lstrip(" *\ufeff"), maxsplit=1)[0].casefold()
    return first in _objects("deals")[0] or ": " in heading or " - " in heading


def _forms(text: str, kind: str) -> Iterator[Form]:
    yield Form(text, PLAIN)
    own, others = _objects(kind)
    parts = [part for part in re.split(r": ?| [-–—>] ", text) if part]
    if len(parts) == 1 and re.fullmatch(r"\w+\.\w[\w ]*", text):
        parts = text.split(".")
    while len(parts) > 1 and parts[0] in own:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] in _full_name() and (len(parts) > 2 or parts[0] not in others):
        parts = parts[:-1]
    # "Organization - Name" is "Organization Name", an account; "Contact: Title" is no title of a deal
    yield from (Form(words, BEHIND_OBJECT) for words in _bare(" ".join(parts), own))
    is_other = len(parts) > 1 and parts[0] in others
    if len(parts) > 1:
        yield Form(parts[-1], BEHIND_ANOTHER, other=is_other)
    short = re.sub(r"^\([^()]*\) ?|(?: ?\([^()]*\)| ?\[[^\[\]]*\])+$", "", " ".join(parts))
    yield Form(short, WITHOUT_BRACKETS)
    if match := re.fullmatch(r"(.+?)(?:[ ./]ids?|[ /]name)", text):
        yield from (Form(words, ID_INSTEAD) for words in _bare(match[1], own))


def _bare(words: str, own: frozenset[str]) -> Iterator[str]:
    """The words, then without the name of the object before them ("Opportunity_Est. revenue")."""
    yield words
    first, _, rest = words.partition(" ")
    if first in own and rest:
        yield rest


@lru_cache(maxsize=64)
def _objects(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the object that a file of this kind lists, and those of other things."""
    named = crm_format(GENERIC)["objects"]
    own = {key(word) for word in named.get("deals" if kind == "history" else kind, [])}
    return frozenset(own), frozenset(key(word) for words in named.values() for word in words) - own


@lru_cache(maxsize=1)
def _full_name() -> frozenset[str]:
    return frozenset(key(word) for word in crm_format(GENERIC)["full_name"]["words"])
