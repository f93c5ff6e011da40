"""How the numbers of a workbook are shown: 0.5 as 50%, 1000 as 1000 EUR.  Calamine gives the bare numbers.

The format is looked up only where a style of the workbook has a currency, a percent sign or thousands; others cost nothing.
"""

from __future__ import annotations

import html
import io
import locale
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_territory_currencies

from analytics.intake.reader.archive import column_number
from analytics.intake.values.currencies import currency_code
from analytics.intake.values.heading_units import Unit, unit_of

PIECE = 2**20
# of the formats that are known by their number alone, those with a percent sign; those with a currency (5 to 8, 37 to 44)
# are shown in the currency of whoever looks at them, and name none
BUILT_IN = {9: "0%", 10: "0.00%"}
_SCALES = {0: "", 3: "k", 6: "M", 9: "bn"}
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs\s*>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"(?:^|[\s:])(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
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


def shown_cells(data: bytes, sheet: str) -> dict[int, dict[int, Shown]]:
    """For each column of a sheet of an XLSX workbook, by row, how the cells are shown whose format says more than digits.

    Rows and columns count from 0.  Empty for another kind of workbook, and where cells do not say where they stand.
    Source: ECMA-376, part 1, 18.8.30 (numFmt), 18.8.10 (cellXfs), 18.3.1.4 (c).
    """
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = {name.casefold(): name for name in parts.namelist()}
        if "xl/styles.xml" not in names or "xl/workbook.xml" not in names:
            return {}
        styles = _styles(parts.read(names["xl/styles.xml"]))
        part = _part_of(parts, names, sheet) if styles else None
        return _cells(parts, part, styles) if part else {}


def _styles(text: bytes) -> dict[bytes, Shown]:
    """The styles of cells that show more than digits, by their number."""
    formats = {number: how for number, code in BUILT_IN.items() if (how := shown_as(code))}
    for found in _FORMAT.finditer(text):
        named = _attributes(found[1])
        if named.get("numFmtId", "").isdigit():
            formats.pop(number := int(named["numFmtId"]), None)
            if how := shown_as(named.get("formatCode", "")):
                formats[number] = how
    listed = _STYLES.search(text)
    used = [_attributes(found[1]).get("numFmtId", "") for found in _STYLE.finditer(listed[0])] if listed else []
    return {
        str(style).encode(): formats[int(each)]
        for style, each in enumerate(used)
        if each.isdigit() and int(each) in formats
    }


def shown_as(code: str) -> Shown | None:
    """What a number format says beside the digits; None for one that says nothing more.

    >>> shown_as('#,##0.00\\\\ "€"'), shown_as("0%"), shown_as("[$$-C09]#,##0"), shown_as("0.00")
    (Shown(power=0, behind=' EUR'), Shown(power=2, behind='%'), Shown(power=0, behind=' AUD'), None)
    """
    words, power, percent, has_number = [""], 0, "", False
    for part in _PART.finditer(_first(code)):
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
    if not has_number:
        return None
    if percent:
        return Shown(power, "%")
    unit = unit_of(" ".join(words), "km") or Unit()
    # without a word for them, thousands are only how it looks: said, the number is whole again
    scale = _SCALES.get(unit.scale or -power)
    if scale is None or not (scale or unit.currency):
        return None
    # the sign of many dollars is left as it is: a column of currencies may say which
    is_any_dollar = unit.currency == "USD" and "$" in "".join(words) and "US" not in "".join(words)
    return Shown(power, f"{scale} {'$' if is_any_dollar else unit.currency}".rstrip())


def _first(code: str) -> str:
    """The first section of a format, that of positive numbers; a semicolon in quotes parts nothing."""
    return re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code)[0]


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


def _part_of(parts: zipfile.ZipFile, names: Mapping[str, str], sheet: str) -> str | None:
    """The part of the archive that holds a sheet."""
    listed = (_attributes(found[1]) for found in _SHEET.finditer(parts.read(names["xl/workbook.xml"])))
    link = next((each.get("id") for each in listed if each.get("name") == sheet), None)
    if link is None or "xl/_rels/workbook.xml.rels" not in names:
        return None
    links = (_attributes(found[1]) for found in _LINK.finditer(parts.read(names["xl/_rels/workbook.xml.rels"])))
    target = next((each.get("Target", "") for each in links if each.get("Id") == link), "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return names.get(path.casefold())


def _attributes(text: bytes) -> dict[str, str]:
    """The attributes of an element, without the names of their spaces."""
    return {
        name.decode("ascii", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def _cells(parts: zipfile.ZipFile, part: str, styles: Mapping[bytes, Shown]) -> dict[int, dict[int, Shown]]:
    """The cells of these styles."""
    one_of = b"|".join(sorted(styles, key=len, reverse=True))
    usual = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(' + one_of + rb')"')
    # the attributes in any order, each quoted either way, behind the name of a space: four times as slow
    any_way = re.compile(
        rb"<(?:\w+:)?c(?=\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'])(?=\s[^>]*?\bs\s*=\s*[\"']("
        + one_of
        + rb")[\"'])"
    )
    columns: dict[bytes, dict[int, Shown]] = {}
    with parts.open(part) as stream:
        rest = b""
        while piece := stream.read(PIECE):
            whole, begun, rest = (rest + piece).rpartition(b"<")
            rest = begun + rest
            found = usual.findall(whole)
            if (
                len(found) < sum(whole.count(b's="%s"' % style) for style in styles)
                or b"s='" in whole
                or b"s =" in whole
            ):
                found = any_way.findall(whole)
            for letters, row, style in found:
                columns.setdefault(letters, {})[int(row) - 1] = styles[style]
    return {column_number(letters) - 1: cells for letters, cells in columns.items()}
