"""Workbooks of old Excel and of LibreOffice: sheets, days, numbers, ids."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from analytics.intake import Options, take
from tests.workbooks import ods, xls

time = datetime.fromisoformat
HEAD = ["Deal ID", "Deal Name", "Stage", "Amount", "Created Date", "Close Date"]
DEALS = [
    HEAD,
    [35250007919, "Łódź Sp. z o.o.", "Proposal", 1234.5, date(2026, 1, 31), time("2026-05-31T08:30")],
    ["007", "Beta", "Closed Won", 50, date(2026, 2, 28), time("2026-03-15T23:59")],
    ["8", "Gamma", "Closed Lost", None, date(2024, 2, 29), None],
]
LISTS = [["Deal ID", "Stage"], ["9", "Hidden"]]
WRITERS = {
    "xls": lambda *sheets: xls(*sheets),
    "xls, days since 1904": lambda *sheets: xls(*sheets, is_1904=True),
    "ods": lambda *sheets: ods(*sheets),
}


@pytest.fixture(params=WRITERS.values(), ids=WRITERS)
def write(request):
    return request.param


def read(data, **options):
    return take(data, "deals.xls", Options(as_of=date(2026, 6, 30), **options))


def test_ids_amounts_and_days(write):
    deals = read(write({"Deals": DEALS})).tables["deals"]
    assert deals["deal_id"].tolist() == ["35250007919", "007", "8"]
    assert deals["name"].tolist() == ["Łódź Sp. z o.o.", "Beta", "Gamma"]
    assert deals["amount"].tolist()[:2] == [Decimal("1234.5"), Decimal(50)]
    assert deals["amount"].isna().tolist() == [False, False, True]
    assert deals["created_on"].dt.date.tolist() == [date(2026, 1, 31), date(2026, 2, 28), date(2024, 2, 29)]
    assert deals["closed_on"].dt.date.tolist()[1] == date(2026, 3, 15)


@pytest.mark.parametrize(("is_1904", "day"), [(False, date(2017, 9, 22)), (True, date(2021, 9, 23))])
def test_bare_numbers_count_from_where_the_workbook_says(is_1904, day):
    """43,000 days after 30 December 1899, or after the first of January 1904."""
    rows = [["Deal ID", "Deal Name", "Stage", "Created Date"], ["1", "Acme", "Proposal", 43_000]]
    assert read(xls({"Deals": rows}, is_1904=is_1904)).tables["deals"]["created_on"].dt.date.tolist() == [day]


def test_a_hidden_sheet_is_left_alone_and_other_sheets_are_named(write):
    data = write({"Lists": LISTS, "Deals": DEALS, "People": [["Owner", "Team"], ["Ann", "East"]]}, {"Lists"})
    receipt = read(data).receipt
    assert (receipt.sheet, receipt.rows_read) == ("Deals", 3)
    assert "Sheets of this workbook that were not read: “People” (2 rows)." in receipt.notes
    hidden = read(data, sheet="Lists").receipt
    assert (hidden.sheet, hidden.rows_read) == ("Lists", 1)
    assert "The sheet “Lists” that was read is hidden in the workbook." in hidden.notes


def test_two_sheets_alike_are_a_question(write):
    [question, *_] = read(write({"2025": DEALS, "2026": DEALS[:2]})).receipt.questions
    assert (question.field, question.choices, question.assumed) == ("sheet", ["2025", "2026"], "2025")


@pytest.mark.parametrize("write", [WRITERS["xls"], WRITERS["ods"]], ids=["xls", "ods"])
def test_days_that_lost_their_format_are_serial_numbers(write):
    rows = [HEAD, *([str(n), f"D{n}", "Proposal", 10, 46053 + n, 46054.5 + n] for n in range(3))]
    deals = read(write({"Deals": rows})).tables["deals"]
    assert deals["created_on"].dt.date.tolist() == [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2)]
