"""From which year a workbook counts days: programs for the Macintosh once began with 1904."""

from __future__ import annotations

import io
import re
import struct
import zipfile

FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
# of the old format: how the stream of a workbook begins, the record that says from when it counts, and the last before sheets
BEGIN, DATE_MODE, SHEET = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x22, 0x85


def counts_from_1904(data: bytes) -> bool:
    """Whether bare numbers that are days count from 1904, not 1900, in a workbook that `archive` and calamine could read.

    Source: `date1904` of ECMA-376, 18.2.28; Date1904 of [MS-XLS] 2.4.77.
    """
    if not data.startswith(b"PK"):
        return _old_counts_from_1904(data)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "xl/workbook.xml" in parts.namelist() and bool(FROM_1904.search(parts.read("xl/workbook.xml")))


def _old_counts_from_1904(data: bytes) -> bool:
    """By the records at the start of the workbook, each a kind, a length and so many bytes; they stand in one piece."""
    at = data.find(BEGIN)
    while 0 <= at <= len(data) - 6:
        kind, length = struct.unpack_from("<HH", data, at)
        if kind in (DATE_MODE, SHEET):
            return kind == DATE_MODE and data[at + 4] == 1
        at += 4 + length
    return False
