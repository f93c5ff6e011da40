"""What the tests of the reader share: reading with a few known headings, and files made in memory."""

import datetime
import io
import zipfile

import xlsxwriter

from analytics.intake.reader import read_table

KNOWN = {"Deal ID", "Deal Name", "Opportunity Name", "Stage", "Amount", "Created Date", "Close Date", "Owner"}


def read(data, **options):
    data = data.encode() if isinstance(data, str) else data
    return read_table(data, "deals.csv", known=KNOWN.__contains__, **options)


def rows(table):
    return table.cells.to_numpy().tolist()


def furniture(table):
    return [(row, piece.why) for piece in table.furniture for row in piece.rows]


def assert_accounted_for(table):
    numbers = [table.header_row, *table.cells.index, *(row for piece in table.furniture for row in piece.rows)]
    numbers += [] if table.subitems is None else [*table.subitems.cells.index]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert table.cells.shape[1] == len(table.headings)
    assert set(table.ragged) <= set(table.cells.index)


HEAD = "Deal ID,Deal Name,Stage\n"


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            path = name.replace("__", "/").replace("_xml", ".xml").replace("META_INF", "META-INF")
            archive.writestr(path, content)
    return file.getvalue()


def sheet_xml(cells, book="<workbook/>"):
    return zipped(
        _Content_Types__xml="<Types/>",
        xl__workbook_xml=book,
        xl__worksheets__sheet1_xml=f"<worksheet>{cells}</worksheet>",
    )


def workbook(sheets, hidden=(), first=(0, 0), merged=()):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    formats = {datetime.datetime: "yyyy-mm-dd hh:mm:ss", datetime.date: "yyyy-mm-dd", datetime.timedelta: "[h]:mm:ss"}
    formats = {kind: book.add_format({"num_format": form}) for kind, form in formats.items()}
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for down, line in enumerate(lines):
            for right, value in enumerate(line):
                sheet.write(first[0] + down, first[1] + right, value, formats.get(type(value)))
        for area in merged:
            sheet.merge_range(*area)
        if name in hidden:
            sheet.hide()
        else:
            sheet.activate()
    book.close()
    return file.getvalue()


NAMES = ["Deal ID", "Stage", "Amount", "Created Date", "Close Date"]
