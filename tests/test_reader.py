"""The reader, on files small enough to read by eye; and on random ones, of which every record must be accounted for."""

import contextlib
import csv
import datetime
import io
import re
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import SluiceError
from analytics.intake.reader import delimited, read_table

KNOWN = {"Deal ID", "Deal Name", "Opportunity Name", "Stage", "Amount", "Created Date", "Close Date", "Owner"}

DEALS = "Deal ID;Deal Name;Stage;Amount\n0012;Café Zürich;Won;1.200,50\n0013;Naïve & Söhne;Lost;\n"
DEALS_READ = [["0012", "Café Zürich", "Won", "1.200,50"], ["0013", "Naïve & Söhne", "Lost", ""]]


def read(data, **options):
    data = data.encode() if isinstance(data, str) else data
    return read_table(data, "deals.csv", known=KNOWN.__contains__, **options)


def rows(table):
    return table.cells.to_numpy().tolist()


def furniture(table):
    return [(piece.row, piece.why) for piece in table.furniture]


def assert_accounted_for(table):
    numbers = [table.header_row, *table.cells.index, *(piece.row for piece in table.furniture)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert table.cells.shape[1] == len(table.headings)
    assert set(table.ragged) <= set(table.cells.index)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("written_in", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("utf-32-le", "utf-32-le"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
    ],
)
def test_every_encoding_with_every_delimiter(written_in, found, delimiter):
    text = DEALS.replace(",", ".").replace(";", delimiter)
    table = read(text.encode(written_in))
    assert table.headings == ["Deal ID", "Deal Name", "Stage", "Amount"]
    assert rows(table) == [["0012", "Café Zürich", "Won", "1.200.50"], ["0013", "Naïve & Söhne", "Lost", ""]]
    assert (table.encoding, table.delimiter) == (found, delimiter)


@pytest.mark.parametrize(
    ("encoding", "name", "stage"),
    [
        ("cp1251", "Ромашка и Ёлка", "Переговоры"),
        ("koi8_r", "Ромашка и Ёлка", "Переговоры"),
        ("cp932", "株式会社山田", "商談"),
        ("gb18030", "北京科技有限公司", "谈判"),
        ("cp949", "삼성전자 주식회사", "협상"),
        ("cp1250", "Żółw Spółka", "Łódź"),
        ("cp1253", "Αθήνα ΑΕ", "Κερδισμένη"),
    ],
)
def test_other_scripts(encoding, name, stage):
    table = read(f"Deal ID,Deal Name,Stage\n1,{name},{stage}\n".encode(encoding))
    assert rows(table) == [["1", name, stage]]
    assert table.encoding == encoding


def test_one_windows_line_in_a_utf8_file():
    table = read("Deal ID,Deal Name\n1,Zürich\n2,Genève\n".encode() + "3,Málaga\n".encode("cp1252"))
    assert rows(table) == [["1", "Zürich"], ["2", "Genève"], ["3", "Málaga"]]
    assert table.encoding == "utf-8+cp1252"


HEAD = "Deal ID,Deal Name,Stage\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HEAD + '1,"A ""Gold"" plan",Won\n', [["1", 'A "Gold" plan', "Won"]], id="quotes are doubled"),
        pytest.param(HEAD + '1,5" pipe,Won\n', [["1", '5" pipe', "Won"]], id="a quote inside a cell is text"),
        pytest.param(HEAD + '1,"A, B",Won\n', [["1", "A, B", "Won"]], id="a delimiter in quotes is text"),
        pytest.param(HEAD + '1,"A\r\nB\rC",Won\n', [["1", "A\r\nB\rC", "Won"]], id="line breaks in quotes are text"),
        pytest.param(HEAD + "1,A\u2028B\x0b\x0c,Won\n", [["1", "A\u2028B\x0b\x0c", "Won"]], id="odd breaks are text"),
        pytest.param(
            HEAD + '1,"Cafe" Zurich,Won\n2,B,Lost\n',
            [["1", '"Cafe" Zurich', "Won"], ["2", "B", "Lost"]],
            id="text after a closing quote makes the opening one text",
        ),
        pytest.param(
            HEAD + '1,"Cafe,Won\n2,"B",Lost\n',
            [["1", '"Cafe', "Won"], ["2", "B", "Lost"]],
            id="a stray quote costs one cell",
        ),
        pytest.param(
            HEAD + '1,A,Won\n2,"B,Lost', [["1", "A", "Won"], ["2", '"B', "Lost"]], id="an unterminated quote is text"
        ),
        pytest.param(
            HEAD + '1,"A,Won\n' + "2,B,Won\n" * 30 + '3,5",Lost\n',
            [["1", '"A', "Won"], *[["2", "B", "Won"]] * 30, ["3", '5"', "Lost"]],
            id="a stray quote and another far below swallow nothing",
        ),
        pytest.param(HEAD.replace("\n", "\r") + "1,A,Won\r2,B,Won\r", [["1", "A", "Won"], ["2", "B", "Won"]], id="CR"),
        pytest.param(
            HEAD + "1,A,Won\r\n2,B,Won\r3,C,Won\n4,D,Won",
            [["1", "A", "Won"], ["2", "B", "Won"], ["3", "C", "Won"], ["4", "D", "Won"]],
            id="mixed line ends, and none at the end",
        ),
        pytest.param(HEAD + "1,A\0cme,Won\n\0\0\0\0", [["1", "Acme", "Won"]], id="NULs are removed"),
        pytest.param(HEAD + "1,A,Won\n\x1a\n", [["1", "A", "Won"]], id="an end-of-file mark is ignored"),
        pytest.param(HEAD + "000123,NA,None\n", [["000123", "NA", "None"]], id="everything stays text"),
        pytest.param(
            HEAD + "1,A,Won,\n2,B,Lost,\n", [["1", "A", "Won"], ["2", "B", "Lost"]], id="a comma ends records"
        ),
        pytest.param("\ufeff\ufeff" + '"Deal ID","Stage"\n"1","Won"\n', [["1", "Won"]], id="two byte-order marks"),
        pytest.param("sep=;\nDeal ID;Deal Name\n1;a,b\n", [["1", "a,b"]], id="sep line"),
        pytest.param('"sep=\t"\r\nDeal ID\tDeal Name\r\n1\ta,b\r\n', [["1", "a,b"]], id="sep line in quotes"),
        pytest.param("Deal ID;Deal Name\n1;1,5\n2;2,5\n", [["1", "1,5"], ["2", "2,5"]], id="decimal commas"),
        pytest.param("Nr;Wert;Art\n1;1,5;a\n2;2,5;b\n", [["1", "1,5", "a"], ["2", "2,5", "b"]], id="unknown headings"),
        pytest.param("Deal ID;Amount\n" + "1;1,2,3\n" * 9, [["1", "1,2,3"]] * 9, id="known headings against the shape"),
        pytest.param('"Art;a;b","Wert"\n"x;y;z","n"\n', [["x;y;z", "n"]], id="stray quotes against the width"),
        pytest.param(
            HEAD + "1,Total Energy SA,Won\n2,Summe AG,Lost\n",
            [["1", "Total Energy SA", "Won"], ["2", "Summe AG", "Lost"]],
            id="a deal with an id may be called Total",
        ),
    ],
)
def test_texts(text, expected):
    table = read(text)
    assert rows(table) == expected
    assert table.ragged == {}
    assert not any('"' in heading or "\ufeff" in heading for heading in table.headings)
    assert_accounted_for(table)


