"""A table -> the bytes of a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

import xlsxwriter

from tests.roundtrip.table import Cell, Money, Table


@dataclass(frozen=True)
class Container:
    """`typed`: it holds numbers and dates, not their spelling.  `encoding`: names come through it, `?` for what it lacks."""

    name: str
    suffix: str
    write: Callable[[Table], bytes]
    typed: bool = False
    encoding: str = "utf-8"
    languages: tuple[str, ...] | None = None

    def through(self, text: str) -> str:
        """What of a text is left in this encoding."""
        return text.encode(self.encoding, "replace").decode(self.encoding)


def csv_text(table: Table, delimiter: str, line_end: str, every: bool) -> str:
    def cell(value: object) -> str:
        text = str(value or "")
        is_quoted = every or any(sign in text for sign in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if is_quoted else text

    return "".join(delimiter.join(map(cell, row)) + line_end for row in table.grid)


def _csv(
    name: str,
    delimiter: str = ",",
    line_end: str = "\n",
    encoding: str = "utf-8",
    every: bool = False,
    start: str = "",
    mark: bytes = b"",
    languages: tuple[str, ...] | None = None,
    suffix: str = "csv",
) -> Container:
    def write(table: Table) -> bytes:
        return mark + (start + csv_text(table, delimiter, line_end, every)).encode(encoding, "replace")

    return Container(name, suffix, write, encoding=encoding, languages=languages)


def _xlsx(date_1904: bool = False, other_sheets: bool = False) -> Callable[[Table], bytes]:
    def write(table: Table) -> bytes:
        file = io.BytesIO()
        book = xlsxwriter.Workbook(
            file, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss", "date_1904": date_1904}
        )
        if other_sheets:
            book.add_worksheet("Lists").write_column(0, 0, ["Open", "Won", "Lost"])
            book.get_worksheet_by_name("Lists").hide()
        sheet = book.add_worksheet("Export")
        day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for number, row in enumerate(table.grid):
            for column, cell in enumerate(row):
                match cell:
                    case None | "":
                        continue
                    case str():
                        sheet.write_string(number, column, cell, bold if number == len(table.before) else None)
                    case bool():
                        sheet.write_boolean(number, column, cell)
                    case Money():
                        sheet.write_number(number, column, float(cell.value))
                    case datetime():
                        sheet.write_datetime(number, column, cell)
                    case date():
                        sheet.write_datetime(number, column, cell, day)
                    case _:
                        sheet.write_number(number, column, cell)
        if table.hidden:
            sheet.set_column(0, table.hidden - 1, None, None, {"hidden": True})
        if other_sheets:
            sheet.activate()
            sheet.set_first_sheet()
            book.add_worksheet("Notes").write(0, 0, "Exported for the board meeting")
        book.close()
        return file.getvalue()

    return write


def _ods_cell(cell: Cell) -> str:
    def typed(kind: str, attribute: str, value: object) -> str:
        return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"><text:p>{escape(str(value))}</text:p></table:table-cell>'

    match cell:
        case None | "":
            return "<table:table-cell/>"
        case str():
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
            return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
        case bool():
            return typed("boolean", "boolean-value", str(cell).lower())
        case Money():
            return typed("float", "value", cell.value)
        case date():
            return typed("date", "date-value", cell.isoformat())
        case _:
            return typed("float", "value", cell)


def _ods(table: Table) -> bytes:
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in table.grid)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="Export">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
    return file.getvalue()


WESTERN = ("en", "de", "nl", "nb", "fr", "es", "pt", "it")
CONTAINERS = [
    _csv("UTF-8, commas"),
    _csv("UTF-8 with a mark, all quoted", line_end="\r\n", every=True, mark=b"\xef\xbb\xbf"),
    _csv("UTF-8, semicolons", delimiter=";", line_end="\r\n"),
    _csv("UTF-16, tabs", delimiter="\t", line_end="\r\n", encoding="utf-16-le", mark=b"\xff\xfe"),
    _csv("Windows-1252, semicolons", delimiter=";", line_end="\r\n", encoding="cp1252", languages=WESTERN),
    _csv("Windows-1252, all quoted", encoding="cp1252", every=True, languages=WESTERN),
    _csv("GBK, commas", line_end="\r\n", encoding="gbk", languages=("zh",)),
    _csv("pipes, all quoted", delimiter="|", every=True),
    _csv("tabs", delimiter="\t", suffix="tsv"),
    _csv("carriage returns", line_end="\r"),
    _csv("sep=;", delimiter=";", line_end="\r\n", start="sep=;\r\n", mark=b"\xef\xbb\xbf"),
    Container("XLSX", "xlsx", _xlsx(), typed=True),
    Container("XLSX from 1904", "xlsx", _xlsx(date_1904=True), typed=True),
    Container("XLSX, several sheets", "xlsx", _xlsx(other_sheets=True), typed=True),
    Container("XLSX of texts", "xlsx", _xlsx()),
    Container("ODS", "ods", _ods, typed=True),
]
