"""A file to one table of text, with every record of it accounted for.  What the text means is decided elsewhere.

    kind -> decoding -> delimited ┐
       └──> archive -> workbook ──┴─> heading -> furniture -> table

`delimited` is the place for a faster reader of clean text, `table` the one for a table built by columns.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from analytics import errors
from analytics.intake.model import RawTable
from analytics.intake.reader import delimited, workbook
from analytics.intake.reader.decoding import decode
from analytics.intake.reader.kind import kind_of, refuse_other_texts
from analytics.intake.reader.table import table_of

__all__ = ["read_table"]


def read_table(
    data: bytes,
    file_name: str,
    *,
    known: Callable[[str], bool],
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> RawTable:
    """The table in an export, as text.

    The heading, the rows below it and the furniture are together all records of the file, each once, numbered as the
    file has them.  What cannot be read is refused (`errors.Refused`), never read in part.

    Parameters
    ----------
    data
        The bytes of the file.  What it is, they say: delimited text, XLSX, XLS or ODS.
    file_name
        For messages only.
    known
        Whether some CRM writes this heading; how the heading row and the delimiter are told from others.
    encoding, delimiter
        Of a text, where they are not to be found out; a `sep=;` line does not count against `delimiter`.
    sheet
        Of a workbook, where it is not to be the one with most known headings.
    """
    if not data.strip(b"\0\x1a \t\r\n\xef\xbb\xbf"):
        raise errors.empty_file(file_name)
    known = cache(known)
    if kind_of(data, file_name) != "text":
        records, found = workbook.records_of(data, file_name, known, sheet)
        return table_of(records, file_name, known, sheet=found)
    text, encoding = decode(data, file_name, encoding)
    refuse_other_texts(text, file_name)
    records, delimiter = delimited.records_of(text, file_name, known, delimiter)
    return table_of(records, file_name, known, encoding=encoding, delimiter=delimiter)