def test_a_sep_line_is_a_record_of_its_own():
    table = read("sep=;\nDeal ID;Deal Name\n1;A\n")
    assert (furniture(table), table.header_row, table.cells.index.tolist()) == ([(1, "preamble")], 2, [3])


def test_short_and_long_rows_stay_and_are_named():
    table = read(HEAD + "1,A\n2,B,Won,late,\n3,C,Lost\n\n4,D,Won,\n")
    assert rows(table) == [["1", "A", ""], ["2", "B", "Won,late,"], ["3", "C", "Lost"], ["4", "D", "Won"]]
    assert table.ragged == {2: 2, 3: 5}
    assert table.cells.index.tolist() == [2, 3, 4, 6]
    assert furniture(table) == [(5, "blank")]


def test_headings_may_repeat_and_be_empty():
    assert read(" Deal ID ,Tag,Tag,,\xa0Stage\n1,a,b,c,Won\n").headings == ["Deal ID", "Tag", "Tag", "", "Stage"]


def test_salesforce_report():
    table = read(
        "Pipeline of the North\n"
        '"As of 2026-03-01","Owner"\n'
        "\n"
        '"Opportunity Name","Stage","Amount Currency","Amount","Close Date"\n'
        '"Acme","Won","EUR","100","3/1/2026"\n'
        '"Total Energy SA","Won","EUR","50","3/2/2026"\n'
        '"Subtotal","","EUR","150",""\n'
        '"Opportunity Name","Stage","Amount Currency","Amount","Close Date"\n'
        '"TOTAL","Lost","","",""\n'
        '"Grand Totals (3 records)","","EUR","150",""\n'
        "\n"
        '"Pipeline of the North"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
        '"Confidential Information - Do Not Distribute"\n'
        '"Generated By:  Ann Smith  3/1/2026"\n'
    )
    assert table.headings == ["Opportunity Name", "Stage", "Amount Currency", "Amount", "Close Date"]
    assert table.cells[0].to_dict() == {5: "Acme", 6: "Total Energy SA", 9: "TOTAL"}
    assert furniture(table) == [
        (1, "preamble"),
        (2, "preamble"),
        (3, "blank"),
        (7, "total"),
        (8, "repeated heading"),
        (10, "total"),
        (11, "blank"),
        (12, "footer"),
        (13, "footer"),
        (14, "footer"),
        (15, "footer"),
    ]
    assert table.furniture[3].text == "Subtotal | EUR | 150"
    assert table.header_row == 4
    assert table.ragged == {}


