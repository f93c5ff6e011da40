"""How the cells of an XLSX workbook are shown."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping

from analytics.intake.reader.archive import column_number
from analytics.intake.reader.markup import PIECE, WITHIN, attributes
from analytics.intake.reader.number_formats import How, formats_of

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b(" + WITHIN + rb")>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs\s*>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_IS_NUMBER = re.compile(r"[0-9]{1,9}")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")


def shown_in_xlsx(parts: zipfile.ZipFile, names: Mapping[str, str], sheet: str) -> dict[int, dict[int, How]]:
    """Like `shown_cells`; `names`: the parts of the archive by their names in small letters.

    Empty where cells do not say where they stand.
    Source: ECMA-376, part 1, 18.8.30 (numFmt), 18.8.10 (cellXfs), 18.3.1.4 (c).
    """
    styles = _styles(parts.read(names["xl/styles.xml"]))
    part = _part_of(parts, names, sheet) if styles else None
    return _cells(parts, part, styles) if part else {}


def _styles(text: bytes) -> dict[bytes, How]:
    """The styles of cells that show more than digits, by their number."""
    listed = (attributes(found[1]) for found in _FORMAT.finditer(text))
    formats = formats_of(
        {
            int(each["numFmtId"]): each.get("formatCode", "")
            for each in listed
            if _IS_NUMBER.fullmatch(each.get("numFmtId", ""))
        }
    )
    section = _STYLES.search(text)
    used = [attributes(found[1]).get("numFmtId", "") for found in _STYLE.finditer(section[0])] if section else []
    return {
        str(style).encode(): formats[int(each)]
        for style, each in enumerate(used)
        if _IS_NUMBER.fullmatch(each) and int(each) in formats
    }


def _part_of(parts: zipfile.ZipFile, names: Mapping[str, str], sheet: str) -> str | None:
    """The part of the archive that holds a sheet."""
    listed = (attributes(found[1]) for found in _SHEET.finditer(parts.read(names["xl/workbook.xml"])))
    link = next((each.get("id") for each in listed if each.get("name") == sheet), None)
    if link is None or "xl/_rels/workbook.xml.rels" not in names:
        return None
    links = (attributes(found[1]) for found in _LINK.finditer(parts.read(names["xl/_rels/workbook.xml.rels"])))
    target = next((each.get("Target", "") for each in links if each.get("Id") == link), "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return names.get(path.casefold())


def _cells(parts: zipfile.ZipFile, part: str, styles: Mapping[bytes, How]) -> dict[int, dict[int, How]]:
    """The cells of these styles."""
    one_of = b"|".join(sorted(styles, key=len, reverse=True))
    usual = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(' + one_of + rb')"')
    # the attributes in any order, each quoted either way, behind the name of a space: four times as slow
    any_way = re.compile(
        rb"<(?:\w+:)?c(?=\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'])(?=\s[^>]*?\bs\s*=\s*[\"']("
        + one_of
        + rb")[\"'])"
    )
    columns: dict[bytes, dict[int, How]] = {}
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
