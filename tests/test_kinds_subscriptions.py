"""Subscriptions: from a file to their tables.  Every expectation was written by hand."""

from decimal import Decimal

import pandas as pd
import pytest

from analytics.intake.kinds.intervals import months_per_bill
from tests.exports import csv_of
from tests.kinds import JUNE, options, read, some, table

# subscriptions

PLAIN = {
    "subscription_id": "Id", "customer_id": "Customer", "status": "Status", "started_on": "Start",
    "cancelled_on": "Cancelled", "ended_on": "End", "amount": "Amount", "interval": "Interval", "quantity": "Qty",
    "currency": "Cur",
}  # fmt: skip


def subscription(**cells):
    row = {
        "Id": "s1",
        "Customer": "c1",
        "Status": "Active",
        "Start": "2026-01-15",
        "Amount": "100",
        "Interval": "month",
        "Qty": "1",
        "Cur": "EUR",
    }
    return csv_of([row | {"Cancelled": "", "End": ""} | cells])


@pytest.mark.parametrize(
    ("cells", "status", "is_churned", "until"),
    [
        pytest.param({}, "active", False, None, id="active, open-ended"),
        pytest.param({"Status": "In Trial"}, "trial", False, None, id="a trial"),
        pytest.param({"Status": "past_due"}, "past_due", False, None, id="past due is still there"),
        pytest.param({"Status": "Paused", "End": "2026-05-01"}, "paused", False, "2026-05-01", id="a pause is no churn"),
        pytest.param({"Status": "Non Renewing", "Cancelled": "2026-06-01", "End": "2026-09-30"}, "cancelled", False, "2026-09-30", id="non-renewing still pays"),
        pytest.param({"Status": "Cancelled", "Cancelled": "2026-06-01", "End": "2026-09-30"}, "cancelled", False, "2026-09-30", id="cancelled is not ended"),
        pytest.param({"Status": "Cancelled", "Cancelled": "2026-02-01", "End": "2026-03-31"}, "ended", True, "2026-03-31", id="cancelled and ended"),
        pytest.param({"Cancelled": "2026-09-01", "End": "2026-09-30"}, "cancelled", False, "2026-09-30", id="a scheduled end"),
        pytest.param({"Status": "Expired", "End": "2026-03-31"}, "ended", True, "2026-03-31", id="expired"),
        pytest.param({"Status": "Future", "Start": "2026-08-01"}, "future", False, None, id="begins later"),
        pytest.param({"Status": "incomplete_expired"}, "incomplete", False, None, id="never began"),
        pytest.param({"Status": "", "End": "2026-03-31"}, "ended", True, "2026-03-31", id="the dates alone"),
        pytest.param({"Status": "gekündigt", "Cancelled": "2026-06-01", "End": "2026-12-31"}, "cancelled", False, "2026-12-31", id="in German"),
    ],
)  # fmt: skip
def test_what_a_status_and_its_dates_say(cells, status, is_churned, until):
    [row] = table("subscriptions", (subscription(**cells), options("subscriptions", JUNE, **PLAIN)))
    assert some(row, "status", "is_churned", "paying_until") == (status, is_churned, until)


@pytest.mark.parametrize(
    ("cells", "mrr"),
    [
        pytest.param({"Amount": "1200", "Interval": "year"}, "100", id="a year"),
        pytest.param({"Amount": "300", "Interval": "Quarterly"}, "100", id="a quarter"),
        pytest.param({"Amount": "12", "Interval": "week"}, "52", id="a week: 52 in 12 months"),
        pytest.param({"Amount": "600", "Interval": "6 months"}, "100", id="six months"),
        pytest.param({"Amount": "10.50", "Qty": "3"}, "31.5", id="times quantity"),
        pytest.param({"Amount": "3750", "Interval": "year", "Qty": "4"}, "1250", id="the first row of the sample"),
        pytest.param({"Amount": "100", "Interval": "jährlich"}, "8.3333", id="in German, rounded to four places"),
        pytest.param({"Amount": "100", "Interval": "sometimes"}, None, id="an interval that nobody knows"),
    ],
)
def test_what_is_paid_a_month(cells, mrr):
    [row] = table("subscriptions", (subscription(**cells), options("subscriptions", JUNE, **PLAIN)))
    assert row.get("mrr") == (None if mrr is None else float(mrr))


def test_intervals_count():
    words = pd.Series(["month", "year", "every 2 weeks", "3 Monate", "annual", "12", "half-yearly", "foo"], dtype="str")
    months, unknown = months_per_bill(words, pd.Series([2, 1, 1, 1, 1, 1, 1, 1]))
    assert months.tolist()[:-1] == pytest.approx([2, 12, 24 / 52, 3, 12, 12, 6])
    assert unknown == ["foo"]


STRIPE = """id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Start Date (UTC),Trial End (UTC),Current Period End (UTC),Canceled At (UTC),Cancel At Period End,Ended At (UTC)
sub_1,cus_1,pro,2,usd,year,1200.00,active,2025-01-10 10:00,,2027-01-10 10:00,,false,
sub_2,cus_2,pro,1,usd,month,100.00,trialing,2026-06-20 10:00,2026-07-04 10:00,2026-07-04 10:00,,false,
sub_3,cus_3,pro,1,usd,month,100.00,canceled,2025-01-10 10:00,,2026-02-10 10:00,2026-01-20 10:00,true,2026-02-10 10:00
sub_4,cus_4,pro,1,usd,month,100.00,active,2025-01-10 10:00,,2026-07-10 10:00,2026-06-20 10:00,true,
"""
STRIPE_FIELDS = {
    "subscription_id": "id", "customer_id": "Customer ID", "plan": "Plan", "quantity": "Quantity", "currency": "Currency",
    "interval": "Interval", "amount": "Amount", "status": "Status", "started_on": "Start Date (UTC)",
    "trial_ended_on": "Trial End (UTC)", "period_ends_on": "Current Period End (UTC)", "cancelled_on": "Canceled At (UTC)",
    "cancels_at_period_end": "Cancel At Period End", "ended_on": "Ended At (UTC)",
}  # fmt: skip