@pytest.mark.parametrize(
    ("record", "why"),
    [
        pytest.param("Total,,,,1200,", "total", id="total"),
        pytest.param("Grand Totals (12 records),,,,1200,", "total", id="grand totals with a count"),
        pytest.param("Summe,,,,'1.200,00 €',", "total", id="German"),
        pytest.param("合计,,,,1200,", "total", id="Chinese"),
        pytest.param(",Totaal:,,,1200,", "total", id="an empty first column"),
        pytest.param("Total,12,7,30,1200,45", None, id="every cell filled"),
        pytest.param("Total Q1,,,,1200,", "total", id="total of something, nearly empty"),
        pytest.param("Total Q1,12,7,30,1200,", None, id="total of something, nearly full"),
        pytest.param("Total Energy SA,Ann,Won,2026-01-02,100,", None, id="a deal called Total Energy SA"),
        pytest.param("Total Energy SA,,Won,,,", None, id="a deal with nothing but a name and a stage"),
        pytest.param("Total,,,2026-01-02,100,", None, id="a deal called Total, with a date"),
        pytest.param("Totality,,,,1200,", None, id="a longer word"),
        pytest.param("Copyright 2026 Us,,,,,", "footer", id="copyright without a blank line"),
        pytest.param("Exported by Ann,,,,,", "footer", id="exported by"),
        pytest.param("Confidential Information Ltd,Ann,Won,2026-01-02,100,", None, id="a deal with footer words"),
        pytest.param("Nobody,,,,,", None, id="a sparse deal at the end"),
        pytest.param("Nobody,©,,,,", None, id="the sign of a footer in another cell"),
        pytest.param(" , ,\t,,,", "blank", id="white space only"),
    ],
)
def test_last_record(record, why):
    deals = "Deal Name,Owner,Stage,Created Date,Amount,Close Date\nA,Ann,Won,2026-01-01,1,\nB,Bob,Won,2026-01-01,2,\n"
    table = read(deals + record.replace("'", '"') + "\n")
    assert furniture(table) == ([(4, why)] if why else [])
    assert_accounted_for(table)


@pytest.mark.parametrize(
    ("end", "marks"),
    [
        ("\n12 deals\nby region\n", [(4, "blank"), (5, "footer"), (6, "footer")]),
        ("\nNobody,Ann\n", [(4, "blank")]),
        ("\nNobody,Ann\n\n(c) 2026 Us\n", [(4, "blank"), (6, "blank"), (7, "footer")]),
        ("\nNorth,Ann\nConfidential\n", [(4, "blank"), (5, "footer"), (6, "footer")]),
        ("\nC,Cy,Won,2026-01-01,3\n12 deals\n", [(4, "blank")]),
    ],
    ids=["single cells", "two cells", "two cells above a footer", "two cells with a footer", "not set apart"],
)
def test_what_is_set_apart_at_the_end(end, marks):
    deals = "Deal Name,Owner,Stage,Created Date,Amount\nA,Ann,Won,2026-01-01,1\nB,Bob,Won,2026-01-01,2\n"
    assert furniture(read(deals + end)) == marks


def test_a_heading_that_nobody_knows():
    table = read("Liste\n\nNummer,Kunde,Wert\n1,A,10\n2,B,20\n")
    assert (table.headings, table.header_row) == (["Nummer", "Kunde", "Wert"], 3)


