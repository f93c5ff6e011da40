"""What the format of a number says of it beside its digits: 0.5 is shown as 50%, 1000 as 1000 EUR.

The language is that of XLSX and XLS; the styles of an ODS are put into it.
"""

from __future__ import annotations

import locale
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from babel import Locale, UnknownLocaleError
from babel.numbers import get_territory_currencies

from analytics.intake.values.currencies import currency_code
from analytics.intake.values.heading_units import Unit, unit_of

# of the formats that are known by their number alone, those with a percent sign; those with a currency (5 to 8, 37 to 44)
# are shown in the currency of whoever looks at them, and name none
_BUILT_IN = {9: "0%", 10: "0.00%"}
_SCALES = {0: "", 3: "k", 6: "M", 9: "bn"}
_LONGEST, _MOST_POWER = 1000, 9  # a spreadsheet program takes 255 characters
_TESTS = {"<": lt, "<=": le, "=": eq, "<>": ne, ">=": ge, ">": gt}
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*([-+]?\d{1,30}(?:\.\d{1,30})?)\]")
_SIGNS = "-−+() "  # of negative numbers, and of those with two signs
# of a format: a text in quotes, a letter to be taken as it is, a currency and its locale, what leaves a gap or fills the
# cell, other brackets (a colour, a condition), a run of what stands for the number, any other letter
_PART = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<letter>.)|\[\$(?P<sign>[^\]-]*)(?:-(?P<locale>[^\]]*))?\]|(?P<gap>[_*].)|(?P<bracket>\[[^\]]*\])'
    r"|(?P<number>[#0?](?:[#0?., ]*[#0?.,])?)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Shown:
    """How a format shows a number: times 100 as a percentage, in thousands, in a currency.

    - `power`: the power of ten by which the number is shown (2 for percent, -3 for thousands)
    - `behind`: what then stands behind it
    """

    power: int
    behind: str

    def text(self, number: str) -> str:
        """The number with what its format says of it, exact: `0.125` is `12.5%`."""
        return (_moved(number, self.power) if self.power else number) + self.behind


@lru_cache(maxsize=4096)
def _moved(number: str, power: int) -> str:
    return f"{Decimal(number).scaleb(power).normalize():f}"


@dataclass(frozen=True)
class Sections:
    """A format that shows some numbers otherwise than others: `[<1]0%;0.0"%"`.

    - `cases`: (sign, bound) and how numbers are shown for which that holds, the first that does
    - `other`: how all others are shown; None here and there: as bare numbers
    """

    cases: tuple[tuple[tuple[str, float], Shown | None], ...]
    other: Shown | None

    def text(self, number: str) -> str:
        """The number with what its section says of it."""
        value = float(number)
        held = (how for (sign, bound), how in self.cases if _TESTS[sign](value, bound))
        how = next(held, self.other)
        return how.text(number) if how else number


How = Shown | Sections


def formats_of(codes: Mapping[int, str]) -> dict[int, How]:
    """The formats of a workbook that say more than digits, by their number; some are known by that alone."""
    return {number: how for number, code in (_BUILT_IN | codes).items() if (how := shown_as(code))}


@lru_cache(maxsize=1024)
def shown_as(code: str) -> How | None:
    """What a number format says beside the digits; None for one that says nothing more.

    Sections without conditions are those of positive and negative numbers and of zero: the first counts for all.
    Source: ECMA-376, part 1, 18.8.30 and 18.8.31 (numFmts).

    >>> shown_as('#,##0.00\\\\ "€"'), shown_as("0%"), shown_as("[$$-C09]#,##0"), shown_as("0.00")
    (Shown(power=0, behind=' EUR'), Shown(power=2, behind='%'), Shown(power=0, behind=' AUD'), None)
    """
    if len(code) > _LONGEST:
        return None
    sections: list[list[re.Match[str]]] = [[]]
    for part in _PART.finditer(code):
        if part["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    conditions = [_condition(parts) for parts in sections[:2]]
    shown = [_section(parts) for parts in sections[:3]]
    if not any(conditions) or len(set(shown)) == 1:
        return shown[0]
    cases = [(conditions[0] or (">", 0.0), shown[0])]
    if len(shown) == 3:
        cases.append((conditions[1] or ("<", 0.0), shown[1]))
    return Sections(tuple(cases), shown[-1])


def _condition(parts: Sequence[re.Match[str]]) -> tuple[str, float] | None:
    found = next((found for part in parts if (found := _CONDITION.fullmatch(part["bracket"] or ""))), None)
    return found and (found[1], float(found[2]))


def _section(parts: Sequence[re.Match[str]]) -> Shown | None:
    words, power, percent, has_number = [""], 0, "", False
    for part in parts:
        if part["number"]:
            if not has_number:
                words.append("")
            has_number = True
            power -= 3 * (len(part["number"]) - len(part["number"].rstrip(",")))
        elif part["sign"] is not None:
            words[-1] += _of_locale(part["sign"], part["locale"] or "") if part["sign"] else ""
        elif part["other"] == "%":
            power, percent = power + 2, "%"
        else:
            literal = part["text"] or part["letter"] or part["other"] or ""
            percent = percent or ("%" if literal.strip() == "%" else "")
            words[-1] += literal if literal.strip() != "%" else ""
    if not has_number or abs(power) > _MOST_POWER:
        return None
    if percent:
        return Shown(power, "%")
    said = " ".join(word.strip(_SIGNS) for word in words)
    unit = unit_of(said, "km") or Unit()
    # without a word for them, thousands are only how it looks: said, the number is whole again
    scale = _SCALES.get(unit.scale or -power)
    if scale is None or not (scale or unit.currency):
        return None
    # the sign of many dollars is left as it is: a column of currencies may say which
    is_any_dollar = unit.currency == "USD" and "$" in said and "US" not in said
    return Shown(power, f"{scale} {'$' if is_any_dollar else unit.currency}".rstrip())


def _of_locale(sign: str, where: str) -> str:
    """The currency of a sign as its locale writes it: `$` of C09 is the Australian dollar; else the sign itself."""
    name = where
    if re.fullmatch(r"[0-9A-Fa-f]{1,8}", where):
        name = locale.windows_locale.get(int(where, 16) & 0xFFFF, "")
    try:
        spoken = Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return sign
    for code in get_territory_currencies(spoken.territory) if spoken.territory else []:
        symbol = spoken.currency_symbols.get(code, code)
        if symbol.rstrip(".") == sign.strip().rstrip(".") and currency_code(sign.strip()) != code:
            return code
    return sign
