"""Files that are refused, each in a sentence and at once."""

import re
import time

import pytest

from analytics.errors import SluiceError
from tests.reading import read, sheet_xml, zipped
from tests.workbooks import ods_of


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(b"", "empty_file", "holds no rows", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n\r\n", "empty_file", "holds no rows", id="blank lines only"),
        pytest.param(
            b"Deal ID,Stage\n",
            "empty_file",
            "holds no rows below its headings (row 1: Deal ID | Stage).",
            id="heading only",
        ),
        pytest.param(
            b"Deal ID,Stage,Amount\nTotal,,0\n",
            "empty_file",
            "Deal ID | Stage | Amount; below: 1 row, total)",
            id="a total",
        ),
        pytest.param(
            b"1,2,3\n\n4,5,6\n",
            "no_heading",
            "No row of headings was found in deals.csv; it begins: 1 | 2 | 3; 4 | 5 | 6.",
            id="no heading",
        ),
        pytest.param(b"1,Won,2026-01-02\nAcme,Lost,soon\n", "no_heading", "No row", id="no heading but rows of words"),
        pytest.param(
            b"Deal ID:Stage\n1:Won\n", "no_heading", 'what stands between the cells: --delimiter ":".', id="colons"
        ),
        pytest.param(
            b"sep=;\nDeal ID,Stage\n1,Won\n",
            "no_heading",
            'what stands between the cells: --delimiter ",".',
            id="a sep line that is wrong",
        ),
        pytest.param(b"hello world\nthis is\nprose, not a table\n", "no_heading", "--header-row 3", id="prose"),
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
        pytest.param(
            sheet_xml('<row r="9"><c r="XFD9"><v>1</v></c></row>'),
            "too_large",
            "column XFD (the 16,384th), past column 1,000. Delete column XFD of that sheet, save",
            id="far column",
        ),
        pytest.param(
            sheet_xml("<row r='1048576'><c  r = 'A1048576' t='n'><v>1</v></c></row>"),
            "too_large",
            "row 1,048,576, past row 1,000,000. Delete row 1,048,576 of that sheet, save",
            id="far row",
        ),
        pytest.param(
            sheet_xml('<row r= "9"><c r=\n"XFD9"><v>1</v></c></row>'),
            "too_large",
            "16,384",
            id="blanks before the quotes",
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
            "999,999 rows and 999 columns. If a cell stands far from the table, in row 999,999 or in column ALK,",
            id="wide and long",
        ),
        pytest.param(
            ods_of(
                '<table:table table:name="S">'
                + 2
                * '<table:table-row table:number-rows-repeated="9999999"><table:table-cell office:value-type="string"><text:p>Deal ID</text:p></table:table-cell></table:table-row>'
                + "</table:table>"
            ),
            "too_large",
            "row 1,048,57",
            id="rows that are repeated beyond the last one",
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


@pytest.mark.parametrize(
    ("row", "says"), [(2, "Row 2 of deals.csv holds no headings: it is blank."), (9, "headings: the last row is 3.")]
)
def test_a_stated_row_without_headings_is_refused_with_what_it_says(row, says):
    with pytest.raises(SluiceError, match=re.escape(says)):
        read("Deal ID,Stage\n\n1,Won\n", header_row=row)


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