def test_what_is_asked_for_is_taken():
    table = read("Deal ID^Deal Name\n1^\xfc\n".encode("latin-1"), delimiter="^", encoding="cp1250")
    assert (rows(table), table.encoding, table.delimiter) == ([["1", "ü"]], "cp1250", "^")


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


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(b"", "empty_file", "holds no rows", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n\r\n", "empty_file", "holds no rows", id="blank lines only"),
        pytest.param(b"Deal ID,Stage\n", "empty_file", "holds no rows", id="heading only"),
        pytest.param(b"1,2,3\n4,5,6\n", "no_heading", "No row of headings", id="no heading"),
        pytest.param(b"1,Won,2026-01-02\nAcme,Lost,soon\n", "no_heading", "No row", id="no heading but rows of words"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_a_table", "a PNG image", id="PNG"),
        pytest.param(b"%PDF-1.7\n", "not_a_table", "a PDF", id="PDF"),
        pytest.param(b"\x1f\x8b\x08\0\0", "not_a_table", "gzip; unpack", id="gzip"),
        pytest.param(b'[{"Deal ID": 1, "Stage": 2}]', "not_a_table", "JSON", id="JSON"),
        pytest.param(b"\n<!DOCTYPE html><table>", "not_a_table", "a web page", id="HTML"),
        pytest.param(b"\x01\x02\x03\x04\x05,\x06\n" * 9, "not_a_table", "not text", id="control characters"),
        pytest.param(b"\xff\xfeD\0e\0a", "not_a_table", "UTF-16 but is damaged", id="half a UTF-16 character"),
        pytest.param(zipped(deals="a,b"), "not_a_table", "ZIP archive; unpack", id="zip of a CSV"),
        pytest.param(zipped(word__document_xml="<a/>"), "not_a_table", "a Word document", id="Word"),
        pytest.param(sheet_xml("")[:200], "not_a_table", "damaged or cut off", id="half an XLSX"),
        pytest.param(sheet_xml("no sheet at all"), "not_a_table", "the workbook is damaged", id="broken XLSX"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_a_table", "the workbook is damaged", id="broken XLS"
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked",
            "protected by a password",
            id="password",
        ),
        pytest.param(
            sheet_xml("", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'),
            "not_a_table",
            "document type",
            id="DTD",
        ),
        pytest.param(sheet_xml('<row r="9"><c r="XFD9"><v>1</v></c></row>'), "too_large", "16,384", id="far column"),
        pytest.param(
            sheet_xml("<row r='1048576'><c  r = 'A1048576' t='n'><v>1</v></c></row>"),
            "too_large",
            "1,048,576",
            id="far row",
        ),
        pytest.param(
            sheet_xml('<row r="1048576"><c><v>1</v></c></row>'),
            "too_large",
            "1,048,576",
            id="far row by the row's number",
        ),
        pytest.param(
            sheet_xml('<c r="A999999"><v>1</v></c><c r="ALK1"><v>1</v></c>'),
            "too_large",
            "999,999 rows",
            id="wide and long",
        ),
        pytest.param(sheet_xml("<c/>" * 2_000_000), "too_large", "is packed as no workbook is", id="packed too well"),
        pytest.param(
            zipped(xl__workbook_xml="", **{f"p{n}": "" for n in range(500)}), "too_large", "501", id="many parts"
        ),
    ],
)
def test_refused_in_a_sentence_and_at_once(data, code, says):
    begin = time.perf_counter()
    with pytest.raises(SluiceError, match=re.escape(says)) as refusal:
        read(data)
    assert refusal.value.code == code
    assert time.perf_counter() - begin < 2


def test_a_far_cell_between_two_pieces():
    begin, far = "<worksheet>", '<c r="XFD9"><v>1</v></c>'
    filler = "".join(map("<!--{}-->".format, range(90_000)))[: 2**20 - len(begin) - 8]
    with pytest.raises(SluiceError, match="16,384"):
        read(sheet_xml(filler + far))


def test_an_archive_that_lies_about_its_size():
    data = sheet_xml("<row/>" * 1000)
    size = len("<worksheet>" + "<row/>" * 1000 + "</worksheet>").to_bytes(4, "little")
    with pytest.raises(SluiceError, match="damaged or cut off"):
        read(data.replace(size, (11).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"encoding": "utf-8"}, "wrong_encoding"),
        ({"encoding": "klingon"}, "wrong_encoding"),
        ({"delimiter": "ab"}, "unknown_option"),
    ],
)
def test_options_that_cannot_be(options, code):
    with pytest.raises(SluiceError) as refusal:
        read("Deal ID,Deal Name\n1,\xfc\n".encode("cp1252"), **options)
    assert refusal.value.code == code


