"""Ends, terms and fees of customers and subscriptions, under the headings that people give them.  Figures by hand."""

from datetime import date

import pytest

from analytics.intake import Options, take
from tests.kinds import options, read, table

MARCH = date(2026, 3, 31)


@pytest.mark.parametrize(
    "end",
    ["End", "End date", "Ends", "Ended", "Churn date", "Churned on", "Contract end", "Until", "Valid to", "Valid until", "Left", "Lost on", "Termination date", "Ende", "Bis", "Fin", "Hasta", "Fine"],
)  # fmt: skip
@pytest.mark.parametrize("start", ["Start", "Start date"])
def test_an_end_is_known_by_its_heading(start, end):
    content = f"Customer,Plan,{start},{end},MRR\nAcme,pro,2025-01-01,,100\nBeta,pro,2025-03-01,2025-12-31,80\n"
    rows = table("subscriptions", (content, Options(as_of=MARCH)))
    assert [(row["customer_ref"], row["status"]) for row in rows] == [("Acme", "active"), ("Beta", "ended")]


def test_several_products_of_a_customer_are_subscriptions():
    content = "Customer,Product,Start,End,Monthly fee\nAcme,Seats,2025-01-01,,100\nAcme,Support,2025-01-01,,50\nBeta,Seats,2025-03-01,2025-12-31,80\n"
    rows = table("subscriptions", (content, Options(as_of=MARCH)))
    assert [(row["customer_ref"], row["plan"], row["mrr"]) for row in rows] == [
        ("Acme", "Seats", 100),
        ("Acme", "Support", 50),
        ("Beta", "Seats", 80),
    ]


@pytest.mark.parametrize(
    ("kind", "heading", "cell", "monthly"),
    [
        pytest.param("customers", "ARR", "12000", 1000, id="customers, by year"),
        pytest.param("customers", "Annual Contract Value", "12000", 1000, id="customers, by year in words"),
        pytest.param("customers", "Monatsbeitrag", "199", 199, id="customers, by month in German"),
        pytest.param("customers", "Jahresbeitrag", "1200", 100, id="customers, by year in German"),
        pytest.param("customers", "Monthly Fee", "50", 50, id="customers, by month"),
        pytest.param("subscriptions", "ARR", "12000", 1000, id="subscriptions, by year"),
        pytest.param("subscriptions", "Annual Value", "6000", 500, id="subscriptions, by year in words"),
        pytest.param("subscriptions", "Monatsbeitrag", "199", 199, id="subscriptions, by month in German"),
        pytest.param("subscriptions", "Amount", "70", 70, id="subscriptions, no word"),
    ],
)
def test_what_a_fee_is_a_month(kind, heading, cell, monthly):
    content = f"Customer,Start Date,Status,Seats,{heading}\nAcme,2025-01-01,Active,3,{cell}\n"
    [row] = table(kind, (content, Options(kind=kind, as_of=MARCH, mapping={"quantity": ""} if heading == "Amount" and kind == "subscriptions" else {})))  # fmt: skip
    assert row["recurring_amount" if kind == "customers" else "mrr"] == monthly


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(",Active", ("active", False), id="no end"),
        pytest.param("2027-01-12,Active", ("active", False), id="a term that lies ahead is to be renewed"),
        pytest.param("2026-01-12,Active", ("ended", True), id="a term that is over"),
        pytest.param("2027-01-12,Cancelled", ("cancelled", False), id="cancelled, still paying"),
        pytest.param("2027-01-12,", ("cancelled", False), id="no status: an end that is told"),
    ],
)
@pytest.mark.parametrize("kind", ["customers", "subscriptions"])
def test_an_end_ahead_of_whoever_is_active_is_a_renewal(kind, cells, expected):
    content = f"Customer,Start Date,End Date,Status\nAcme,2025-01-13,{cells}\n"
    [row] = table(kind, (content, options(kind, MARCH)))
    assert (row["status"], row["is_churned"]) == expected


@pytest.mark.parametrize(
    ("terms", "since", "rows"),
    [
        pytest.param(["2025-01-13,2026-01-12,Renewed", "2026-01-13,2027-01-12,Active"], "2025-01-13", 1, id="renewed"),
        pytest.param(["2026-01-13,2027-01-12,Active", "2025-01-13,2026-01-12,Renewed"], "2025-01-13", 1, id="the newest first"),
        pytest.param(["2023-01-13,2024-01-12,Lapsed", "2026-01-13,2027-01-12,Active"], "2026-01-13", 0, id="came back after two years"),
    ],
)  # fmt: skip
def test_two_terms_of_a_customer_are_its_history(terms, since, rows):
    content = "\n".join(["Customer Name,Start Date,End Date,Status", *(f"Acme,{term}" for term in terms), ""])
    taken = read(content, "customers")
    [row] = taken.tables["customers"].to_dict("records")
    assert (f"{row['started_on']:%Y-%m-%d}", f"{row['ended_on']:%Y-%m-%d}", row["status"]) == (since, "2027-01-12", "active")  # fmt: skip
    assert sum("a former term of a customer" in note for note in taken.receipt.notes) == rows


def test_a_list_of_projects_with_a_start_and_an_end_stays_one_of_deals():
    content = "Client,Project Name,Start,End,Status,Budget\nAcme,Elm,2026-01-01,2026-05-01,Open,5000\nBeta,Oak,2026-01-02,2026-06-01,Won,700\n"
    assert take(content.encode(), "projects.csv", Options(as_of=MARCH)).receipt.kind == "deals"
