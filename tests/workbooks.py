"""Old Excel workbooks (BIFF8) and OpenDocument sheets as small as they can be, written by hand: no library here writes them.

The records of BIFF8 are those of [MS-XLS], the container that of [MS-CFB].
"""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | float | datetime.date | datetime.datetime | None
Rows = Sequence[Sequence[Cell | tuple[float, str]]]
"""A number may come with its format, in XLS."""

EPOCHS = {
    is_1904: datetime.datetime.fromisoformat(day) for is_1904, day in ((False, "1899-12-30"), (True, "1904-01-01"))
}
STYLES = (0, 14, 22)  # general, m/d/yyyy, m/d/yyyy h:mm
DATE_STYLE, TIME_STYLE, FIRST_OWN = 1, 2, 3  # places among the cell formats below
OWN_FORMAT = 164


def serial(value: datetime.date, is_1904: bool) -> float:
    """Days since the beginning of the calendar, as Excel keeps them."""
    at = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
    return (at - EPOCHS[is_1904]) / datetime.timedelta(days=1)


def xls(sheets: Mapping[str, Rows], hidden: Collection[str] = (), *, is_1904: bool = False) -> bytes:
    """A workbook of Excel 97 to 2003."""
    return compound(biff(sheets, hidden, is_1904=is_1904))


def biff(sheets: Mapping[str, Rows], hidden: Collection[str] = (), *, is_1904: bool = False) -> bytes:
    """The stream of such a workbook."""
    own = {cell[1]: None for rows in sheets.values() for cells in rows for cell in cells if isinstance(cell, tuple)}
    styles = {code: FIRST_OWN + place for place, code in enumerate(own)}
    bodies = [_biff_sheet(rows, is_1904, styles) for rows in sheets.values()]
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head += record(0x0022, struct.pack("<H", is_1904))
    for number, code in enumerate(own, OWN_FORMAT):
        head += record(0x041E, struct.pack("<HHB", number, len(code), 1) + code.encode("utf-16-le"))
    for number in (*STYLES, *range(OWN_FORMAT, OWN_FORMAT + len(own))):
        head += record(0x00E0, struct.pack("<HH", 0, number) + bytes(16))
    names = [name.encode("utf-16-le") for name in sheets]
    start = len(head) + sum(12 + len(name) for name in names) + 4
    for title, name, body in zip(sheets, names, bodies, strict=True):
        head += record(0x0085, struct.pack("<IBBBB", start, title in hidden, 0, len(name) // 2, 1) + name)
        start += len(body)
    return head + record(0x000A, b"") + b"".join(bodies)


def _biff_sheet(rows: Rows, is_1904: bool, styles: Mapping[str, int]) -> bytes:
    out = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                out += record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
                continue
            style = 0
            if isinstance(cell, tuple):
                cell, style = cell[0], styles[cell[1]]
            if isinstance(cell, datetime.date):
                style = TIME_STYLE if isinstance(cell, datetime.datetime) else DATE_STYLE
                cell = serial(cell, is_1904)
            out += record(0x0203, struct.pack("<HHHd", row, column, style, cell))
    return out + record(0x000A, b"")


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def compound(stream: bytes, order: Sequence[int] = (), *, is_small: bool = False) -> bytes:
    """A compound file with the one stream `Workbook`: header, allocation table, directory, the stream in sectors.

    - `order`: of the sectors of the stream in the file
    - `is_small`: the stream stands in one of small sectors, as those do that are shorter than 4096 bytes
    """
    size, inner, small_table = len(stream), stream, b""
    if is_small:
        assert size < 4096
        pieces = -(-size // 64)
        small_table = struct.pack(f"<{pieces}i", *range(1, pieces), -2).ljust(512, b"\xff")
        inner = stream.ljust(64 * pieces, b"\0")
    elif size < 4096:
        inner = stream.ljust(size := 4096, b"\0")
    sectors = [inner[at : at + 512].ljust(512, b"\0") for at in range(0, len(inner), 512)]
    order = order or range(len(sectors))
    tables = 1
    while 128 * tables < tables + 1 + len(sectors) + bool(small_table):
        tables += 1
    assert tables <= 109, "those that the header lists: up to 7 MB"
    first = tables + 1  # behind the tables and the directory
    table = [-3] * tables + [-2] + [-1] * len(sectors) + [-2] * bool(small_table)
    for this, following in zip(order, [*order[1:], None], strict=True):
        table[first + this] = -2 if following is None else first + following
    fat = struct.pack(f"<{len(table)}i", *table).ljust(512 * tables, b"\xff")
    placed = dict(zip(order, sectors, strict=True))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    small_at = first + len(sectors) if small_table else -2
    header += struct.pack(
        "<HHHHH6xIIIIIiIiI", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, small_at, bool(small_table), -2, 0
    )
    header += struct.pack("<109i", *range(tables), *[-1] * (109 - tables))
    begin = first + order[0]
    root = _entry("Root Entry", 5, 1, begin if is_small else -2, len(inner) if is_small else 0)
    directory = (root + _entry("Workbook", 2, -1, 0 if is_small else begin, size)).ljust(512, b"\0")
    return header + fat + directory + b"".join(placed[at] for at in sorted(placed)) + small_table


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HBBiii36xiQ", len(text), kind, 1, -1, -1, child, start, size)


def ods(sheets: Mapping[str, Rows], hidden: Collection[str] = ()) -> bytes:
    """A spreadsheet of LibreOffice."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}" table:style-name="{"off" if name in hidden else "on"}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("on", "true"), ("off", "false"))
    )
    return ods_of(tables, styles)


def ods_of(tables: str, styles: str = "", common: str = "") -> bytes:
    """A spreadsheet of these elements: tables, their styles, and styles in a part of their own."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{name}="{space}{name}:1.0"' for name in ("office", "table", "text", "style"))
    names += f' xmlns:number="{space}datastyle:1.0"'
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
        if common:
            archive.writestr(
                "styles.xml",
                f"<office:document-styles {names}><office:styles>{common}</office:styles></office:document-styles>",
            )
    return file.getvalue()


def _ods_cell(cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    if isinstance(cell, datetime.date):
        day = cell.isoformat()
        return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{cell!r}"><text:p>{cell}</text:p></table:table-cell>'
