"""From which year a workbook counts days: programs for the Macintosh once began with 1904."""

from __future__ import annotations

import io
import re
import zipfile

from analytics.intake.reader.old_workbook import SHEET, records, stream_of

FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
DATE_MODE = 0x22  # of the old format: the record that says from when it counts; it stands before those of the sheets


def counts_from_1904(data: bytes) -> bool:
    """Whether bare numbers that are days count from 1904, not 1900, in a workbook that `archive` and calamine could read.

    Source: `date1904` of ECMA-376, 18.2.28; Date1904 of [MS-XLS] 2.4.77.
    """
    if not data.startswith(b"PK"):
        stream = stream_of(data)
        first = next((each for each in records(stream) if each[0] in (DATE_MODE, SHEET)), None)
        return first is not None and first[0] == DATE_MODE and stream[first[1] : first[1] + 1] == b"\1"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "xl/workbook.xml" in parts.namelist() and bool(FROM_1904.search(parts.read("xl/workbook.xml")))