def workbook(sheets, hidden=(), first=(0, 0)):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    formats = {datetime.datetime: "yyyy-mm-dd hh:mm:ss", datetime.date: "yyyy-mm-dd", datetime.timedelta: "[h]:mm:ss"}
    formats = {kind: book.add_format({"num_format": form}) for kind, form in formats.items()}
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for down, line in enumerate(lines):
            for right, value in enumerate(line):
                sheet.write(first[0] + down, first[1] + right, value, formats.get(type(value)))
        if name in hidden:
            sheet.hide()
        else:
            sheet.activate()
    book.close()
    return file.getvalue()


NAMES = ["Deal ID", "Stage", "Amount", "Created Date", "Close Date"]


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


# what random cells are made of: everything but lone surrogates and the control characters by which bytes are no text
CONTROLS = "".join(map(chr, [*range(0x09), *range(0x0E, 0x20), 0x7F]))
TEXT = st.text(
    st.one_of(
        st.sampled_from(' ",;|\t\r\n=ab01.é'), st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS)
    ),
    max_size=12,
)
HEADINGS = ["Deal ID", "Stage", "Amount", "Owner", "Close Date"]


@st.composite
def written_tables(draw):
    width = draw(st.integers(2, 5))
    body = draw(st.lists(st.lists(TEXT, min_size=width - 1, max_size=width - 1), min_size=1, max_size=8))
    lines = [[f"D{number}", *cells] for number, cells in enumerate(body)]
    file = io.StringIO()
    # a quote for every cell, or line ends of both kinds: else Python 3.11 leaves a lone CR or LF in a cell unquoted
    line_end = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    quoting = csv.QUOTE_ALL if line_end != "\r\n" else draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    delimiter = draw(st.sampled_from(",;\t|"))
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(
        [HEADINGS[:width], *lines]
    )
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
    return lines, file.getvalue().encode(encoding), delimiter


@given(written_tables())
@settings(max_examples=500, deadline=2000, derandomize=True)
def test_what_is_written_is_read(written):
    lines, data, delimiter = written
    table = read(data)
    assert rows(table) == lines
    assert (table.delimiter, table.furniture, table.ragged) == (delimiter, [], {})


@given(st.text(st.sampled_from('"",;\r\na \u2028'), max_size=40), st.sampled_from(",;"))
@settings(max_examples=1000, derandomize=True)
def test_both_parsers_read_sound_text_alike(text, delimiter):
    try:
        fast = delimited.strict(text, delimiter)
    except csv.Error:
        return
    without_blanks = [[] if record == [""] else record for record in fast]
    tolerant = delimited.tolerant(text, delimiter)
    assert tolerant == without_blanks


SEEDS = [
    DEALS.encode(),
    DEALS.encode("cp1252"),
    DEALS.encode("utf-16"),
    ('sep=,\nTitle\n\n"Deal ID","Stage"\n' + '"1","a\n""b"""\n' * 30 + "Total,\n\nCopyright\n").encode(),
    workbook({"Deals": [NAMES, ["1", "Won", 5, datetime.date(2026, 1, 2), ""]]}),
]


@st.composite
def mutated_files(draw):
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        piece = draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b'",']))
        )
        data[place : place + draw(st.integers(0, 9))] = piece
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


@given(st.one_of(mutated_files(), st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
@settings(max_examples=1000, deadline=2000, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_file_is_refused_or_accounted_for(data):
    with contextlib.suppress(SluiceError):  # a refusal is an answer too
        table = read(data)
        assert_accounted_for(table)
        assert all(isinstance(cell, str) for row in rows(table) for cell in row)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'Deal ID,Stage\n"a,' * 60_000, id="every line with a stray quote"),
        pytest.param(b"Deal ID,Stage\n" + b'"' * 500_000, id="nothing but quotes"),
        pytest.param(b"Deal ID,Stage\n1," + b"x" * 3_000_000, id="a very long cell"),
        pytest.param(b"Deal ID,Stage\n" + b"\x1a" * 500_000 + b"x", id="many end-of-file marks"),
        pytest.param(b"Deal ID,Stage" + b",x" * 10_000 + b"\n1,Won" + b",y" * 10_000, id="ten thousand columns"),
        pytest.param(b"Deal ID,Stage\n" + b"Total" + b" " * 90 + b"x,\n" * 10_000, id="many near-totals"),
    ],
)
def test_no_file_takes_long(data):
    begin = time.perf_counter()
    with contextlib.suppress(SluiceError):
        assert_accounted_for(read(data))
    assert time.perf_counter() - begin < 4
