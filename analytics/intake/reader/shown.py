"""How the numbers of a workbook are shown, cell by cell.  Calamine gives the bare numbers.

The cells are looked up only where a style of the workbook has a currency, a percent sign or thousands.
"""

from __future__ import annotations

import io
import zipfile

from analytics.intake.reader.number_formats import How
from analytics.intake.reader.shown_ods import shown_in_ods
from analytics.intake.reader.shown_xls import shown_in_xls
from analytics.intake.reader.shown_xlsx import shown_in_xlsx


def shown_cells(data: bytes, sheet: str, rows: int) -> dict[int, dict[int, How]]:
    """For each column of a sheet, by row, how the cells are shown whose format says more than digits.

    Rows and columns count from 0.  Cells that cannot be followed are left out: their numbers stay bare.

    Parameters
    ----------
    data
        A workbook that `archive` let through and calamine could read.
    sheet
        The name of the sheet.
    rows
        How many rows it has: what is repeated ends there.
    """
    if not data.startswith(b"PK"):
        return shown_in_xls(data, sheet)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = {name.casefold(): name for name in parts.namelist()}
        if {"xl/styles.xml", "xl/workbook.xml"} <= names.keys():
            return shown_in_xlsx(parts, names, sheet)
        return shown_in_ods(parts, sheet, rows) if "content.xml" in names.values() else {}
