"""The styles of an OpenDocument spreadsheet that show more than digits."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from analytics.intake.reader.markup import WITHIN, attributes
from analytics.intake.reader.number_formats import How, shown_as

_ELEMENT = re.compile(
    rb"<(/?)(number:(?:(?:number|currency|percentage)-style|text|number|scientific-number|fraction|currency-symbol)|style:(?:map|style))"
    rb"(?=[\s/>])(" + WITHIN + rb")>([^<]*)"
)
_CONDITION = re.compile(r"\s*value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?\d{1,30}(?:\.\d{1,30})?)\s*")
_FACTORS = {"1000": ",", "1000000": ",,", "1000000000": ",,,"}
_NO_BRACKETS = str.maketrans("", "", "[]-")
_DEEPEST = 20  # styles that take from one another


def styles_that_say_more(texts: Iterable[bytes]) -> dict[str, How]:
    """How the numbers of cells are shown, for each style of cells by which they show more than digits.

    `texts`: the parts of the document that hold styles; the same name in a later one is another style.
    Source: OpenDocument 1.3, part 3, 16.29 (data styles), 16.3 (style:map), 19.480 (style:data-style-name).
    """
    codes: dict[str, str] = {}
    cells: dict[str, dict[str, str]] = {}
    shown: dict[str, How | None] = {}
    for text in texts:
        new = _read(text, codes)
        for style in new.values():
            if "data-style-name" in style:
                style["code"] = codes.get(style["data-style-name"], "")
        cells |= new
        shown |= {name: shown_as(_code(name, cells)) for name in new}
    return {name: how for name, how in shown.items() if how}


def _code(name: str, cells: Mapping[str, Mapping[str, str]]) -> str:
    """The format of a style of cells, or the one that it takes from its parent."""
    for _ in range(_DEEPEST):
        style = cells.get(name, {})
        if "code" in style:
            return style["code"]
        name = style.get("parent-style-name", "")
    return ""


def _read(text: bytes, codes: dict[str, str]) -> dict[str, dict[str, str]]:
    """The styles of cells in a part.  Adds its styles of numbers to `codes`, in the language of other workbooks."""
    cells: dict[str, dict[str, str]] = {}
    name, sections, code, is_percentage = None, [], "", False
    for found in _ELEMENT.finditer(text):
        is_end, element = bool(found[1]), found[2].decode()
        named = {} if is_end else attributes(found[3])
        if element.startswith("number:") and element.endswith("-style"):
            if is_end and name is not None:
                codes[name] = ";".join([*sections[:2], code])
            name, sections, code = named.get("name"), [], ""
            is_percentage = element == "number:percentage-style"
        elif element == "style:style" and named.get("family") == "table-cell":
            cells[named.get("name", "")] = named
        elif name is not None and element == "style:map":
            condition = _CONDITION.fullmatch(named.get("condition", ""))
            if condition and (other := codes.get(named.get("apply-style-name", ""))):
                sections.append(f"[{condition[1].replace('!=', '<>')}{condition[2]}]{other.rpartition(';')[2]}")
        elif name is not None and not is_end:
            part = _in_code(element, named, html.unescape(found[4].decode("utf-8", "replace")))
            # in another style the sign is a word like others, and multiplies nothing
            code += part.replace("%", '"%"') if is_percentage else part
    return cells


def _in_code(element: str, named: Mapping[str, str], text: str) -> str:
    """One element of a style of numbers as other workbooks write it."""
    if element == "number:text":
        return '"' + text.replace('"', "") + '"'
    if element == "number:currency-symbol":
        where = "-".join(named[each] for each in ("language", "country") if each in named)
        return f"[${text.translate(_NO_BRACKETS)}-{where}]"
    return "0" + _FACTORS.get(named.get("display-factor", ""), "")
