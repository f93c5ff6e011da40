"""How a text of a given shape writes an amount: sign, currency, scale, and the number between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from analytics.intake.values.currencies import currency_words
from analytics.intake.values.numbers import NOT, SIGNS, decimals

SCALES = {
    "k": 3,
    "tsd": 3,
    "m": 6,
    "mm": 6,
    "mn": 6,
    "mio": 6,
    "mln": 6,
    "mill": 6,
    "million": 6,
    "millions": 6,
    "millionen": 6,
    "b": 9,
    "bn": 9,
    "md": 9,
    "mrd": 9,
    "mld": 9,
    "billion": 9,
    "milliarden": 9,
    # thousands, millions and thousand millions in other languages; lakh and crore of India; 10,000 and 100,000,000 of East Asia
    "tausend": 3,
    "thousand": 3,
    "mille": 3,
    "mila": 3,
    "duizend": 3,
    "tusen": 3,
    "miljoen": 6,
    "millones": 6,
    "milhões": 6,
    "milioni": 6,
    "millioner": 6,
    "milliards": 9,
    "miliardi": 9,
    "miljard": 9,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "crore": 7,
    "crores": 7,
    "тыс": 3,
    "млн": 6,
    "млрд": 9,
    "tys": 3,
    "tis": 3,
    "千": 3,
    "万": 4,
    "萬": 4,
    "만": 4,
    "百万": 6,
    "亿": 8,
    "億": 8,
    "억": 8,
}
_INDIAN = {"cr": 7, "l": 5}  # behind rupees only: elsewhere Cr is a credit
_LONGEST = 60
_ONE_CASE = str.maketrans({"’": "'", "‘": "'", "−": "-", "–": "-"})

# in a shape every digit is 0; the number is what lies between the first digit, or a sign before it, and the last
_AMOUNT = re.compile(
    r"(?P<lead>[^0]*?) (?P<body>[.,]?0(?:[0.,' ]*0)?) (?P<power>e[-+]?0{1,3})? (?P<tail>[^0]*)", re.VERBOSE
)
_LEAD = re.compile(
    r"(?P<open>\()?[ ]?(?P<before>[-+])?[ ]?(?P<currency>[^-+()]*?)[ ]?(?P<inner>\()?[ ]?(?P<after>[-+])?[ ]?",
    re.VERBOSE,
)
# `500,-` and `500.--` are round sums, `500-` is a debt
_TAIL = re.compile(
    r"""(?P<round>[.,](?:--?|—)|[.,](?![^ )]))?[ ]?
        (?P<before>-)?[ ]?(?P<words>[^-+()]*?)[ ]?(?P<after>-)?[ ]?(?P<close>\))?""",
    re.VERBOSE,
)
# 円, 万元, 억원: in none of the countries that write so is a comma a decimal sign
_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff\uac00-\ud7a3]")
_SHORT_FOR_CURRENCY = ("kr", "fr", "sfr", "rs")  # written with a point, which is then no decimal one


@dataclass(frozen=True)
class Amount:
    """What a shape says about its amounts.

    - `point`, `comma`: decimals under either decimal sign, NOT if it cannot be read so
    - `digits`: how many digits the number has; those of a power follow them
    - `power_digits`, `small`: the digits of a power of ten in scientific writing, and whether it is negative
    - `scale`: the power of ten that a word stands for
    - `currency`: ISO code, `""` if none is named or the word has several meanings
    """

    point: int
    comma: int
    digits: int
    negative: bool
    power_digits: int
    small: bool
    scale: int
    currency: str


def amount_of(shape: str) -> Amount | None:
    """How the texts of this shape write an amount; None if they do not."""
    if len(shape) > _LONGEST:
        return None
    found = _AMOUNT.fullmatch(shape.translate(_ONE_CASE))
    if found is None:
        return None
    lead, body, tail = found["lead"], found["body"], found["tail"]
    if body.startswith(".") and lead.strip().endswith(_SHORT_FOR_CURRENCY):
        body = body[1:]
    before, after = _LEAD.fullmatch(lead), _TAIL.fullmatch(tail)
    if before is None or after is None:
        return None
    signs = [*filter(None, (before["before"], before["after"], after["before"], after["after"]))]
    brackets = (before["open"] or "") + (before["inner"] or "") + (after["close"] or "")
    words = _words(before["currency"], after["words"])
    if words is None or brackets not in ("", "()") or len(signs) + bool(brackets) > 1:
        return None
    amount = _amount(body + (after["round"] or "")[:1], found["power"] or "", "-" in signs or bool(brackets), *words)
    return replace(amount, comma=NOT) if _EAST_ASIAN.search(shape) else amount


def _amount(body: str, power: str, negative: bool, scale: int, currency: str) -> Amount:
    # a spreadsheet that writes powers of ten does not group
    grouped = bool(power) and not re.fullmatch(r"0+(?:[.,]0+)?", body)
    point, comma = (NOT if grouped or (power and _other(sign) in body) else decimals(body, sign) for sign in SIGNS)
    return Amount(
        point=point,
        comma=comma,
        digits=body.count("0"),
        negative=negative,
        power_digits=power.count("0"),
        small="-" in power,
        scale=scale,
        currency=currency,
    )


def _other(sign: str) -> str:
    return SIGNS["comma" if sign == "point" else "point"]


def _words(lead: str, tail: str) -> tuple[int, str] | None:
    """Scale and currency of what stands before and after the number; None if a word of it is unknown."""
    first, second = _currency(lead), _scale_and_currency(tail)
    if first == "INR" and tail.strip(" .") in _INDIAN:
        return _INDIAN[tail.strip(" .")], first
    if first is None or second is None:
        return None
    scale, last = second
    named = {each for each in (first, last) if each}
    if len(named) > 1:
        # `$1,234 CAD`: the code says what the symbol only hints at
        named &= set(f"{lead} {tail}".upper().split())
        if len(named) != 1:
            return None
    return scale, "".join(named)


def _scale_and_currency(text: str) -> tuple[int, str] | None:
    text = text.strip()
    currency = _currency(text)
    if currency is not None:
        return 0, currency
    for scale in sorted(SCALES, key=len, reverse=True):
        currency = _currency(text.removeprefix(scale).removeprefix(".")) if text.startswith(scale) else None
        if currency is not None:
            return SCALES[scale], currency
    return None


def _currency(text: str) -> str | None:
    word = text.strip().rstrip(".").strip()
    return currency_words().get(word) if word else ""
