"""Customers: from a file to their tables.  Every expectation was written by hand."""

from datetime import date

import pytest

from analytics.intake import Options, take
from tests.exports import csv_of
from tests.kinds import JUNE, options, read, some, table

# customers

CUSTOMERS = {
    "customer_id": "Id", "customer_name": "Name", "status": "Status", "started_on": "Start", "cancelled_on": "Cancelled",
    "ended_on": "End", "churn_type": "Type", "handed_over_on": "Hand-over", "live_on": "Live", "promise_kept_6": "Kept 6",
    "deal_id": "Deal",
}  # fmt: skip


def customer(**cells):
    row = {
        "Id": "c1",
        "Name": "Alpha",
        "Status": "Active",
        "Start": "2026-01-15",
        "Cancelled": "",
        "End": "",
        "Type": "",
        "Hand-over": "",
        "Live": "",
        "Kept 6": "",
        "Deal": "",
    }
    return csv_of([row | cells])


def test_a_customer_with_its_deal_and_milestones():
    deals = ("Deal ID,Stage,Created Date\n77,Won,2025-12-01\n", Options(as_of=JUNE))
    cells = {"Hand-over": "2026-01-20", "Live": "2026-02-20", "Kept 6": "yes", "Deal": "77"}
    files = (deals, (customer(**cells), options("customers", JUNE, **CUSTOMERS)))
    [row] = table("customers", *files)
    assert some(row, "customer_ref", "name", "deal_key", "status", "is_churned", "promise_kept_6", "started_on") == (
        "c1", "Alpha", 0, "active", False, True, "2026-01-15",
    )  # fmt: skip
    milestones = table("post_sale_milestones", *files)
    assert [some(row, "milestone", "reached_on") for row in milestones] == [
        ("handed_over", "2026-01-20"),
        ("live", "2026-02-20"),
    ]


@pytest.mark.parametrize(
    ("cells", "status", "is_churned"),
    [
        pytest.param({"Status": "Cancelled", "Cancelled": "2026-03-01", "End": "2026-03-31"}, "ended", True, id="gone"),
        pytest.param({"Status": "Cancelled", "Cancelled": "2026-06-01", "End": "2026-07-31"}, "cancelled", False, id="not yet"),
        pytest.param({"Status": "Paused", "End": "2026-03-31", "Type": "paused"}, "paused", False, id="a pause"),
        pytest.param({"Status": "Lapsed"}, "ended", True, id="a word, no day"),
        pytest.param({"Status": "GRACE"}, "past_due", False, id="in grace"),
    ],
)  # fmt: skip
def test_who_is_gone(cells, status, is_churned):
    [row] = table("customers", (customer(**cells), options("customers", JUNE, **CUSTOMERS)))
    assert (row["status"], row["is_churned"]) == (status, is_churned)


def test_the_newest_export_of_a_customer_counts():
    old, new = customer(Status="Active"), customer(Status="Lapsed") + customer(Id="c2").partition("\n")[2]
    newest = (new, options("customers", date(2026, 6, 30), **CUSTOMERS))
    older = (old + customer(Id="c3").partition("\n")[2], options("customers", date(2026, 5, 31), **CUSTOMERS))
    for files in ((older, newest), (newest, older)):
        told = {row["customer_ref"]: row["status"] for row in table("customers", *files)}
        assert told == {"c1": "ended", "c2": "active", "c3": "active"}


def test_of_two_exports_of_one_day_the_later_import_counts():
    files = [(customer(Status=status), options("customers", JUNE, **CUSTOMERS)) for status in ("Lapsed", "Active")]
    assert [row["status"] for row in table("customers", *files)] == ["active"]


def test_unknown_words_are_said_and_the_dates_decide():
    taken = read(customer(Status="Platinum", End="2026-01-20"), "customers", **CUSTOMERS)
    assert any("Platinum is no status that is known" in note for note in taken.receipt.notes)


@pytest.mark.parametrize("heading", ["Annual Revenue", "Jahresumsatz"])
def test_what_a_company_turns_over_is_not_what_it_pays(heading):
    taken = take(f"Company name,Became a Customer Date,Churn date,Industry,{heading}\nAcme,2024-02-01,,Software,1000000\nBeta,2024-03-01,2025-06-30,Software,2000000\n".encode(), "companies.csv", Options())  # fmt: skip
    assert (taken.receipt.kind, heading in taken.receipt.unmapped) == ("customers", True)
    assert taken.tables["customers"]["recurring_amount"].isna().all()
