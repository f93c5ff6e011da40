"""Tables as files: what a spreadsheet would run is text."""

import zipfile

import pandas as pd
import pytest
import python_calamine

from pages._parts import exports

FRAME = pd.DataFrame({"name": ["=1+1", "\u200b@x", "plain", None], "amount": [-1.5, 2.0, None, 4.0]})


def test_a_downloaded_csv_runs_nothing():
    text = exports.csv_of(FRAME, {"name": "Deal", "amount": "Amount"}).decode("utf-8-sig")
    assert text == "Deal,Amount\r\n'=1+1,-1.5\r\n'\u200b@x,2.0\r\nplain,\r\n,4.0\r\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "|x", "%x", "＝1", "\ufeff=1", "\x00"])
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert exports.guarded(text) == f"'{text}"


def test_a_downloaded_workbook_holds_text_as_text(tmp_path):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(exports.xlsx_of(FRAME, {"name": "Deal", "amount": "Amount"}))
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert rows[:2] == [["Deal", "Amount"], ["=1+1", -1.5]]
    assert rows[3:] == [["plain", ""], ["", 4.0]]
    assert "<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
