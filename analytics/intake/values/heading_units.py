"""The unit that a heading puts behind its words: `Amount (k€)`, `Betrag in TEUR`, `Deal value, USD`, `Montant HT`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from analytics.intake.values.currencies import currency_words
from analytics.intake.values.money_shapes import SCALES

# thousands and millions as headings and number formats write them, beside those of cells
_THOUSANDS = """
    '000 000 000s '000s 000's ths thousands tausender milliers miles migliaia milhares duizenden
"""
# without tax or with it: one and the same amount to us, which no other column may be mixed with
_OF_TAX = """
    net netto nett gross brutto ht ttc excl exkl ex eks incl inkl vat tax taxes mwst ust iva tva btw moms mva
    hors zzgl ohne
"""
# codes that are no words of any language in small letters: amount_usd
_IN_SMALL = """
    eur usd gbp chf jpy cny inr aud cad nzd sek nok dkk pln czk huf brl sgd hkd mxn zar aed euro euros kr
"""
_SCALES = {**SCALES, **dict.fromkeys(_THOUSANDS.split(), 3)}
_BESIDE_A_CURRENCY = {**_SCALES, "t": 3}  # TEUR, T€
_TAX, _CODES_IN_SMALL = frozenset(_OF_TAX.split()), frozenset(_IN_SMALL.split())
_FILL = frozenset(["in", "en", "em", "i", "of", "the"])
IN_BRACKETS = "k"
"""Letters that are thousands or millions alone; others may be anything: (M) is per month, (B) the base currency."""
_BRACKETS = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]")
_NUMBERED = re.compile(r" \(column \d+\)$")  # two columns of one heading are told apart so
_MOST_WORDS = 5


@dataclass(frozen=True)
class Unit:
    """The power of ten by which amounts are written too small, and the ISO code of their currency (`""`: none is named)."""

    scale: int = 0
    currency: str = ""


@lru_cache(maxsize=65536)
def unit_behind(heading: str) -> tuple[str, Unit] | None:
    """The words of a heading and the unit behind them; None where there is none.

    In brackets, or at the end of the words: a currency (a code in capitals, a sign), thousands or millions, with or
    without tax.

    >>> unit_behind("Betrag in TEUR"), unit_behind("Value ($M)"), unit_behind("Amount (Base)")
    (('Betrag', Unit(scale=3, currency='EUR')), ('Value', Unit(scale=6, currency='USD')), None)
    """
    text = unicodedata.normalize("NFKC", _NUMBERED.sub("", heading)).replace("’", "'").replace("_", " ").strip(" *:")
    if text.isupper():  # then capitals do not tell a code from a word
        text = text.casefold()
    if found := _BRACKETS.fullmatch(text):
        unit = unit_of(found[2], IN_BRACKETS)
        return unit and (found[1], unit)
    words = re.split(r"(?<=[^\s])[\s,;–—-]+(?=[^\s])", text)
    for first in range(max(1, len(words) - _MOST_WORDS), len(words)):
        tail = " ".join(words[first:])
        if unit := unit_of(tail):
            return text[: text.rindex(words[first - 1]) + len(words[first - 1])], unit
    return None


def unit_of(text: str, letters: str = "") -> Unit | None:
    """The unit that these words are, all of them; None if one of them is something else, or none says anything.

    `letters` are thousands or millions where they stand alone; without any, short words are taken for words.
    """
    scales: set[int] = set()
    currencies: set[str] = set()
    says = False
    for word in re.split(r"[\s,;/]+|\.(?=\s|$)", text.strip()):
        if not word or word.casefold() in _FILL:
            continue
        found = _word(word, letters)
        if found is None:
            return None
        says = True
        scales |= {found.scale} - {0}
        currencies |= {found.currency} - {""}
    if not says or len(scales) > 1 or len(currencies) > 1:
        return None
    return Unit(next(iter(scales), 0), next(iter(currencies), ""))


def _word(word: str, letters: str) -> Unit | None:
    plain = word.casefold()
    if plain in _TAX:
        return Unit()
    if plain in _SCALES and (len(plain) > 2 or not plain.isascii() or plain in letters):
        return Unit(_SCALES[plain])
    if (code := _code(word, bool(letters))) is not None:
        return Unit(0, code)
    for scale, power in _BESIDE_A_CURRENCY.items():
        for other in (
            word[len(scale) :] if plain.startswith(scale) else "",
            word[: -len(scale)] if plain.endswith(scale) else "",
        ):
            if other and (code := _code(other, bool(letters))) is not None:
                return Unit(power, code)
    return None


def _code(word: str, is_apart: bool) -> str | None:
    """The currency of a code or a sign, `""` for one of several; None for another word (`All`, `Top` are no codes)."""
    code = currency_words().get(word.casefold())
    is_sign = not word.isalpha() or not word.isascii()
    is_sure = is_sign or word.casefold() in _CODES_IN_SMALL or (word.isupper() and len(word) == 3)
    return code if is_sure or (is_apart and len(word) == 2) else None
