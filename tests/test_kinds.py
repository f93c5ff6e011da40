"""Customers, subscriptions, targets and leads: from a file to their tables.  Every expectation was written by hand."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.intake.lead_types import lead_types
from tests.exports import csv_of, store_of_files
from tests.kinds import JUNE, ROOT, SHARED, options, read, some, table

# targets

TARGETS = {"period": "When", "owner": "Who", "amount": "Target", "currency": "Cur"}


def test_targets_of_every_kind_of_period():
    content = 'When,Who,Target,Cur\nQ4 2026,Ann,"50,000",EUR\nOct 2026,Ann,"20,000",EUR\nFY26 Q1,Ann,10,EUR\nsoon,Ann,5,EUR\n2026,Ann,,EUR\n'
    rows = table("targets", (content, options("targets", **TARGETS)))
    assert [some(row, "period", "from_on", "to_on", "amount") for row in rows] == [
        ("FY2026Q1", "2026-01-01", "2026-03-31", Decimal(10)),
        ("2026-10", "2026-10-01", "2026-10-31", Decimal(20000)),
        ("2026Q4", "2026-10-01", "2026-12-31", Decimal(50000)),
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
        ("Paid Search|Email Marketing|Social Media|Direct Traffic|Google Ads|Advertisement", "inbound"),
        ("Cold call|Outbound|Purchased list", "suspect"),
        ("Warm call|warm", "warm_call"),
        ("Target account|ABM|Named Account", "target_account"),
        ("Friends & Family|friends and family", "friends_and_family"),
        ("Event|Trade Show|Messe|Lead from trade show", "event"),
        ("Referral|Referred by partner|Empfehlung", "referral"),
        ("Closed-Lost|ghosted|Win-back", "closed_lost"),
        ("Wonderland|Sqlite|eventually", None),
        # how they came, these do not say
        ("Partner|Offline Sources|Other", None),
    ],
)
def test_types_of_leads(words, kind):
    told = lead_types(pd.Series(words.split("|"), dtype="str"))
    assert [None if pd.isna(each) else each for each in told] == [kind] * len(told)


@pytest.mark.parametrize("heading", ["Original Traffic Source", "hs_analytics_source", "Latest Traffic Source"])
def test_a_referral_of_web_traffic_is_a_link_and_no_recommendation(heading):
    content = f"Record ID,Deal Stage,Create Date,{heading}\n" + "".join(
        f"1234567{at},Demo,2026-01-05,{source}\n"
        for at, source in enumerate(["Referrals", "REFERRALS", "Paid Social", "Offline Sources", "OFFLINE", ""])
    )
    found = take(content.encode(), "hubspot.csv", Options(mapping={"source": heading})).tables["deals"]["lead_type"]
    assert [None if pd.isna(each) else each for each in found] == ["inbound"] * 3 + [None] * 3
    # a person's own word for the source
    own = take(content.replace(heading, "Lead Source").encode(), "d.csv", Options()).tables["deals"]["lead_type"]
    assert own.head(2).tolist() == ["referral", "referral"]


# what every kind has in common


@pytest.mark.parametrize(
    ("kind", "content", "missing"),
    [
        ("customers", "Foo,Status\na,Active\n", "Customer id or Customer"),
        ("subscriptions", "Foo,Bar\na,b\n", "Subscription id or Customer id or Customer"),
        ("targets", "Foo,Bar\na,b\n", "Amount"),
        ("leads", "Foo,Bar\na,b\n", "Lead id or Lead"),
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
    assert (counts["customers"], counts["subscriptions"], counts["targets"], counts["rejects"]) == (487, 623, 140, 0)
    subscriptions = store.engine.table("subscriptions")
    # a year of S-00001: 3,750 a unit, 4 units
    first = subscriptions.set_index("subscription_ref").loc["S-00001"]
    assert first["mrr"] == Decimal(1250)
    ahead = subscriptions[subscriptions["status"] == "cancelled"]
    assert (ahead["ended_on"].dt.date > date(2026, 6, 30)).all()
    assert not subscriptions[subscriptions["status"] == "paused"]["is_churned"].any()
    quarter = store.engine.table("targets").query("period == '2026Q4'")
    assert (quarter["from_on"].dt.date == date(2026, 10, 1)).all()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("leads", "Lead ID,Lead Name,Created Date,IsDeleted\nL1,Ann,2026-01-02,false\nL2,Bob,2026-01-03,true\n", id="leads"),
        pytest.param("customers", "Customer ID,Customer Name,Customer since,Is deleted\nL1,Acme,2026-01-02,0\nL2,Beta,2026-01-03,1\n", id="customers"),
        pytest.param("subscriptions", "Subscription ID,Customer,Start,MRR,Deleted\nL1,Acme,2026-01-02,10,no\nL2,Beta,2026-01-03,20,yes\n", id="subscriptions"),
    ],
)  # fmt: skip
def test_deleted_records_are_left_out_and_said(kind, content):
    read = take(content.encode(), "export.csv", Options(kind=kind, as_of=JUNE))
    assert read.tables[kind][f"{kind[:-1]}_id"].tolist() == ["L1"]
    assert [(each.row, each.why) for each in read.receipt.furniture] == [(3, "a deleted record")]
    assert "1 row left out: a deleted record." in read.receipt.notes
    assert read.receipt.amount_total in (None, 10)


def periods_of(content, name="targets.csv"):
    taken = take(content.encode(), name, Options())
    return taken.receipt, taken.tables["targets"]["period"].tolist()


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Jahr;Quartal", ["2026Q1", "2026Q2"]),
        ("Year;Quarter", ["2026Q1", "2026Q2"]),
        ("Year;Month", ["2026-01", "2026-02"]),
        ("Fiscal Year;Quarter", ["FY2026Q1", "FY2026Q2"]),
        ("Year;Fiscal Quarter", ["FY2026Q1", "FY2026Q2"]),
    ],
)
def test_a_number_beside_the_year_is_what_its_heading_says(headings, expected):
    assert periods_of(f"{headings};Team;Target\n2026;1;North;500\n2026;2;North;550\n")[1] == expected


def test_targets_from_a_first_to_a_last_day():
    content = """Owner,Target,Start date,End date
