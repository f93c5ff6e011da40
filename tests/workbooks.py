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

Rows = Sequence[Sequence[str | float | datetime.date | datetime.datetime | None]]

EPOCHS = {
    is_1904: datetime.datetime.fromisoformat(day) for is_1904, day in ((False, "1899-12-30"), (True, "1904-01-01"))
}
DATE_STYLE, TIME_STYLE = 1, 2  # places among the cell formats below


def serial(value: datetime.date, is_1904: bool) -> float:
    """Days since the beginning of the calendar, as Excel keeps them."""
    at = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
    return (at - EPOCHS[is_1904]) / datetime.timedelta(days=1)


def xls(sheets: Mapping[str, Rows], hidden: Collection[str] = (), *, is_1904: bool = False) -> bytes:
    """A workbook of Excel 97 to 2003."""
    bodies = [_biff_sheet(rows, is_1904) for rows in sheets.values()]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head += _record(0x0022, struct.pack("<H", is_1904))
    for number_format in (0, 14, 22):  # general, m/d/yyyy, m/d/yyyy h:mm
        head += _record(0x00E0, struct.pack("<HH", 0, number_format) + bytes(16))
    names = [name.encode("utf-16-le") for name in sheets]
    start = len(head) + sum(12 + len(name) for name in names) + 4
    for title, name, body in zip(sheets, names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBBBB", start, title in hidden, 0, len(name) // 2, 1) + name)
        start += len(body)
    return _compound(head + _record(0x000A, b"") + b"".join(bodies))


def _biff_sheet(rows: Rows, is_1904: bool) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                out += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
                continue
            style = 0
            if isinstance(cell, datetime.date):
                style = TIME_STYLE if isinstance(cell, datetime.datetime) else DATE_STYLE
                cell = serial(cell, is_1904)
            out += _record(0x0203, struct.pack("<HHHd", row, column, style, cell))
    return out + _record(0x000A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream `Workbook`: header, allocation table, directory, the stream in sectors."""
    stream = stream.ljust(4096, b"\0")  # what is shorter stands in a stream of small pieces
    sectors = -(-len(stream) // 512)
    table = [-3, -2, *range(3, sectors + 2), -2]
    fat = struct.pack(f"<{len(table)}i", *table).ljust(512, b"\xff")
    assert len(fat) == 512, "one sector of the table: up to 63 kB"
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIiIiI", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, -2, 0, -2, 0)
    header += struct.pack("<109i", 0, *[-1] * 108)
    root = _entry("Root Entry", 5, 1, -2, 0)
    directory = (root + _entry("Workbook", 2, -1, 2, len(stream))).ljust(512, b"\0")
    return header + fat + directory + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HBBiii36xiQ", len(text), kind, 1, -1, -1, child, start, size)


def ods(sheets: Mapping[str, Rows], hidden: Collection[str] = ()) -> bytes:
    """A spreadsheet of LibreOffice."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
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
    names = " ".join(f'xmlns:{name}="{space}{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
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