def test_stripe():
    rows = table("subscriptions", (STRIPE, options("subscriptions", JUNE, **STRIPE_FIELDS)))
    assert [
        some(row, "subscription_ref", "status", "paying_from", "paying_until", "mrr", "currency") for row in rows
    ] == [
        ("sub_1", "active", "2025-01-10", None, Decimal("200"), "USD"),
        ("sub_2", "trial", None, None, Decimal("100"), "USD"),
        ("sub_3", "ended", "2025-01-10", "2026-02-10", Decimal("100"), "USD"),
        ("sub_4", "cancelled", "2025-01-10", "2026-07-10", Decimal("100"), "USD"),
    ]


@pytest.mark.parametrize(
    ("headings", "cells", "amount"),
    [
        pytest.param("Id,Customer,Start,Amount,Cur", "s,c,2026-01-01,9900,USD", "9900", id="a dashboard: units"),
        pytest.param("Id,Customer,Start,Amount,Cur,livemode", "s,c,2026-01-01,9900,USD,true", "99", id="a table of an interface: cents"),
        pytest.param("Id,Customer,Start,Amount,Cur,livemode", "s,c,2026-01-01,9900,JPY,true", "9900", id="yen have no cents"),
        pytest.param("Id,Customer,Start,Amount,Cur,livemode", "s,c,2026-01-01,99.50,USD,true", "99.5", id="decimals are units"),
    ],
)  # fmt: skip
def test_cents_or_units(headings, cells, amount):
    fields = {
        "subscription_id": "Id",
        "customer_id": "Customer",
        "started_on": "Start",
        "amount": "Amount",
        "currency": "Cur",
    }
    taken = read(f"{headings}\n{cells}\n", "subscriptions", **fields)
    assert taken.tables["subscriptions"]["amount"].tolist() == [Decimal(amount)]
    assert any("read as cents" in note for note in taken.receipt.notes) == (Decimal(amount) == 99)


def test_chargebee_cancels_without_a_column_of_ends():
    content = "Id,Customer,Status,Start,Cancelled\na,1,Cancelled,2025-01-01,2026-03-01\nb,2,Non Renewing,2025-01-01,2026-09-01\nc,3,Active,2025-01-01,\n"
    fields = {
        "subscription_id": "Id",
        "customer_id": "Customer",
        "status": "Status",
        "started_on": "Start",
        "cancelled_on": "Cancelled",
    }
    rows = table("subscriptions", (content, options("subscriptions", JUNE, **fields)))
    assert [some(row, "status", "ended_on") for row in rows] == [
        ("ended", "2026-03-01"),
        ("cancelled", None),
        ("active", None),
    ]


def test_hubspot_recurring_revenue_ends_by_churn_alone():
    content = (
        "Record ID,Company,Monthly,Start,Inactive,Reason,Type\n"
        "1,a,100,2025-01-01,2026-01-01,Churned,New business\n2,b,100,2025-01-01,2026-01-01,Renewal,New business\n"
        "3,b,120,2026-01-01,,,Renewal\n"
    )
    fields = {"subscription_id": "Record ID", "customer_name": "Company", "mrr": "Monthly", "started_on": "Start", "ended_on": "Inactive", "end_reason": "Reason", "movement": "Type"}  # fmt: skip
    rows = table("subscriptions", (content, options("subscriptions", JUNE, **fields)))
    assert [some(row, "customer_ref", "status", "is_churned", "mrr", "movement") for row in rows] == [
        ("a", "ended", True, Decimal(100), "new"),
        ("b", "ended", False, Decimal(100), "new"),
        ("b", "active", False, Decimal(120), "renewal"),
    ]


def test_a_report_by_month():
    content = "subscription_id,customer_id,reporting_month,mrr,cur\ns,c,2026-01,100,EUR\ns,c,Feb 2026,120,EUR\ns,c,soon,1,EUR\n"
    fields = {
        "subscription_id": "subscription_id",
        "customer_id": "customer_id",
        "reporting_month": "reporting_month",
        "mrr": "mrr",
        "currency": "cur",
    }
    rows = table("mrr_months", (content, options("subscriptions", **fields)))
    assert [some(row, "month_on", "mrr") for row in rows] == [
        ("2026-01-01", Decimal(100)),
        ("2026-02-01", Decimal(120)),
    ]
    receipt = read(content, "subscriptions", **fields).receipt
    assert (receipt.rows_accepted, receipt.rows_rejected, receipt.amount_total) == (2, 1, Decimal(220))


def test_stretches_of_one_subscription_stay_rows_of_their_own():
    content = subscription() + subscription(Start="2026-03-15", Amount="150").partition("\n")[2]
    rows = table("subscriptions", (content, options("subscriptions", JUNE, **PLAIN)))
    assert [some(row, "started_on", "mrr") for row in rows] == [
        ("2026-01-15", Decimal(100)),
        ("2026-03-15", Decimal(150)),
    ]
