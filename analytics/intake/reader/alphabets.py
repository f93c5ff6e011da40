"""Whether a word can be one of a language: by its letters, by what never stands beside what, by its capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"

WORD = re.compile(r"[^\x00-@\[-`{-\x9f]+")  # letters, and whatever is not ASCII
AROUND = "“”„‘’‚‹›«»…–—•€£¥©®™°²³ªº¿¡№\xa0"  # signs that stand before and after words, not inside
STRANGE = re.compile(r"[\x80-\x9f\ue000-\uf8ff]")  # nobody writes them


@dataclass(frozen=True)
class Language:
    """The letters of a language, and what never stands in a word of it (`never`, in small letters)."""

    letters: str
    never: str = r"(?!)"

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(self.letters)

    @cached_property
    def _never(self) -> re.Pattern[str]:
        return re.compile(self.never)

    def has(self, word: str) -> bool:
        """Whether a word in small letters can be one of this language."""
        return self._letters.issuperset(word) and not self._never.search(word)

    def spells(self, word: str) -> bool:
        """Whether letters of an abbreviation are those of this language."""
        return 2 <= len(word) <= 5 and self._letters.issuperset(word)


def _latin(letters: str, never: str = r"(?!)") -> Language:
    return Language(LATIN + letters, never)


_CH = r"(?<=[bcdfghjkmnpqstvwxz])č(?=[bcdfghjklmnpqrstvwxz])"  # a French è read as one: Genčve
POLISH = _latin("ąćęłńóśźż", r"ń[aeiouyóąę]|^[ąęń]")
GERMAN = _latin("äöüß", r"^ß")
CROATIAN = _latin("čćđšž", _CH)
ESTONIAN = _latin("äöüõšž")

WESTERN = [
    GERMAN,
    _latin("àâæçéèêëîïôœùûüÿ", r"œ(?=[bfghjkmrwxyz])|[æœ][àâçéèêëîïôùûü]|û[aeiou]|(?<![aeiouéyâ])ï"),  # French
    _latin("áéíñóúüºª", r"ñ(?![aeiouáéíóú])"),  # Spanish
    _latin("àáâãçéêíóôõúüºª", r"õ(?!e)|ã(?![eo]|$|s$)"),  # Portuguese
    _latin("àèéìíîòóùú"),  # Italian
    _latin("åäöæøéüšž"),  # Danish, Finnish, Norwegian, Swedish
    _latin("áéíóúýþæðö", r"^ð|þ$"),  # Icelandic
    _latin("áéëèïíóöüúê"),  # Dutch
    _latin("àçèéíïòóúü·"),  # Catalan
    ESTONIAN,
]
CENTRAL = [
    _latin("áčďéěíňóřšťúůýž", rf"řr|jř|^ů|{_CH}"),  # Czech
    _latin("áäčďéíĺľňóôŕšťúýž", rf"ŕ(?:[aeiou]|$)|{_CH}"),  # Slovak
    POLISH,
    _latin("áéíóöőúüű"),  # Hungarian
    CROATIAN,
    _latin("ăâîşţșț", r"ăo"),  # Romanian
    GERMAN,
]
TURKISH = [_latin("âçğıîöşüûi̇", r"^ğ"), GERMAN]
BALTIC = [
    _latin("ąčęėįšųūž", r"[ęų](?=[bdghjklmnrv])|^ų(?!ž)"),  # Lithuanian
    _latin("āčēģīķļņšūž"),  # Latvian
    ESTONIAN,
    POLISH,
]
_NO_VOWEL = r"^[^аеёиоуыэюяіїє]{3,}$|^[ъьы]"
CYRILLIC = [
    Language(RUSSIAN + "ё", _NO_VOWEL),
    Language(RUSSIAN + "іїєґў’'", _NO_VOWEL + "|[ъэ]"),  # Ukrainian, Belarusian
    Language("абвгдђежзијклљмнњопрстћуфхцчџш", r"^[^аеиоур]{3,}$|^[^аикосу]$"),  # Serbian
]
GREEK = [Language("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ", r"ς.|σ$")]  # ΐ and ΰ are so rare that they tell another one
HEBREW = [Language("אבגדהוזחטיךכלםמןנסעףפץצקרשת׳״", r"[ךםןףץ].")]
ARABIC = [Language("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىپچژگکی", r"[ةى].|^[ؤئءةى]")]
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai vowels and tones that stand above and below a consonant
THAI = [
    Language("".join(map(chr, [*range(0xE01, 0xE3B), *range(0xE40, 0xE4F), *range(0xE50, 0xE5A)])),
             rf"(?:^|[^ก-ฮ{_MARKS}])[{_MARKS}]|[เ-ไ](?![ก-ฮ])|^[ะาำๅๆ]|[๐-๙][ก-๎]|[ก-๎][๐-๙]")
]  # fmt: skip


def shares(text: str, languages: Sequence[Language]) -> tuple[float, float]:
    """How many of the different words that are not ASCII can be words of any of these languages, and of the best one.

    Both 0 where the text holds signs that nobody writes; both 1 where no word is left.
    """
    if STRANGE.search(text):
        return 0.0, 0.0
    words = {word for word in WORD.findall(text) if not word.isascii()}
    found = [_languages(word.strip(AROUND), languages) for word in words]
    if not words:
        return 1.0, 1.0
    any_of_them = sum(map(any, found)) / len(words)
    return any_of_them, max(map(sum, zip(*found, strict=True))) / len(words)


def _languages(word: str, languages: Sequence[Language]) -> list[bool]:
    """For each language, whether a word, or each part of a joined one (d’été, Köln–Bonn), can be one of it."""
    if word.isascii():
        return [True] * len(languages)
    parts = [part for part in re.split(r"[’‘–—&]", word) if part]
    if word.lower().endswith("iæ") or not all(map(_is_cased, parts)):  # a name in -ić
        return [False] * len(languages)
    small = [part.lower() for part in parts]
    capitals = all(map(str.isupper, parts))
    return [all(each.has(part) or (capitals and each.spells(part)) for part in small) for each in languages]


def _is_cased(word: str) -> bool:
    """Whether every accented capital begins the word, or stands among capitals."""
    for place, letter in enumerate(word):
        if letter.isupper() and not letter.isascii() and place > 0:
            following = word[place + 1 : place + 2]
            if word[place - 1].islower() or following.islower():
                return False
    return True