Ann,1,2026-01-01,2026-01-31
Ann,2,2026-04-01,2026-06-30
Ann,3,2026-07-01,2026-12-31
Ann,4,2026-01-01,2026-12-31
Ann,5,2026-02-01,2026-04-30
Ann,6,2026-02-01,
"""
    receipt, periods = periods_of(content)
    assert periods == ["2026-01", "2026Q2", "2026H2", "2026", "2026-02"]
    [refused] = receipt.rejects
    assert (refused.row, refused.column, refused.accepted) == (6, "End date", False)
    assert receipt.rows_accepted == 5


def test_a_currency_behind_the_heading_of_a_target_leaves_it_one():
    receipt, periods = periods_of("Owner,Quarter,Quota (USD)\nAnn,Q1 2026,100\n", "plan.csv")
    assert (receipt.kind, receipt.amounts[0].currency, periods) == ("targets", "USD", ["2026Q1"])


def figures(content, **options):
    taken = take(content.encode(), "targets.csv", Options(**options))
    receipt, rows = taken.receipt, taken.tables["targets"]
    assert receipt.rows_read == receipt.rows_accepted + receipt.rows_rejected + receipt.rows_furniture
    return receipt, [(row.owner, row.amount) for row in rows.itertuples()]


@pytest.mark.parametrize(
    "content",
    [
        "Owner,Quarter,Type,Amount\nAnn,2026Q1,Target,100\nAnn,2026Q1,Actual,80\nBob,2026Q1,Actual,60\nBob,2026Q1,Target,50\n",
        "Verkäufer;Quartal;Art;Ziel\nAnn;Q1 2026;Soll;100\nAnn;Q1 2026;Ist;80\nBob;Q1 2026;Soll;50\nBob;Q1 2026;Ist;60\n",
        "Owner,Measure,Q1 2026,Q2 2026\nAnn,Quota,100,\nAnn,Attainment,80,70\nBob,Quota,50,\nBob,Attainment,60,50\n",
    ],
)
def test_what_came_of_a_target_is_no_target(content):
    receipt, rows = figures(content)
    assert rows == [("Ann", 100), ("Bob", 50)]
    assert receipt.rows_furniture == 2
    assert not receipt.questions
    assert any("left out" in note for note in receipt.notes)


def test_of_a_target_and_a_stretch_target_one_counts_and_people_are_asked():
    content = "Owner,Quarter,Scenario,Target\nAnn,2026Q1,Stretch,120\nAnn,2026Q1,Base,100\n"
    receipt, rows = figures(content)
    assert rows == [("Ann", 100)]
    assert [(each.field, each.choices) for each in receipt.questions] == [("figure", ["Base", "Stretch"])]
    assert figures(content, figure="Stretch")[1] == [("Ann", 120)]


def test_plans_of_different_people_are_no_figures_of_one_thing():
    content = "Owner,Quarter,State,Target\nAnn,2026Q1,Target,120\nBob,2026Q1,Committed,100\nBob,2026Q1,Actual,90\n"
    receipt, rows = figures(content)
    assert rows == [("Ann", 120), ("Bob", 100)]
    assert receipt.questions == []
    assert "State: 1 row left out (Actual): Target and Committed count." in receipt.notes
    assert figures(content, figure="Committed")[1] == [("Bob", 100)]


def test_what_all_targets_are_of_is_no_outcome():
    content = "Owner,Quarter,Metric,Target\nAnn,2026Q1,Revenue,120\nBob,2026Q1,Revenue,100\n"
    assert figures(content)[1] == [("Ann", 120), ("Bob", 100)]
    assert figures(content.replace("Revenue", "Actual"))[1] == []


def test_targets_by_product_still_add_up():
    assert figures("Owner,Quarter,Line,Target\nAnn,2026Q1,Robots,120\nAnn,2026Q1,Cells,100\n")[1] == [("Ann", 220)]


def test_deals_with_a_probability_alone_are_told_what_is_missing():
    content = "Opportunity,Client,Value,Probability,Close Date,Sales Rep\nRobots,Acme,10,20%,2026-03-01,Ann\nCells,Beta,20,100%,2026-04-01,Bob\nArms,Gamma,20,0%,2026-04-01,Bob\n"
    with pytest.raises(Refused, match=r"no stage and no status of its deals, only their probability \(Probability\)") as refused:  # fmt: skip
        take(content.encode(), "deals.csv", Options())
    assert 'where each probability stands for a stage: --map stage="Probability"' in refused.value.hint
    rows = take(content.encode(), "deals.csv", Options(mapping={"stage": "Probability"})).tables["deals"]
    assert sorted(rows["stage"].tolist()) == ["0%", "100%", "20%"]
