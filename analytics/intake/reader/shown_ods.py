"""How the cells of an OpenDocument spreadsheet are shown."""

from __future__ import annotations

import html
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import IO

import numpy as np

from analytics.intake.reader.archive import LAST_COLUMN
from analytics.intake.reader.markup import PIECE, attributes
from analytics.intake.reader.number_formats import How, Sections, Shown
from analytics.intake.reader.ods_styles import styles_that_say_more
from analytics.intake.values.currencies import currency_code

MOST_OF_ROW = 16 * PIECE
_BODY, _ROW, _END = b"<office:body", b"<table:table-row", b"</table:table>"
_SHEET = re.compile(rb"<table:table(?=\s)([^<]*)")
_COLUMN = re.compile(rb"<table:table-column(?=[\s/>])([^<]*)")
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{1,7})[\"']")
_OTHER_QUOTES = re.compile(rb"='([^'\"<]*)'")
_VALUE = b' office:value="'
_PERCENT = Shown(2, "%")
_MOST_KNOWN = 10_000


def shown_in_ods(parts: zipfile.ZipFile, sheet: str, rows: int) -> dict[int, dict[int, How]]:
    """Like `shown_cells`; by the style of a cell, and by the percentage or currency that the cell itself says it is.

    Empty where the sheet holds comments or instructions, in which anything may stand.
    Source: OpenDocument 1.3, part 3, 9.1 (tables), 19.387 (office:value-type), 19.371 (office:currency).
    """
    with parts.open("content.xml") as stream:
        head = b""
        while _BODY not in head and len(head) < MOST_OF_ROW and (piece := stream.read(PIECE)):
            head += piece
        before, _, rest = head.partition(_BODY)
        common = [parts.read("styles.xml")] if "styles.xml" in parts.namelist() else []
        cells = _Cells(styles_that_say_more([*common, before]), rows)
        pieces = _pieces(stream, rest)
        for piece in pieces:
            begin = next((each for each in _SHEET.finditer(piece) if attributes(each[1]).get("name") == sheet), None)
            if begin is None:
                continue
            goes_on = cells.add(piece[begin.end() :])
            while goes_on and (piece := next(pieces, b"")):
                goes_on = cells.add(piece)
            break
    return cells.columns


def _pieces(stream: IO[bytes], rest: bytes) -> Iterator[bytes]:
    """The rest of a part in pieces that end before a row."""
    while piece := stream.read(PIECE):
        whole, row, begun = (rest + piece).rpartition(_ROW)
        rest = row + begun
        if whole:
            yield whole
        if len(rest) > MOST_OF_ROW:
            return
    yield rest


def _defaults(header: bytes, styles: Mapping[str, How]) -> list[str]:
    """For each column the style of its cells that name none; empty where none of these says more than digits."""
    names: list[str] = []
    for found in _COLUMN.finditer(header):
        style = attributes(found[1]).get("default-cell-style-name", "")
        repeated = _REPEATED.search(found[1])
        times = int(repeated[1]) if repeated else 1
        names += [style if style in styles else ""] * min(times, LAST_COLUMN - len(names))
    return names if any(names) else []


