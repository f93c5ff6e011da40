"""What people write for a currency: ISO codes and symbols, from Babel's tables."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.numbers import list_currencies

# in whose languages columns name a currency: US Dollar, Schweizer Franken
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "nb", "zh")
# the locales that write a symbol where English has only the code
_HOMES = ("en", "ja", "pl", "cs", "hu", "tr", "uk", "ru", "sv", "bg", "th")
_CUSTOM = {
    "us$": "USD",
    "au$": "AUD",
    "c$": "CAD",
    "s$": "SGD",
    "fr": "CHF",
    "sfr": "CHF",
    "euro": "EUR",
    "euros": "EUR",
    "zl": "PLN",
    "pound sterling": "GBP",
    "sterling": "GBP",
    "r": "ZAR",
    "₦": "NGN",
    "元": "CNY",
    "rmb": "CNY",
    "円": "JPY",
    "원": "KRW",
    "руб": "RUB",
    "р": "RUB",
    "tl": "TRY",
    "lei": "RON",
    "rm": "MYR",
    "rp": "IDR",
}
# crowns of Norway, Sweden, Denmark and Iceland; rupees of India, Pakistan and others; the unknown currency; what encodings
# of Japan have in the place of ¥, and those of Korea in that of ₩
_AMBIGUOUS = ("kr", "rs", "₨", "¤", "\\")


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


@cache
def currency_words() -> dict[str, str]:
    """ISO code for each code and symbol, case-folded and without a final point; `""` for one of several currencies.

    `$` is the US dollar and `¥` the yen, as Babel has them in English.
    """
    words = {code.casefold(): code for code in sorted(_codes())}
    for home in _HOMES:
        for code, symbol in Locale(home).currency_symbols.items():
            words.setdefault(symbol.casefold().rstrip("."), code)
    return words | _CUSTOM | dict.fromkeys(_AMBIGUOUS, "")


@cache
def _currency_names() -> dict[str, str]:
    """ISO code for each currency's name, case-folded, in the languages of exports; singular and plural."""
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        locale = Locale(language)
        for code, name in locale.currencies.items():
            names.setdefault(name.casefold(), code)
            for plural in locale._data["currency_names_plural"].get(code, {}).values():
                names.setdefault(plural.casefold(), code)
    return names


def currency_code(text: str) -> str | None:
    """The ISO code of a currency as a column writes it: a code, a symbol, or a name in nine languages; None: not known.

    >>> currency_code("eur"), currency_code("US Dollar"), currency_code("Schweizer Franken"), currency_code("Shells")
    ('EUR', 'USD', 'CHF', None)
    """
    word = text.casefold().rstrip(".")
    if word.upper() in _codes():  # most columns; the names need the tables of nine languages
        return word.upper()
    return currency_words().get(word) or _currency_names().get(word)
