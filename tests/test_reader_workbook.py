"""Workbooks: sheets and cells."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter

from analytics.errors import SluiceError
from tests.reading import NAMES, furniture, read, rows, workbook, zipped


def test_cells_of_a_workbook():
    day, at = datetime.date, datetime.datetime
    table = read(
        workbook(
            {
                "Deals": [
                    [*NAMES, "Is Won", "Age"],
                    ["0012", "a\nb_x000D_", 12.0, day(2026, 1, 2), at(2026, 1, 2), True, datetime.timedelta(hours=30)],
                    ["1E5", "NA", 0.1, day(2026, 12, 31), at(2026, 1, 2, 8, 59, 59, 999000), False, None],
                    [9007199254740991, "", -1234.56, None, None, None, None],
                ]
            }
        )
    )
    assert rows(table) == [
        ["0012", "a\nb_x000D_", "12", "2026-01-02", "2026-01-02 00:00:00", "true", "108000"],
        ["1E5", "NA", "0.1", "2026-12-31", "2026-01-02 09:00:00", "false", ""],
        ["9007199254740991", "", "-1234.56", "", "", "", ""],
    ]
    assert (table.sheet, table.encoding, table.delimiter) == ("Deals", None, None)


def test_rows_of_a_workbook_are_those_of_the_sheet():
    table = read(
        workbook(
            {"Report": [["Pipeline"], [], NAMES, ["1", "Won"], [], ["2", "Won"], ["Total", "", 7], [], ["Copyright"]]},
            first=(3, 1),
        )
    )
    assert (table.headings, table.header_row) == (["", *NAMES], 6)
    assert table.cells[1].to_dict() == {7: "1", 9: "2"}
    assert furniture(table) == [
        *[(1, "blank"), (2, "blank"), (3, "blank"), (4, "preamble"), (5, "blank")],
        *[(8, "blank"), (10, "total"), (11, "blank"), (12, "footer")],
    ]


@pytest.mark.parametrize(
    ("sheets", "hidden", "asked", "found"),
    [
        pytest.param(["Notes", "Deals"], [], None, "Deals", id="the sheet with known headings"),
        pytest.param(["Deals", "Other"], ["Deals"], None, "Other", id="a hidden first sheet is left alone"),
        pytest.param(["Deals", "Empty"], ["Deals"], None, "Deals", id="a hidden sheet if there is nothing else"),
        pytest.param(["Few", "Deals"], [], None, "Deals", id="the sheet with most known headings"),
        pytest.param(["Few", "Deals"], [], "few", "Few", id="the sheet that is asked for"),
        pytest.param(["Few", "Deals"], ["Few"], "Few", "Few", id="a hidden sheet that is asked for"),
    ],
)
def test_which_sheet(sheets, hidden, asked, found):
    lines = {
        "Notes": [["Remember to call"]],
        "Empty": [],
        "Deals": [NAMES, ["1", "Won", 5, "", ""]],
        "Other": [["Deal ID", "Stage", "Amount"], ["2", "Lost", 5]],
        "Few": [["Deal ID", "Stage"], ["3", "Won"]],
    }
    table = read(workbook({name: lines[name] for name in sheets}, hidden), sheet=asked)
    assert table.sheet == found
    assert rows(table)[0][0] == lines[found][1][0]
    assert any("is hidden" in note for note in table.notes) == (found in hidden)


def test_no_such_sheet_names_those_there_are():
    with pytest.raises(SluiceError, match=r"no sheet 'Leads'\. Sheets found: Deals"):
        read(workbook({"Deals": [NAMES]}), sheet="Leads")


def test_an_empty_cell_in_the_last_corner_is_formatting():
    data = workbook({"Deals": [NAMES, ["1", "Won", 5, "", ""]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    corner = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", corner)
    assert rows(read(zipped(**parts))) == [["1", "Won", "5", "", ""]]


def test_an_open_document():
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    lines = [["Deal ID", "Stage"], ["01", "Won"]]
    table = "".join(f"<table:table-row>{''.join(map(cell.format, line))}</table:table-row>" for line in lines)
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f"<office:document-content xmlns:office='{space}office:1.0' xmlns:table='{space}table:1.0'"
        f" xmlns:text='{space}text:1.0'><office:body><office:spreadsheet><table:table table:name='Deals'>{table}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    data = zipped(mimetype=kind, META_INF__manifest_xml="<manifest/>", content_xml=content)
    assert (rows(read(data)), read(data).sheet) == ([["01", "Won"]], "Deals")


def test_other_sheets_are_named_with_their_rows():
    lines = [NAMES, ["1", "Won", 5, "", ""], ["2", "Won", 5, "", ""]]
    book = {"Deals": lines, "Owners": [["Owner", "Team"], ["Ann", "North"]], "Notes": [["Remember"]], "Hidden": lines}
    table = read(workbook(book, ["Hidden"]))
    assert table.notes == ["Sheets of this workbook that were not read: “Owners” (2 rows)."]
    assert table.questions == []


def test_two_sheets_of_the_same_worth_are_a_question():
    book = {
        "2025": [NAMES, ["1", "Won"]],
        "2026": [NAMES, ["2", "Won"], ["3", "New"]],
        "Few": [NAMES[:2], ["4", "Won"]],
    }
    table = read(workbook(book))
    [question] = table.questions
    assert (table.sheet, question.field, question.choices, question.assumed) == (
        "2025",
        "sheet",
        ["2025", "2026"],
        "2025",
    )
    assert "“2025” (2 rows) and “2026” (3 rows)" in question.about
    assert read(workbook(book), sheet="2026").questions == []


def test_cells_without_a_value_are_counted():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Deals")
    sheet.write_row(0, 0, NAMES[:3])
    for row, (formula, result) in enumerate(
        [("=1/0", "#DIV/0!"), ("=NA()", "#N/A"), ("=1+1", ""), ("=1+1", 2)], start=1
    ):
        sheet.write_row(row, 0, [str(row), "Won"])
        sheet.write_formula(row, 2, formula, None, result)
    book.close()
    table = read(file.getvalue())
    assert table.cells[2].tolist() == ["", "", "", "2"]
    assert [note.split()[0] for note in table.notes] == ["1", "2"]
    assert "formula without its result" in table.notes[0]
    assert "#N/A" in table.notes[1]


def test_days_of_both_calendars():
    data = workbook({"Deals": [["Deal ID", "Stage", "Close Date"], ["1", "Won", datetime.date(2026, 1, 1)]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"<v>46023</v>" in parts["xl/worksheets/sheet1.xml"]
    assert rows(read(zipped(**parts)))[0][2] == "2026-01-01"
    # the calendar of old Macintoshes begins 1462 days later
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert rows(read(zipped(**parts)))[0][2] == "2030-01-02"
