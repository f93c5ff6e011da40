"""Numbers of a workbook with what their format says of them.  Every expectation was written by hand."""

import datetime
import io
import re
import zipfile

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.intake.reader import shown_xlsx
from analytics.intake.reader.number_formats import Shown, shown_as
from tests.reading import read, rows, zipped


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("0%", "0.5", "50%"),
        ("0.00%", "0.075", "7.5%"),
        ("0%", "0.07", "7%"),  # 7.000000000000001 in floating point
        ("0%", "1", "100%"),
        ("0%", "0", "0%"),
        ('0"%"', "50", "50%"),
        ("0\\%", "50", "50%"),
        ('#,##0.00\\ "€"', "1000.5", "1000.5 EUR"),
        ("[$€-407] #,##0", "1000", "1000 EUR"),
        ("#,##0.00\\ [$€-1]", "1000", "1000 EUR"),
        ("[$£-809]#,##0.00", "-3", "-3 GBP"),
        ('"EUR "#,##0.00', "1000", "1000 EUR"),
        ('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "7", "7 EUR"),
        ('"a;b "0" €"', "7", None),  # unknown words
        ('"$"#,##0_);[Red]("$"#,##0)', "7", "7 $"),
        ("[$$-409]#,##0", "7", "7 $"),  # many dollars
        ("[$US$-409]#,##0", "7", "7 USD"),
        # whose they are, the locale says: Australia, Canada, China, Japan, Norway, Denmark, Brazil
        ("[$$-C09]#,##0", "7", "7 AUD"),
        ("[$$-en-CA]#,##0", "7", "7 CAD"),
        ("[$¥-804]#,##0", "7", "7 CNY"),
        ("[$¥-411]#,##0", "7", "7 JPY"),
        ("[$kr-414] #,##0", "7", "7 NOK"),
        ("[$kr.-406] #,##0", "7", "7 DKK"),
        ("[$R$-416] #,##0", "7", "7 BRL"),
        ("#,##0 [$CHF]", "7", "7 CHF"),
        # thousands and millions
        ("#,##0,", "120500", "120.5k"),
        ('#,##0.0,"k"', "120500", "120.5k"),
        ('0.0,,"M €"', "1200000", "1.2M EUR"),
        ('0.0"k"', "120.5", "120.5k"),
        # nothing to say
        *[(code, "7", None) for code in ("General", "0.00", "#,##0", "@", "00000", "0.00E+00", "# ?/?", "[Red]0")],
        *[(code, "7", None) for code in ('"ID-"0', '0" days"', 'kr #,##0', "[$-407]d. mmm yyyy", "yyyy-mm-dd", "")],
    ],
)  # fmt: skip
def test_what_a_format_shows(code, number, text):
    shown = shown_as(code)
    assert (shown and shown.text(number)) == text


MAGNITUDES = '[>=1000000]0.0,,"M €";[>=1000]0,"k €";0 "€"'


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        (MAGNITUDES, "2500000", "2.5M EUR"),
        (MAGNITUDES, "1500", "1.5k EUR"),
        (MAGNITUDES, "999", "999 EUR"),
        (MAGNITUDES, "-5", "-5 EUR"),
        # a share or a percentage, both in one column
        ('[<=1]0%;0"%"', "0.5", "50%"),
        ('[<=1]0%;0"%"', "1", "100%"),
        ('[<=1]0%;0"%"', "50", "50%"),
        # the section that hides zeros has no number, the others do
        ('[=0]"-";0%', "0", "0"),
        ('[=0]"-";0%', "0.5", "50%"),
        # sections for positive numbers, negative ones and others
        ("[Red][>=10]0%;0;0.0", "10", "1000%"),
        ("[Red][>=10]0%;0;0.0", "5", "5"),
        ('[>=10]0%;0"k";0', "-5", "-5k"),
        ('[>=10]0%;0"k";0', "5", "5"),
        ("0%;[<-1]0;0%", "0.5", "50%"),
        ("0%;[<-1]0;0%", "-2", "-2"),
        ("0%;[<-1]0;0%", "-1", "-100%"),
        ('[<>3]0"k";0', "3", "3"),
        ('[<>3]0"k";0', "4", "4k"),
    ],
)
def test_sections_with_conditions_count_for_their_numbers(code, number, text):
    assert shown_as(code).text(number) == text


