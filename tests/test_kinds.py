"""Customers, subscriptions, targets and leads: from a file to their tables.  Every expectation was written by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.intake.intervals import months_per_bill
from analytics.intake.lead_types import lead_types
from tests.exports import csv_of, store_of_files

ROOT = Path(__file__).parents[1]
SHARED = Path(__file__).parents[2] / "shared" / "data"


def options(kind, as_of=None, crm="generic", **mapping):
    return Options(kind=kind, crm=crm, mapping=mapping, as_of=as_of)


def read(content, kind, name="export.csv", **mapping):
    data = content if isinstance(content, bytes) else content.encode()
    return take(data, name, options(kind, **mapping))


def table(name, *files):
    """Rows of a table of a store of these files, each (content, options), as dicts without missing values."""
    named = [(f"{number}.csv", content, how) for number, (content, how) in enumerate(files)]
    rows = store_of_files(*named).engine.table(name).to_dict("records")
    return [{key: value for key, value in row.items() if not pd.isna(value)} for row in rows]


def some(row, *names):
    return tuple(f"{row[name]:%Y-%m-%d}" if hasattr(row.get(name), "strftime") else row.get(name) for name in names)


# subscriptions

PLAIN = {
    "subscription_id": "Id", "customer_id": "Customer", "status": "Status", "started_on": "Start",
    "cancelled_on": "Cancelled", "ended_on": "End", "amount": "Amount", "interval": "Interval", "quantity": "Qty",
    "currency": "Cur",
}  # fmt: skip
JUNE = date(2026, 6, 30)


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


# targets

TARGETS = {"period": "When", "owner": "Who", "amount": "Target", "currency": "Cur"}


def test_targets_of_every_kind_of_period():
    content = 'When,Who,Target,Cur\nQ4 2026,Ann,"50,000",EUR\nOct 2026,Ann,"20,000",EUR\nFY26 Q1,Ann,10,EUR\nsoon,Ann,5,EUR\n2026,Ann,,EUR\n'
    rows = table("targets", (content, options("targets", **TARGETS)))
    assert [some(row, "period", "from_on", "to_on", "amount") for row in rows] == [
        ("2026-10", "2026-10-01", "2026-10-31", Decimal(20000)),
        ("2026Q4", "2026-10-01", "2026-12-31", Decimal(50000)),
        ("FY2026Q1", None, None, Decimal(10)),
    ]
    receipt = read(content, "targets", **TARGETS).receipt
    assert receipt.as_of is None
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected, receipt.amount_total) == (
        5,
        3,
        2,
        Decimal(70010),
    )


def test_the_year_in_a_column_of_its_own():
    content = "Year,When,Target\n2026,Q4,1\n2026,10,2\n2026,October,3\n"
    taken = read(content, "targets", year="Year", period="When", amount="Target")
    assert taken.tables["targets"]["period"].tolist() == ["2026Q4", "2026-10"]
    # October is told twice: the later row counts, and the receipt says so
    assert taken.tables["targets"]["amount"].tolist() == [Decimal(1), Decimal(3)]
    assert any("the later row counts" in note for note in taken.receipt.notes)


def test_the_newest_list_of_a_target_counts():
    lists = [f"When,Who,Target,Cur\nQ4 2026,Ann,{amount},EUR\n" for amount in (1, 2)]
    rows = table("targets", *((content, options("targets", **TARGETS)) for content in lists))
    assert [row["amount"] for row in rows] == [Decimal(2)]


# leads


def test_leads():
    content = (
        "Id,Name,Type,Created,Converted,Deal\n1,Alpha,Marketing Qualified Lead,2026-01-05,,\n"
        "2,Beta,Referral,2026-01-06,2026-02-01,77\n3,Gamma,Whatever,2026-01-07,,\n,,,,,\n,Delta,,2026-01-08,,\n"
    )
    fields = {
        "lead_id": "Id",
        "lead_name": "Name",
        "lead_type": "Type",
        "created_on": "Created",
        "converted_on": "Converted",
        "deal_id": "Deal",
    }
    rows = table("leads", (content, options("leads", **fields)))
    assert [some(row, "lead_ref", "lead_type", "lead_type_told", "is_converted", "converted_on") for row in rows] == [
        ("1", "marketing_qualified", "Marketing Qualified Lead", False, None),
        ("2", "referral", "Referral", True, "2026-02-01"),
        ("3", None, "Whatever", False, None),
        ("Delta", None, None, False, None),
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("SQL|Sales Qualified Lead|sales-qualified", "sales_qualified"),
        ("MQL|Marketing Qualified", "marketing_qualified"),
        ("Suspect", "suspect"),
        ("Prospect|prospects", "prospect"),
        ("Inbound|Web form|Website|Demo request", "inbound"),
        ("Warm call|warm", "warm_call"),
        ("Target account|ABM|Named Account", "target_account"),
        ("Friends & Family|friends and family", "friends_and_family"),
        ("Event|Trade Show|Messe|Lead from trade show", "event"),
        ("Referral|Referred by partner|Empfehlung", "referral"),
        ("Closed-Lost|ghosted|Win-back", "closed_lost"),
        ("Wonderland|Sqlite|eventually", None),
    ],
)
def test_types_of_leads(words, kind):
    told = lead_types(pd.Series(words.split("|"), dtype="str"))
    assert [None if pd.isna(each) else each for each in told] == [kind] * len(told)


# what every kind has in common


@pytest.mark.parametrize(
    ("kind", "content", "missing"),
    [
        ("customers", "Foo,Status\na,Active\n", "customer_id or customer_name"),
        ("subscriptions", "Foo,Bar\na,b\n", "subscription_id or customer_id or customer_name"),
        ("targets", "Foo,Bar\na,b\n", "amount"),
        ("leads", "Foo,Bar\na,b\n", "lead_id or lead_name"),
    ],
)
def test_a_column_without_which_nothing_can_be_counted_is_asked_for(kind, content, missing):
    with pytest.raises(Refused) as refused:
        read(content, kind)
    assert refused.value.code == "missing_fields"
    assert f"recognised as {missing}." in str(refused.value)


CELLS = st.sampled_from(["", "x", "c1", "2026-01-05", "31/02/2026", "100", "1,5", "Active", "foo", "Q4 2026", "yes"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[CELLS] * 5), min_size=1, max_size=12),
    st.sampled_from(["customers", "subscriptions", "targets", "leads"]),
)
def test_every_row_and_amount_of_every_kind_is_accounted_for(cells, kind):
    fields = {
        "customers": ("customer_id", "status", "started_on", "recurring_amount", "is_churned"),
        "subscriptions": ("subscription_id", "status", "started_on", "amount", "interval"),
        "targets": ("owner", "period", "team", "amount", "pipeline"),
        "leads": ("lead_id", "status", "created_on", "lead_type", "is_converted"),
    }[kind]
    content = csv_of(
        [dict(zip("ABCDE", row, strict=True)) for row in cells if any(row)] or [dict.fromkeys("ABCDE", "x")]
    )
    taken = read(content, kind, **dict(zip(fields, "ABCDE", strict=True)))
    receipt = taken.receipt
    assert receipt.rows_read == receipt.rows_accepted + receipt.rows_rejected + receipt.rows_furniture
    assert len(taken.tables[kind]) == receipt.deals <= receipt.rows_accepted


def test_many_bad_cells_are_all_reported():
    rows = 20_000
    content = "Id,Start\n" + "".join(f"{number},soon\n" for number in range(rows))
    store = store_of_files(("c.csv", content, options("customers", JUNE, customer_id="Id", started_on="Start")))
    rejects = store.engine.table("rejects")
    assert len(rejects) == rows
    assert set(rejects["column_name"]) == {"Start"}


# real files


def test_the_customers_of_a_telecom_firm_by_tenure_alone():
    path = SHARED / "telco_churn" / "Telco-Customer-Churn.csv"
    if not path.exists():
        pytest.skip("the file is not here")
    fields = {
        "customer_id": "customerID",
        "tenure_months": "tenure",
        "plan": "Contract",
        "recurring_amount": "MonthlyCharges",
        "is_churned": "Churn",
    }
    store = store_of_files((path.name, path.read_bytes(), options("customers", **fields)))
    assert store.engine.last_day is None
    customers = store.engine.table("customers")
    # the README beside the file
    assert (len(customers), customers["is_churned"].sum()) == (7043, 1869)
    rates = customers.groupby("plan")["is_churned"].mean() * 100
    assert rates.to_dict() == pytest.approx(
        {"Month-to-month": 42.7097, "One year": 11.2695, "Two year": 2.8318}, abs=1e-4
    )
    assert customers["recurring_amount"].astype(float).sum() == pytest.approx(456116.60)
    assert customers.loc[customers["is_churned"], "recurring_amount"].astype(float).sum() == pytest.approx(139130.85)
    # Kaplan-Meier at 12 months, by hand from the tenures: those at risk at t are all with a tenure of t or more
    survival = 1.0
    for month in range(1, 13):
        at_risk = (customers["tenure_months"] >= month).sum()
        survival *= 1 - (customers["is_churned"] & (customers["tenure_months"] == month)).sum() / at_risk
    assert survival == pytest.approx(0.8432, abs=1e-4)


def test_stripe_in_a_warehouse():
    path = SHARED / "warehouse_seeds" / "stripe" / "subscription_data.csv"
    if not path.exists():
        pytest.skip("the file is not here")
    fields = {
        "subscription_id": "id",
        "customer_id": "customer_id",
        "status": "status",
        "quantity": "quantity",
        "started_on": "start_date",
        "ended_on": "ended_at",
        "cancelled_on": "canceled_at",
    }
    receipt = read(path.read_bytes(), "subscriptions", **fields).receipt
    assert (receipt.rows_read, receipt.rows_rejected, receipt.as_of) == (2, 0, date(2021, 2, 18))


SAMPLE = {
    "customers.csv": options("customers", customer_id="Customer ID", customer_name="Customer Name", deal_id="Deal ID", owner="Sold By", status="Status", started_on="Start Date", cancelled_on="Cancelled Date", ended_on="End Date", churn_type="Churn Type"),
    "subscriptions.csv": options("subscriptions", subscription_id="Subscription ID", customer_id="Customer ID", customer_name="Customer Name", plan="Plan", interval="Interval", amount="Amount", quantity="Quantity", currency="Currency", status="Status", started_on="Started", cancelled_on="Cancelled At", ended_on="Ended At"),
    "targets.csv": options("targets", team="Team", owner="Owner", period="Quarter", amount="Target", currency="Currency"),
}  # fmt: skip


def test_the_sample_company():
    store = store_of_files(*((name, (ROOT / "sample_data" / name).read_bytes(), how) for name, how in SAMPLE.items()))
    assert store.engine.last_day == date(2026, 6, 30)
    counts = store.engine.counts()
    assert (counts["customers"], counts["subscriptions"], counts["targets"], counts["rejects"]) == (489, 625, 140, 0)
    subscriptions = store.engine.table("subscriptions")
    # a year of S-00001: 3,750 a unit, 4 units
    first = subscriptions.set_index("subscription_ref").loc["S-00001"]
    assert first["mrr"] == Decimal(1250)
    ahead = subscriptions[subscriptions["status"] == "cancelled"]
    assert (ahead["ended_on"].dt.date > date(2026, 6, 30)).all()
    assert not subscriptions[subscriptions["status"] == "paused"]["is_churned"].any()
    quarter = store.engine.table("targets").query("period == '2026Q4'")
    assert (quarter["from_on"].dt.date == date(2026, 10, 1)).all()