class _Cells:
    """The cells of a sheet that say more than digits, collected from pieces that hold whole rows."""

    def __init__(self, styles: Mapping[str, How], rows: int) -> None:
        self.columns: dict[int, dict[int, How]] = defaultdict(dict)
        self._styles, self._rows = styles, rows
        self._begun, self._row = False, 0
        self._defaults: Sequence[str] = ()
        self._known: dict[tuple[bytes, str], How | None] = {}
        # names are put together by how they begin, which many have in common: one look at that passes all of them by
        names = sorted(re.escape(html.escape(name).encode()) for name in styles)
        alike = [b"(?:" + b"|".join(group) + b")" for _, group in groupby(names, lambda name: name[:2])]
        self._says_more = re.compile(b'"(?:' + b"|".join([b"percentage", b"currency", *alike]) + b')"')

    def add(self, piece: bytes) -> bool:
        """Whether the sheet goes on behind the piece.  All is forgotten where it holds what is no element."""
        if not self._begun:
            self._begun, self._defaults = True, _defaults(piece.partition(_ROW)[0], self._styles)
        if b"'" in piece and b"='" in piece:
            piece = _OTHER_QUOTES.sub(rb'="\1"', piece)
        code = np.frombuffer(piece + bytes(len(_ROW) + 1), np.uint8)
        tags = np.flatnonzero(code == ord("<"))
        second = code[tags + 1]
        closing = tags[second == ord("/")]
        of_that_length = closing[code[closing + len(_END) - 1] == ord(">")].tolist()
        end = next((at for at in of_that_length if piece.startswith(_END, at)), len(piece))
        if ((second == ord("!")) | (second == ord("?")))[tags < end].any():
            self.columns.clear()
            return False
        ends = np.append(tags[1:], len(piece))
        is_of_table = (code[tags + 2] == ord("a")) & (tags < end)
        tags, ends = tags[is_of_table], ends[is_of_table]
        # <table:table-cell, <table:covered-table-cell, <table:table-row but not <table:table-row-group or <table:table-rows
        first, what = code[tags + 7], code[tags + 13]
        is_row = (first == ord("t")) & (what == ord("r")) & ~np.isin(code[tags + 16], list(b"-s"))
        is_cell = (first == ord("t")) & (what == ord("c")) & (code[tags + 14] == ord("e"))
        is_cell |= (first == ord("c")) & (code[tags + 9] == ord("v"))
        is_known = is_row | is_cell
        tags, ends, is_row = tags[is_known], ends[is_known], is_row[is_known]
        if len(tags) and is_row[0]:
            self._look_at(piece, tags, ends, is_row)
        return end == len(piece)

    def _look_at(self, piece: bytes, tags: np.ndarray, ends: np.ndarray, is_row: np.ndarray) -> None:
        """The rows and cells that begin at `tags`; another element, or the text of a cell, does at `ends`."""
        times = np.ones(len(tags), np.int64)
        repeated = [(found.start(), int(found[1])) for found in _REPEATED.finditer(piece)]
        of, inside = self._tags_of([at for at, _ in repeated], tags, ends)
        times[of] = np.array([number for _, number in repeated], np.int64)[inside]
        width, height = np.where(is_row, 0, times), np.where(is_row, times, 0)
        row_tag = np.maximum.accumulate(np.where(is_row, np.arange(len(tags)), 0))
        before = np.cumsum(width) - width
        column = before - before[row_tag]
        high = height[row_tag]
        row = self._row + np.cumsum(height) - high
        self._row += int(height.sum())
        is_hit = np.zeros(len(tags), bool)
        is_hit[self._tags_of([found.start() for found in self._says_more.finditer(piece)], tags, ends)[0]] = True
        if self._defaults:
            named = np.cumsum([0, *(bool(style) for style in self._defaults)])
            last = len(self._defaults)
            is_hit |= named[np.minimum(column + width, last)] > named[np.minimum(column, last)]
        is_hit &= ~is_row & (row < self._rows) & (column < LAST_COLUMN)
        hits = (each[is_hit].tolist() for each in (tags, ends, row, high, column, width))
        for begin, end, first_row, many, first, wide in zip(*hits, strict=True):
            tag = piece[begin:end]
            value = tag.find(_VALUE)
            # many cells say the same beside their numbers
            said = tag[:value] + tag[tag.find(b'"', value + len(_VALUE)) :] if value >= 0 else tag
            for place in range(first, first + wide) if wide > 1 else (first,):
                if place >= LAST_COLUMN:
                    break
                key = said, self._defaults[place] if place < len(self._defaults) else ""
                how = self._known[key] if key in self._known else self._how(*key)
                if how and many == 1:
                    self.columns[place][first_row] = how
                elif how:
                    rows = range(first_row, min(first_row + many, self._rows))
                    self.columns[place].update(dict.fromkeys(rows, how))

    @staticmethod
    def _tags_of(places: Sequence[int], tags: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The elements in which these places stand, and which places stand in one."""
        at = np.array(places, np.int64)
        of = np.searchsorted(tags, at) - 1
        inside = (of >= 0) & (at < ends[of])
        return of[inside], inside

    def _how(self, said: bytes, default: str) -> How | None:
        if len(self._known) == _MOST_KNOWN:
            self._known.clear()
        how = self._known[said, default] = self._told(attributes(said), default)
        return how

    def _told(self, named: Mapping[str, str], default: str) -> How | None:
        how = self._styles.get(named.get("style-name", default))
        kind = named.get("value-type")
        if kind == "percentage":
            return how if isinstance(how, Sections) or (how and how.behind == "%") else _PERCENT
        if kind == "currency":
            return _in_currency(how, named.get("currency", ""))
        return how if kind == "float" else None


def _in_currency(how: How | None, code: str) -> How | None:
    """How a cell is shown that names its currency itself."""
    if not re.fullmatch("[A-Z]{3}", code) or currency_code(code) != code:
        return how
    if isinstance(how, Sections):
        cases = tuple((condition, _in_currency(each, code)) for condition, each in how.cases)
        return Sections(cases, _in_currency(how.other, code))
    if how is None:
        return Shown(0, f" {code}")
    scale, _, sign = how.behind.partition(" ")
    # programs write USD for every $ that names no country
    if how.behind == "%" or (sign == "$" and code == "USD"):
        return how
    return Shown(how.power, f"{scale} {code}")
