"""In which power of ten a column of amounts is written: thousands, as its heading says, or cents, as a column beside it shows."""

from __future__ import annotations

import re

import numpy as np

from analytics.intake import values
from analytics.intake.model import Question, RawTable
from analytics.intake.recognise import normal
from analytics.intake.values.heading_units import unit_behind
from analytics.intake.values.units import PLACES, units_of
from analytics.wording import count

_NAMES = {
    3: "thousands",
    4: "ten thousands",
    5: "lakhs",
    6: "millions",
    7: "crores",
    8: "hundred millions",
    9: "billions",
}
_CENTS = -2
_ONE = 10**PLACES
# what Close calls the columns of its programming interface, whose amounts are in cents
_OF_CLOSE = frozenset(
    [
        "status type",
        "status label",
        "lead name",
        "lead id",
        "value period",
        "value currency",
        "annualized value",
        "annualized expected value",
        "expected value",
        "confidence",
        "date won",
        "date lost",
    ]
)
_FEWEST_OF_CLOSE = 4
_WHOLE = r"[-+]?\d+(?:\.0+)?"

# fourteen digits and more before the decimals, with a currency perhaps
_LARGE = re.compile(r"[^\d.,]{0,5}\d(?:[.,' \u00a0\u202f]?\d){13,}(?:[.,]\d{1,4})?[^\d.,]{0,5}")

_RATE = re.compile(r"[^/]*\d[^/]*/\s*[^\W\d]+\.?")


def why_bad(text: str, else_: str) -> str:
    """Why a cell is no amount: it is too large for one, or `else_`."""
    if _RATE.fullmatch(text.strip()[:60]):
        return f"{else_} alone: it is what is paid again and again, and nothing says how long"
    return "too large to be an amount" if _LARGE.fullmatch(text.strip()) else else_


def scale_of(raw: RawTable, column: int, stated: str | None = None) -> tuple[int, str, Question | None]:
    """The power of ten of a column of amounts, 0 for plain ones, what people should know of it, and what to ask them.

    Close writes cents beside the same amounts as people see them (`value` 120000, `value_formatted` $1,200.00).  Without
    the latter it is a question, unless it was `stated` (`cents` or `units`).
    Source: developer.close.com, resource Opportunity (`value` in cents).
    """
    heading = raw.headings[column]
    found = unit_behind(heading)
    if found and found[1].scale:
        scale = found[1].scale
        return scale, f"{heading}: the amounts are in {_NAMES[scale]}, as the heading says.", None
    for other, formatted in _formatted(raw).items():
        if other == column or normal(heading).endswith(f" {normal(raw.headings[other])}"):
            in_cents, differ = _in_cents(raw, other, formatted)
            beside = raw.headings[formatted]
            if in_cents:
                return _CENTS, f"{heading}: the amounts are in hundredths, as {beside} shows.", None
            if differ and other == column:
                return 0, f"{heading} and {beside} differ in {count(differ, 'row')}; {heading} is taken.", None
    value = _bare_value_of_close(raw)
    if value is None or not (value == column or normal(heading).endswith(f" {normal(raw.headings[value])}")):
        return 0, "", None
    return _cents_or_units(raw, value, stated, heading if value == column else "")


def _bare_value_of_close(raw: RawTable) -> int | None:
    """The column `value` of a table with the technical columns of Close, all whole numbers without a sign of a currency."""
    places = {normal(heading): column for column, heading in enumerate(raw.headings) if heading}
    if "value" not in places or "value formatted" in places or len(_OF_CLOSE & places.keys()) < _FEWEST_OF_CLOSE:
        return None
    texts = raw.cells[places["value"]]
    texts = texts[texts != ""]
    return places["value"] if len(texts) and texts.str.fullmatch(_WHOLE).all() else None


def _cents_or_units(raw: RawTable, value: int, stated: str | None, heading: str) -> tuple[int, str, Question | None]:
    """What the bare amounts are; asked where it is not stated, of their own column.

    Deals are of whole units, mostly: in cents their amounts end in 00.
    """
    texts = raw.cells[value].str.replace(r"\.0+$", "", regex=True)
    texts = texts[~texts.isin(["", "0"])]
    in_full = int(texts.str.endswith("00").sum())
    assumed = stated or ("cents" if 2 * in_full >= len(texts) else "units")
    scale = _CENTS if assumed == "cents" else 0
    if not heading:
        return scale, "", None
    told = f"{heading}: {in_full:,} of {count(len(texts), 'amount')} end in 00, beside the technical columns of Close, which writes cents there."
    if stated:
        return scale, f"{heading}: the amounts are in {assumed}, as stated.", None
    about = f"{told} Are these amounts in cents? Read as {assumed}."
    return scale, f"{told} They were read as {assumed}.", Question(about, "amounts", ["cents", "units"], assumed)


def _formatted(raw: RawTable) -> dict[int, int]:
    """The columns beside which another one shows the same as people see it: `value` -> `value_formatted`."""
    places = {normal(heading): column for column, heading in enumerate(raw.headings) if heading}
    return {column: places[f"{words} formatted"] for words, column in places.items() if f"{words} formatted" in places}


def _in_cents(raw: RawTable, column: int, formatted: int) -> tuple[bool, int]:
    """Whether all rows that show both are a hundred times as large in the one; else in how many they differ."""
    bare, shown = (units_of(values.money(values.half_width(raw.cells[each])).values) for each in (column, formatted))
    both = bare[1] & shown[1] & ((bare[0] != 0) | (shown[0] != 0))
    number, seen = bare[0][both], shown[0][both]
    # what people see may be rounded to whole units
    in_cents = bool(number.size) and bool((np.abs(number - 100 * seen) < 100 * _ONE).all())
    return in_cents, 0 if in_cents else int((np.abs(number - seen) >= _ONE).sum())
