"""A file to one table of text, with every record of it accounted for.  What the text means is decided elsewhere.

kind ─> decoding ─> delimited (clean, or else tolerant) ┐
  └───> archive ──> workbook ───────────────────────────┴─> grid ─> table (heading, beside, furniture, below, groups)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from analytics import errors
from analytics.intake.model import Question, RawTable
from analytics.intake.reader import delimited, workbook
from analytics.intake.reader.decoding import Text, decode
from analytics.intake.reader.kind import kind_of, refuse_other_texts
from analytics.intake.reader.table import table_of

__all__ = ["read_table"]

NOTHING = b"\0\x1a \t\r\n\xef\xbb\xbf"


def read_table(
    data: bytes,
    file_name: str,
    *,
    known: Callable[[str], bool],
    is_day: Callable[[str], bool] = lambda heading: False,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
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
        Whether some CRM writes this heading; how the heading row, the delimiter and the encoding are told from others.
    is_day
        Whether this heading names a day; how a comma in an amount is told from a column without a heading.
    encoding, delimiter
        Of a text, where they are not to be found out; a `sep=;` line does not count against `delimiter`.
    sheet
        Of a workbook, where it is not to be the one with most known headings.
    header_row
        The number of the row that names the columns, where it is not to be found out.
    """
    if not data[:4096].strip(NOTHING) and not data.strip(NOTHING):
        raise errors.empty_file(file_name)
    known = cache(known)
    if kind_of(data, file_name) != "text":
        book = workbook.read(data, file_name, known, sheet, header_row)
        table = table_of(book.grid, file_name, known, sheet=book.sheet, header_row=header_row, merged=book.merged)
        notes = [*book.notes, *table.notes]
        return replace(table, notes=notes, questions=book.questions, is_from_1904=book.is_from_1904)
    text = decode(data, file_name, known, encoding)
    refuse_other_texts(text.utf8[:65_536].decode("utf-8", "ignore"), file_name)
    read = delimited.read(text.utf8, known, file_name, delimiter)
    table = table_of(
        read.grid, file_name, known, delimiter=read.dialect.delimiter, header_row=header_row, is_day=is_day
    )
    return replace(
        table,
        encoding=text.encoding,
        delimiter=read.dialect.delimiter,
        notes=[*text.notes, *read.notes, *table.notes],
        questions=_which_encoding(text),
    )


def _which_encoding(text: Text) -> list[Question]:
    if not text.choices:
        return []
    about = f"The file does not say in which encoding it is. It was read as {text.encoding}: “{text.example.strip()[:60]}”. Does that look right?"
    return [Question(about, "encoding", list(text.choices), text.encoding)]
