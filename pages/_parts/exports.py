"""Tables as files: CSV that no spreadsheet mistakes for formulas, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import xlsxwriter

# after white space and signs that take no room: what a spreadsheet runs, or reads as the start of a new cell
_LIVE = re.compile(r"[ \u00a0\u200b-\u200f\u2060\ufeff]*[=+\-@|%\t\r\n\0＝＋－＠｜％]")

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def guarded(value: object) -> object:
    """A cell as it is written: text that would run as a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and _LIVE.match(value) else value


def csv_of(frame: pd.DataFrame, headings: Mapping[str, str], delimiter: str = ",") -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads umlauts; days in ISO form."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([guarded(headings.get(column, column)) for column in frame.columns])
    writer.writerows([guarded(_plain(value)) for value in row] for row in _rows(frame))
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(frame: pd.DataFrame, headings: Mapping[str, str]) -> bytes:
    """One sheet; text is written as text, whatever it looks like."""
    out = io.BytesIO()
    quiet = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, quiet | {"nan_inf_to_errors": True})
    sheet = book.add_worksheet("Sluice")
    bold, of_day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, [headings.get(column, column) for column in frame.columns], bold)
    for place, row in enumerate(_rows(frame), start=1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(place, column, value, of_day)
            elif isinstance(value, str):
                sheet.write_string(place, column, value)
            elif value is not None:
                sheet.write(place, column, float(value) if isinstance(value, Decimal) else value)
    sheet.freeze_panes(1, 0)
    sheet.autofit(max_width=320)
    book.close()
    return out.getvalue()


def _rows(frame: pd.DataFrame) -> list[tuple]:
    """The rows as Python values, a missing one None."""
    columns = [[None if pd.isna(value) else value for value in frame[column].tolist()] for column in frame.columns]
    return list(zip(*columns, strict=True))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return "" if value is None else value
