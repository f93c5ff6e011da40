"""How the cells of a workbook of Excel 97 to 2003 are shown."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

import numpy as np

from analytics.intake.reader.number_formats import How, formats_of
from analytics.intake.reader.old_workbook import BEGINS, ENDS, SHEET, records, stream_of

_FORMAT, _STYLE = 0x041E, 0x00E0
_NUMBER, _RK, _FORMULA, _MANY = 0x0203, 0x027E, 0x0006, 0x00BD
# kinds of cells with a number -> the shortest and longest content
_LENGTHS = {_NUMBER: (14, 14), _RK: (10, 10), _FORMULA: (22, 8224), _MANY: (12, 8224)}
# what follows a cell: another one, what belongs to a formula, a row, or the first after all cells
_FOLLOW = [
    *_LENGTHS, 0x0201, 0x0204, 0x0205, 0x00BE, 0x00D6, 0x00FD, 0x0207, 0x0221, 0x0236, 0x04BC, 0x005E, 0x0208, 0x00D7,
    0x01C2, 0x00EC, 0x001C, 0x00B0, 0x0050, 0x0866, 0x023E, 0x001D, 0x00E5, 0x01B0, 0x01B2, 0x01B8, ENDS,
]  # fmt: skip
_COLUMNS = 256
_SUBSTREAM = struct.pack("<HHH", BEGINS, 16, 0x0600)


def shown_in_xls(data: bytes, sheet: str) -> dict[int, dict[int, How]]:
    """Like `shown_cells`, of a workbook of BIFF8.

    Source: [MS-XLS] 2.4.28 (BoundSheet8), 2.4.126 (Format), 2.4.353 (XF), 2.4.180 (Number), 2.4.220 (RK), 2.4.175 (MulRk),
    2.4.127 (Formula).
    """
    stream = stream_of(data)
    codes: dict[int, str] = {}
    used: list[int] = []
    first = None
    for kind, at, length in records(stream):
        if kind == BEGINS and at > 4:
            break
        content = stream[at : at + length]
        if kind == _FORMAT and length > 5:
            number, count = struct.unpack_from("<HH", content)
            codes[number] = _text(content[4:], count)
        elif kind == _STYLE and length >= 4:
            used.append(struct.unpack_from("<2xH", content)[0])
        elif kind == SHEET and length > 8 and _text(content[7:], content[6]).replace("\0", "") == sheet:
            (first,) = struct.unpack_from("<I", content)
    formats = formats_of(codes)
    styles = {style: formats[number] for style, number in enumerate(used) if number in formats}
    if first is None or not styles or not stream.startswith(_SUBSTREAM, first):
        return {}
    rest = memoryview(stream)[first:]
    # a diagram in the sheet has cells of its own
    others = [at for at in _places(rest, BEGINS).tolist() if at and rest[at : at + len(_SUBSTREAM)] == _SUBSTREAM]
    return _cells(rest[: min(others, default=None)], styles)


def _text(content: bytes, count: int) -> str:
    """So many letters behind the byte that says how wide they are.  Source: [MS-XLS] 2.5.294 (XLUnicodeString)."""
    is_wide = content[0] & 1
    return content[1 : 1 + count * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _cells(stream: memoryview, styles: Mapping[int, How]) -> dict[int, dict[int, How]]:
    """The cells of these styles.

    Their records are looked up by their kind: to go from one to the next takes ten times as long.  Other bytes are not
    taken for one: the length has to be one of that kind, and another record to follow.
    """
    code = np.frombuffer(stream, np.uint8)

    def word(at: np.ndarray) -> np.ndarray:
        return code[at].astype(np.int32) | code[at + 1].astype(np.int32) << 8

    found = []
    for kind, (least, most) in _LENGTHS.items():
        at = _places(stream, kind)
        at = at[at < len(stream) - 4]
        length = word(at + 2)
        fits = (length >= least) & (length <= most) & (at + 4 + length < len(stream) - 1)
        at, length = at[fits], length[fits]
        follows = np.isin(word(at + 4 + length), _FOLLOW)
        at, length = at[follows], length[follows]
        if kind == _MANY:
            found.append(_of_many(at, length, word))
        else:
            found.append(np.stack([word(at + 6), word(at + 4), word(at + 8)]))
    column, row, style = np.concatenate(found, axis=1)
    known = np.array(sorted(styles))
    nth = np.minimum(np.searchsorted(known, style), len(known) - 1)
    fits = (known[nth] == style) & (column < _COLUMNS)
    row, pair = row[fits], (column * len(known) + nth)[fits]
    columns: dict[int, dict[int, How]] = {}
    for each in np.flatnonzero(np.bincount(pair)).tolist():
        place, which = divmod(each, len(known))
        cells = dict.fromkeys(row[pair == each].tolist(), styles[int(known[which])])
        columns[place] = columns[place] | cells if place in columns else cells
    return columns


def _places(stream: memoryview, kind: int) -> np.ndarray:
    """Where the two bytes of a kind stand, in no order."""
    halves = [np.frombuffer(stream, "<u2", (len(stream) - first) // 2, first) == kind for first in (0, 1)]
    return np.concatenate([2 * np.flatnonzero(half) + first for first, half in enumerate(halves)])


def _of_many(at: np.ndarray, length: np.ndarray, word: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Column, row and style of each cell of records of several cells; none of a record that begins inside another."""
    order = np.argsort(at)
    at, length = at[order], length[order]
    count, first, end = (length - 6) // 6, word(at + 6), at + 4 + length
    fits = (length % 6 == 0) & (word(end - 2) == first + count - 1)
    at, count, first, end = at[fits], count[fits], first[fits], end[fits]
    apart = at >= np.concatenate([[0], np.maximum.accumulate(end)])[: len(at)]
    at, count, first = at[apart], count[apart], first[apart]
    of = np.repeat(np.arange(len(at)), count)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    return np.stack([first[of] + nth, word(at + 4)[of], word(at[of] + 8 + 6 * nth)])
