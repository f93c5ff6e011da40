"""What people write for a currency: ISO codes and symbols, from Babel's tables."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.numbers import list_currencies

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
    "r": "ZAR",
    "₦": "NGN",
    "元": "CNY",
}
# crowns of Norway, Sweden, Denmark and Iceland; rupees of India, Pakistan and others; the unknown currency
_AMBIGUOUS = ("kr", "rs", "₨", "¤")


@cache
def currency_words() -> dict[str, str]:
    """ISO code for each code and symbol, case-folded and without a final point; `""` for one of several currencies.

    `$` is the US dollar and `¥` the yen, as Babel has them in English.
    """
    words = {code.casefold(): code for code in list_currencies()}
    for home in _HOMES:
        for code, symbol in Locale(home).currency_symbols.items():
            words.setdefault(symbol.casefold().rstrip("."), code)
    return words | _CUSTOM | dict.fromkeys(_AMBIGUOUS, "")