def test_sections_that_say_the_same_are_one():
    assert shown_as("[<0]-#,##0 [$€];(#,##0) [$€]") == Shown(0, " EUR")
    assert shown_as('[=1]"yes";[=0]"no";"?"') is None


def test_formats_that_no_program_writes_say_nothing():
    assert shown_as("0" + "%" * 9) is None
    assert shown_as("0%" + " " * 1000) is None


@given(st.text('0#?.,%[]$€-"\\\\;k_*<>=1 GCA', max_size=40), st.floats(allow_nan=False, allow_infinity=False))
@example("0" + "%" * 999, 1.0)
@example("0" + "," * 99, 1.0)
def test_no_format_troubles_a_number(code, number):
    shown = shown_as(code)
    assert shown is None or shown.text(repr(number))


def test_percent_takes_no_currency():
    assert shown_as('0%" €"') == Shown(2, "%")


def book(cells):
    """One sheet of rows of (value, format); a bare value has none."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = made.add_worksheet("Deals & more")
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            value, code = cell if isinstance(cell, tuple) else (cell, None)
            sheet.write(row, column, value, made.add_format({"num_format": code}) if code else None)
    made.close()
    return file.getvalue()


CELLS = [
    ["Deal ID", "Stage", "Amount", "Probability", "Close Date"],
    [1, "Won", (1000, "[$€-407] #,##0"), (0.5, "0%"), (datetime.date(2026, 1, 2), "[$-407]d. mmm yyyy")],
    [("2", "0%"), "Won", (2000.5, "[$£-809]#,##0"), 0.25, None],
    [3, "Lost", ("tbd", "0%"), (True, "0%"), None],
]
SHOWN = [
    ["1", "Won", "1000 EUR", "50%", "2026-01-02"],
    ["2", "Won", "2000.5 GBP", "0.25", ""],
    ["3", "Lost", "tbd", "true", ""],
]


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_cells_are_read_as_they_are_shown():
    assert rows(read(book(CELLS))) == SHOWN


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        pytest.param(SHEET, rb'<c r="(\w+)" s="(\d+)"', rb"<c s='\2' r='\1'", id="attributes in another order"),
        pytest.param(SHEET, rb"<(/?)(c|v|row|sheetData|worksheet|is|t)\b", rb"<\1x:\2", id="with the name of a space"),
        pytest.param("xl/_rels/workbook.xml.rels", rb'"worksheets/', rb'"/xl/worksheets/', id="a path from the root"),
    ],
)
def test_workbooks_of_other_programs(part, old, new):
    parts = parts_of(book(CELLS))
    parts[part], times = re.subn(old, new, parts[part])
    assert times
    parts[part] = parts[part].replace(b'<x:worksheet xmlns="', b'<x:worksheet xmlns:x="')
    assert rows(read(zipped(**parts))) == SHOWN


def test_built_in_currencies_are_those_of_whoever_looks():
    parts = parts_of(book([CELLS[0], [1, "Won", (1000, "0.000"), None, None], [2, "Won", (0.5, "0%"), None, None]]))
    code = re.search(rb'<numFmt numFmtId="(\d+)"[^>]*>', parts["xl/styles.xml"])
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'<xf numFmtId="%s"' % code[1], b'<xf numFmtId="7"')
    assert [row[2] for row in rows(read(zipped(**parts)))] == ["1000", "50%"]


def test_a_condition_may_hold_the_sign_that_ends_an_element():
    parts = parts_of(book([CELLS[0], [1, "Won", (1500, '[>=1000]0,"k €";0'), None, None]]))
    assert parts["xl/styles.xml"].count(b"&gt;=") == 1
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"&gt;=", b">=")
    assert [row[2] for row in rows(read(zipped(**parts)))] == ["1.5k EUR"]


def test_a_sheet_is_read_in_pieces(monkeypatch):
    monkeypatch.setattr(shown_xlsx, "PIECE", 50)
    assert rows(read(book(CELLS))) == SHOWN
