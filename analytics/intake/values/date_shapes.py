"""How a text of a given shape writes a day: which of its digits are year, month, day and time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names, get_month_names

from analytics.intake.values.shapes import span_of

YEAR_FIRST, DAY_WORD, WORD_DAY, TWO_NUMBERS, NUMBER = range(1, 6)
"""Kinds: 2026-03-05; 5 March 2026; March 5, 2026; 5/3/2026, whichever is the day; a bare number."""

LANGUAGES = ("en", "en_GB", "de", "fr", "es", "it", "pt", "nl", "nb", "sv", "da", "pl", "ru")
_EXCEL_WORDS = {"mrz": 3, "sept": 9}  # Excel's own, in German and in English
_LONGEST = 60

# in a shape every digit is 0
_TIME = r"""
    (?: (?: t | ,?[ ] (?: (?: [-–|@] | at | um | à | às | alle | kl\.? ) [ ] )? )
        (?P<hour>00?) : (?P<minute>00) (?: : (?P<second>00) (?: [.,] (?P<fraction>0{1,9}) )? )?
        (?: [ ]? (?P<half>[ap]) \.? m \.? )?
        (?: [ ]? (?P<zone> z | (?:utc|gmt)? [-+−] 00 (?: :?00 )? | (?:utc|gmt) [-+−] 0 (?: :00 )? | utc | gmt
                   | cet | cest | wet | west | eet | eest | bst | [ecmp][sd]t | ist | jst )
            (?: [ ] \( [^()0]* \) )? )?
    )?"""
_DAYS = {
    YEAR_FIRST: r"(?P<year>0000) (?P<sep>[-/.]) (?: (?P<month>00?) | (?P<word>[^\W\d_]+) ) (?P=sep) (?P<day>00?)",
    TWO_NUMBERS: r"(?P<day>00?) (?P<sep>[-/.]) [ ]? (?P<month>00?) (?P=sep) [ ]? (?P<year>0000|00)",
    DAY_WORD: r"""(?P<day>00?) (?: \. | st | nd | rd | th | er | [º°ª] )? [ /-]? (?: de[ ] | of[ ] )?
                  (?P<word>[^\W\d_]+) \.? ,? [ /-]? (?: de[ ] | del[ ] )? (?P<year>0000|00)""",
    WORD_DAY: r"(?P<word>[^\W\d_]+) \.? [ -]? (?P<day>00?) (?: st | nd | rd | th )? (?: ,[ ]? | [ -] ) (?P<year>0000)",
}
_FORMS = {kind: re.compile(day + _TIME, re.VERBOSE) for kind, day in _DAYS.items()}
_CHINESE = re.compile(r"(0000) ?年 ?(00?) ?月 ?(00?) ?[日号] ?")
_WEEKDAY = re.compile(r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)\.?,? +")
_NUMBER = re.compile(r"(?P<whole>0{1,13})(?:[.,](?P<part>0{1,18}))?")


@dataclass(frozen=True)
class Form:
    """What a shape says: its kind, the places of its numbers, and what is no number in it."""

    kind: int
    spans: Mapping[str, tuple[int, int]]
    separator: str = ""
    month: int = 0
    half: str = ""
    zoned: bool = False


@cache
def month_words() -> dict[str, int]:
    """Month names and their short forms in all LANGUAGES, case-folded, with and without accents."""
    words = dict(_EXCEL_WORDS)
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in get_month_names(width, context, language).items():
                    word = name.casefold().strip(".")
                    words[word] = words[_plain(word)] = month
    return words


@cache
def _weekdays() -> frozenset[str]:
    """Names of weekdays and their short forms in all LANGUAGES, as `month_words`."""
    names = {
        name.casefold().strip(".")
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated", "short")
        for name in get_day_names(width, context, language).values()
    }
    return frozenset(names | set(map(_plain, names)))


def form_of(shape: str) -> Form | None:
    """How the texts of this shape write a day; None if they do not."""
    if len(shape) > _LONGEST or "0" not in shape:
        return None
    # the places of the digits among each other stay what they are
    shape = _CHINESE.sub(r"\1-\2-\3 ", shape).strip()
    if found := _NUMBER.fullmatch(shape):
        return Form(NUMBER, _spans(shape, found))
    for kind, pattern in _FORMS.items():
        if found := pattern.fullmatch(shape):
            return _form(kind, shape, found)
    # some weekdays are called as a month is, so that the day alone is tried first: mar 5, 2026
    if (found := _WEEKDAY.match(shape)) and found["word"] in _weekdays():
        return form_of(shape[found.end() :])
    return None


def _form(kind: int, shape: str, found: re.Match[str]) -> Form | None:
    parts = found.groupdict()
    word = parts.get("word")
    month = month_words().get(word, 0) if word else 0
    if word and not month:
        return None
    return Form(
        kind=kind,
        spans=_spans(shape, found),
        separator=parts.get("sep") or "",
        month=month,
        half=parts["half"] or "",
        zoned=bool(parts["zone"]),
    )


def _spans(shape: str, found: re.Match[str]) -> dict[str, tuple[int, int]]:
    return {name: span_of(shape, *found.span(name)) for name, text in found.groupdict().items() if text and "0" in text}


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
