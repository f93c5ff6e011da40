"""Tables with a column for each month or quarter: targets, and what customers pay by month.  Expected values by hand."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.metrics.churn.churn import churn
from analytics.metrics.targets import target
from analytics.periods import period_named
from analytics.workspace import Scope, Settings
from tests.exports import day, store_of_files
from tests.reading import workbook

QUOTAS = """Owner,Team,Jan 2026,Feb 2026,Mar 2026,Apr 2026,Total
Ann,North,100,200,300,50,650
Ben,North,10,0,,20,30
Cay,South,1,2,3,4,11
Total,,111,202,303,74,691
"""


def took(content, name="targets.csv", **stated):
    return take(content if isinstance(content, bytes) else content.encode(), name, Options(**stated))


def targets(taken, *more):
    """Period, owner and amount of each target, in the order of period and owner."""
    rows = taken.tables["targets"][["period", "owner", "amount", *more]].astype("object")
    return sorted(tuple(row) for row in rows.where(rows.notna(), "").to_numpy().tolist())


def months(taken):
    rows = taken.tables["mrr_months"]
    return [
        (f"{month:%Y-%m}", name, amount)
        for month, name, amount in rows[["month_on", "customer_name", "mrr"]].to_numpy().tolist()
    ]


def accounted(receipt):
    return receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected, receipt.rows_furniture


# targets


def test_each_cell_is_a_target_of_its_row():
    taken = took(QUOTAS)
    assert targets(taken, "team", "row_number") == [
        ("2026-01", "Ann", 100, "North", 2),
        ("2026-01", "Ben", 10, "North", 3),
        ("2026-01", "Cay", 1, "South", 4),
        ("2026-02", "Ann", 200, "North", 2),
        ("2026-02", "Ben", 0, "North", 3),  # as in a long list, 0 is a target of 0
        ("2026-02", "Cay", 2, "South", 4),
        ("2026-03", "Ann", 300, "North", 2),
        ("2026-03", "Cay", 3, "South", 4),
        ("2026-04", "Ann", 50, "North", 2),
        ("2026-04", "Ben", 20, "North", 3),
        ("2026-04", "Cay", 4, "South", 4),
    ]


def test_the_receipt_says_what_each_column_is_and_accounts_for_rows_and_money():
    receipt = took(QUOTAS).receipt
    assert receipt.kind == "targets"
    assert receipt.mapping == {
        "owner": "Owner", "team": "Team", "period:2026-01": "Jan 2026", "period:2026-02": "Feb 2026", "period:2026-03": "Mar 2026",
        "period:2026-04": "Apr 2026",
    }  # fmt: skip
    assert receipt.recognised["period:2026-01"] == "a period, as its heading says"
    assert receipt.unmapped == ["Total"]
    assert receipt.deals == 11
    assert accounted(receipt) == (4, 3, 0, 1)
    assert (receipt.amount_total, receipt.questions) == (Decimal(690), [])
    # the file's own row adds up 111 + 202 + 303 + 74
    assert (receipt.own_total.row, receipt.own_total.amount, receipt.own_total.agrees) == (5, 690, True)
    assert receipt.examples["Feb 2026"] == [{"text": "200", "value": "200.0000"}, {"text": "0", "value": "0.0000"}, {"text": "2", "value": "2.0000"}]  # fmt: skip
    assert receipt.notes == [
        "Read as the target of each period: Jan 2026, Feb 2026, Mar 2026, Apr 2026.",
        "Total says otherwise than its periods add up to in 1 row (row 4: 11, not 10). The periods count; it is left aside.",
    ]


def test_months_add_up_to_the_target_of_a_quarter():
    deals = (
        "Deal ID,Stage,Owner,Team,Amount,Created Date\n1,Demo,Ann,North,1,2026-01-05\n2,Demo,Cay,South,1,2026-01-05\n"
    )
    store = store_of_files(("deals.csv", deals), ("targets.csv", QUOTAS))
    quarter = period_named("2026Q1", 1)
    # Ben has none for March: of three months only two are told
    assert target(store, Scope(owners=("Ann",)), quarter) == 600
    assert target(store, Scope(owners=("Cay",)), quarter) == 6
    assert target(store, Scope(owners=("Ben",)), quarter) is None
    assert target(store, Scope(), period_named("2026-04", 1)) == 74


def test_quarters_of_a_fiscal_year_are_those_of_the_settings():
    content = "Rep,Q1 FY26 (k€),FY26 Q2 (k€)\nAnn,100,90\nBen,50,5.5\n"
    assert targets(took(content, "quota.csv")) == [
        ("FY2026Q1", "Ann", 100_000),
        ("FY2026Q1", "Ben", 50_000),
        ("FY2026Q2", "Ann", 90_000),
        ("FY2026Q2", "Ben", 5_500),
    ]
    # the fiscal year that ends in 2026 begins in February 2025: its second quarter is May to July
    store = store_of_files(("quota.csv", content), settings=Settings(fiscal_year_start=2, reporting_currency="EUR"))
    assert target(store, Scope(), period_named("FY2026Q2", 2)) == 95_500
    listed = store.engine.table("targets").query("period == 'FY2026Q2'")
    assert {f"{each:%Y-%m-%d}" for each in listed["from_on"]} == {"2025-05-01"}


def test_a_cell_that_is_no_amount_is_named_and_a_row_without_any_is_quarantined():
    receipt = took("Team,Q1 2026,Q2 2026\nNorth,100,200\nSouth,soon,7\nWest,,-\nEast,tbd,\n").receipt
    assert accounted(receipt) == (4, 2, 2, 0)
    assert [tuple(each) for each in receipt.rejects] == [
        (3, "Q1 2026", "soon", "not an amount", True),
        (4, "Q1 2026", "", "empty, as in all periods: a target needs an amount", False),
        (5, "Q1 2026", "tbd", "not an amount", True),
        (5, "Q1 2026", "", "empty: a target needs it", False),
    ]
    assert receipt.amount_total == 307


@pytest.mark.parametrize(
    ("headings", "periods"),
    [
        pytest.param("Owner,Jan 2026,February 2026", ["2026-01", "2026-02"], id="English"),
        pytest.param("Verkäufer,Januar 2026,Mrz 26", ["2026-01", "2026-03"], id="German"),
        pytest.param("Vendeur,janvier 2026,févr. 2026", ["2026-01", "2026-02"], id="French"),
        pytest.param("Vendedor,enero de 2026,feb 26", ["2026-01", "2026-02"], id="Spanish"),
        pytest.param("Responsável,fev. de 2026,Março 2026", ["2026-02", "2026-03"], id="Portuguese"),
        pytest.param("Venditore,gennaio 2026,feb 2026", ["2026-01", "2026-02"], id="Italian"),
        pytest.param("Verkoper,maart 2026,mei 2026", ["2026-03", "2026-05"], id="Dutch"),
        pytest.param("Selger,mai 2026,des. 2026", ["2026-05", "2026-12"], id="Norwegian"),
        pytest.param("销售人员,2026年1月,2026年2月", ["2026-01", "2026-02"], id="Chinese"),
        pytest.param("Owner,2026-01,2026-02", ["2026-01", "2026-02"], id="year and month"),
        pytest.param("Owner,01.2026,02.2026,Gesamt", ["2026-01", "2026-02"], id="month and year"),
        pytest.param("Owner,Jan-26,Feb-26", ["2026-01", "2026-02"], id="as a spreadsheet shows a month"),
        pytest.param("Owner,2026-01-01,2026-02-01", ["2026-01", "2026-02"], id="first days of months"),
        pytest.param("Owner,2026-01-01 00:00:00,2026-02-01 00:00:00", ["2026-01", "2026-02"], id="with their time"),
        pytest.param("Owner,1/1/2026,2/1/2026,3/1/2026", ["2026-01", "2026-02", "2026-03"], id="first days, month first"),
        pytest.param("Owner,01/01/2026,01/02/2026,01/03/2026", ["2026-01", "2026-02", "2026-03"], id="first days, day first"),
        pytest.param("Owner,2026-01-31,2026-02-28", ["2026-01", "2026-02"], id="last days of months"),
        pytest.param("Owner,2026-01-26,2026-02-26", ["2026-01", "2026-02"], id="Jan 26 and Feb 26, made days of this year"),
        pytest.param("Owner,2026-01-01,2026-04-01,2026-07-01", ["2026Q1", "2026Q2", "2026Q3"], id="first days of quarters"),
        pytest.param("Owner,2026-03-31,2026-06-30", ["2026Q1", "2026Q2"], id="last days of quarters"),
        pytest.param("Owner,Q1 2026,2026-Q2,Q3'26", ["2026Q1", "2026Q2", "2026Q3"], id="quarters"),
        pytest.param("Owner,1. Quartal 2026,2. Quartal 2026", ["2026Q1", "2026Q2"], id="quarters in German"),
        pytest.param("Owner,1er trimestre 2026,T2 2026", ["2026Q1", "2026Q2"], id="quarters in French"),
        pytest.param("Owner,1º trimestre de 2026,2º trimestre de 2026", ["2026Q1", "2026Q2"], id="quarters in Portuguese"),
        pytest.param("Owner,1. kv. 2026,2. kvartal 2026", ["2026Q1", "2026Q2"], id="quarters in Norwegian"),
        pytest.param("销售人员,2026年第一季度,2026年2季度", ["2026Q1", "2026Q2"], id="quarters in Chinese"),
        pytest.param("Owner,Quota Q1 2026,Quota Q2 2026", ["2026Q1", "2026Q2"], id="the word before"),
        pytest.param("Owner,target_2026_01,target_2026_02", ["2026-01", "2026-02"], id="the word before, in one"),
        pytest.param("Owner,Jan 2026 (Target),Feb 2026 (Target)", ["2026-01", "2026-02"], id="the word behind"),
        pytest.param("Owner,Quota 2026-01,Quota 2026-02", ["2026-01", "2026-02"], id="the word before, and figures"),
        pytest.param("Owner,2025,2026", ["2025", "2026"], id="years"),
        pytest.param("Owner,H1 2026,H2 2026", ["2026H1", "2026H2"], id="halves"),
    ],
)  # fmt: skip
def test_headings_are_periods_in_many_ways(headings, periods):
    width = headings.count(",")
    rows = "".join(f"{who},{','.join(str(each * 100) for each in range(1, width + 1))}\n" for who in ("Ann", "Ben"))
    assert targets(took(f"{headings}\n{rows}")) == [
        (period, who, 100 * number) for number, period in enumerate(periods, start=1) for who in ("Ann", "Ben")
    ]


def test_a_workbook_with_days_for_headings():
    rows = [["Owner", datetime.date(2026, 1, 1), datetime.date(2026, 2, 1), "Total"], ["Ann", 100, 200, 300], ["Ben", 50.5, None, 50.5], ["Total", 150.5, 200, 350.5]]  # fmt: skip
    taken = took(workbook({"Targets": rows}), "numbers.xlsx")
    assert targets(taken) == [("2026-01", "Ann", 100), ("2026-01", "Ben", Decimal("50.5")), ("2026-02", "Ann", 200)]
    assert taken.receipt.own_total.agrees


@pytest.mark.parametrize(
    ("headings", "row", "periods", "note"),
    [
        pytest.param("Jan 2026,Feb 2026,Mar 2026,Q1 2026", "1,2,3,6", ["2026-01", "2026-02", "2026-03"], "Q1 2026 adds up other columns, and is left aside.", id="a quarter beside its months"),
        pytest.param("Q1 2026,Q2 2026,2026", "1,2,4", ["2026Q1", "2026Q2"], "2026 says otherwise than its periods add up to in 1 row (row 2: 4, not 3). The periods count; it is left aside.", id="a year that does not agree"),
        pytest.param("Jan 2026,Feb 2026,Q2 2026,H1 2026,FY26", "1,2,3,6,6", ["2026-01", "2026-02", "2026Q2"], "H1 2026, FY26 add up other columns, and are left aside.", id="months now, quarters later"),
        pytest.param("Q1 FY26,Q2 FY26,FY26,Jahresziel", "1,2,3,3", ["FY2026Q1", "FY2026Q2"], "FY26, Jahresziel add up other columns, and are left aside.", id="a fiscal year"),
        pytest.param("Jan 2026,Feb 2026,Summe 2026", '"1,50",2,"3,50"', ["2026-01", "2026-02"], "Summe 2026 adds up other columns, and is left aside.", id="with a decimal comma"),
        pytest.param("Target,Jan 2026,Feb 2026", "3,1,2", ["2026-01", "2026-02"], "Target adds up other columns, and is left aside.", id="the target of the year"),
    ],
)  # fmt: skip
def test_columns_that_add_up_others_are_left_aside_and_held_against_them(headings, row, periods, note):
    taken = took(f"Owner,{headings}\nAnn,{row}\n")
    assert [period for period, *_ in targets(taken)] == periods
    assert taken.receipt.notes[-1] == note
    assert taken.receipt.rows_accepted == 1


def test_rows_that_add_up_others_are_no_targets():
    content = "Owner,Q1 2026,Q2 2026\nAnn,1,2\nBen,3,4\nTeam North total,4,6\nCay,5,6\nDi,7,8\nTeam South total,12,14\n,16,20\nGesamt,16,20\n"
    taken = took(content)
    assert {owner for _, owner, _ in targets(taken)} == {"Ann", "Ben", "Cay", "Di"}
    assert [each.row for each in taken.receipt.furniture] == [4, 7, 8, 9]
    assert accounted(taken.receipt) == (8, 4, 0, 4)
    # whose name only begins as a total does
    assert "Total Energies" in {
        who for _, who, _ in targets(took("Owner,Q1 2026,Q2 2026\nAnn,1,2\nTotal Energies,3,4\n"))
    }


def test_of_quotas_beside_what_was_reached_only_the_quotas_are_read():
    content = "Rep,Q1 2026 Quota,Q1 2026 Actual,Q2 2026 Quota,Q2 2026 Actual\nAnn,100,90,200,1\n"
    taken = took(content, "team.csv")
    assert targets(taken) == [("2026Q1", "Ann", 100), ("2026Q2", "Ann", 200)]
    assert taken.receipt.unmapped == ["Q1 2026 Actual", "Q2 2026 Actual"]


def test_rows_of_one_owner_that_differ_in_a_column_of_words_add_up_as_in_a_long_list():
    taken = took("Owner,Target type,2026-01,2026-02\nAnn,New,100,200\nAnn,Renewal,50,60\n", "x.csv")
    assert targets(taken) == [("2026-01", "Ann", 150), ("2026-02", "Ann", 260)]
    assert taken.receipt.notes[-1].startswith("4 cells of 2 targets differ in Target type")


# years


def test_a_year_in_a_column_of_its_own_belongs_to_each_month():
    content = "Owner,Year,Jan,Feb,Q1\nAnn,2026,1,2,3\nAnn,2027,4,5,9\nBen,soon,6,7,13\n"
    taken = took(content)
    assert targets(taken) == [
        ("2026-01", "Ann", 1),
        ("2026-02", "Ann", 2),
        ("2027-01", "Ann", 4),
        ("2027-02", "Ann", 5),
    ]
    assert taken.receipt.mapping == {"year": "Year", "owner": "Owner", "period:01": "Jan", "period:02": "Feb"}
    assert [tuple(each) for each in taken.receipt.rejects] == [
        (4, "Year", "soon", "not a month, quarter or year", True),
        (4, "Year", "", "empty: a target needs it", False),
    ]


def test_a_year_in_the_heading_of_a_total_is_none():
    taken = took("Owner,Jan,Feb,Jahr\nAnn,1000,1020,2020\nBen,300,400,700\n", "Ziele 2026.csv")
    assert [each for each in targets(taken) if each[1] == "Ann"] == [("2026-01", "Ann", 1000), ("2026-02", "Ann", 1020)]
    assert taken.receipt.notes[-1] == "Jahr adds up other columns, and is left aside."


MONTHS = "Owner,Jan,Feb,Mar\nAnn,1,2,3\nBen,4,5,6\n"


@pytest.mark.parametrize(
    ("content", "name", "where"),
    [
        pytest.param(MONTHS, "Targets 2026.csv", "the name of the file", id="the name of the file"),
        pytest.param(f"Sales targets 2026,,,\n\n{MONTHS}", "x.csv", "the title above the headings", id="a title"),
        pytest.param(workbook({"Ziele 2026": [["Owner", "Jan", "Feb", "Mar"], ["Ann", 1, 2, 3], ["Ben", 4, 5, 6]]}), "x.xlsx", "the name of its sheet", id="the sheet"),
    ],
)  # fmt: skip
def test_a_year_that_the_headings_do_not_name_is_asked_for(content, name, where):
    taken = took(content, name)
    assert [period for period, who, _ in targets(taken) if who == "Ann"] == ["2026-01", "2026-02", "2026-03"]
    [question] = taken.receipt.questions
    assert (question.field, question.choices, question.assumed) == ("year", ["2026", "2027", "2025"], "2026")
    assert question.about == f"Of which year are Jan, Feb, Mar? 2026 is taken, which {where} says."
    stated = took(content, name, year="2027")
    assert (targets(stated)[0], stated.receipt.questions) == (("2027-01", "Ann", 1), [])


@pytest.mark.parametrize(
    ("content", "name", "stated"),
    [
        pytest.param(MONTHS, "targets.csv", {}, id="nothing tells it"),
        pytest.param(MONTHS, "targets 2025-2026.csv", {}, id="two years"),
        pytest.param(MONTHS, "targets FY26.csv", {}, id="months of a fiscal year"),
        pytest.param(MONTHS, "targets.csv", {"year": "FY2026"}, id="months of a fiscal year, stated"),
        pytest.param("Owner,Nov,Dec,Jan\nAnn,1,2,3\n", "targets 2026.csv", {}, id="months of two years"),
        pytest.param("Owner,Nov,Dec,Jan\nAnn,1,2,3\n", "targets.csv", {"year": "2026"}, id="months of two years, stated"),
    ],
)  # fmt: skip
def test_a_year_that_nothing_tells_is_never_assumed(refused, content, name, stated):
    why = refused(content, name, **stated)
    assert why.code == "no_year"
    assert "no heading names its year" in why.message
    assert "--year 2026" in why.hint


def test_quarters_of_a_file_of_a_fiscal_year_are_fiscal():
    taken = took("Owner,Q1,Q2\nAnn,1,2\n", "Targets FY26.csv")
    assert targets(taken) == [("FY2026Q1", "Ann", 1), ("FY2026Q2", "Ann", 2)]
    assert taken.receipt.questions[0].choices == ["FY2026", "FY2027", "FY2025"]


@pytest.mark.parametrize(
    ("headings", "why"),
    [
        ("Owner,Q1 2026,Q2 2026,2026-Q1", "Q1 2026 and 2026-Q1 are both of 2026Q1"),
        ("Owner,Q1 2026 (k€),Q2 2026 (k€),Q3 2026", "Q1 2026 (k€) and Q3 2026 name different units"),
    ],
    ids=["one period twice", "two units"],
)
def test_columns_that_do_not_belong_together_are_refused(refused, headings, why):
    told = refused(f"{headings}\nAnn,1,2,3\n", "targets.csv")
    assert (told.code, told.message) == ("periods_unclear", f"targets.csv has a column for each period, but {why}.")


def test_a_person_may_say_what_a_column_is():
    content = "Owner,First,Second,Third\nAnn,1,2,3\n"
    stated = {"period:2026-01": "First", "period:Feb 2026": "Second"}
    taken = took(content, "x.csv", kind="targets", mapping=stated)
    assert targets(taken) == [("2026-01", "Ann", 1), ("2026-02", "Ann", 2)]
    taken = took(QUOTAS, mapping={"period:2026-02": "", "period:2026-03": "Apr 2026", "period:2026-04": ""})
    assert [period for period, who, _ in targets(taken) if who == "Cay"] == ["2026-01", "2026-03"]


def test_what_is_no_period_cannot_be_stated_as_one(refused):
    why = refused(QUOTAS, "targets.csv", mapping={"period:soon": "Jan 2026"})
    assert (
        why.message == "'period:soon' is not a choice for map: take period:2026-01, period:2026Q1 or period:FY2026Q1."
    )


# what customers pay by month

PAID = """Customer,Plan,Jan 2026,Feb 2026,Mar 2026,Apr 2026
Acme,Pro,100,120,120,120
Beta,Pro,50,,50,50
Core,,30,30,0,
,Pro,1,1,1,1
Idle,Pro,,,,
"""


def test_what_customers_pay_by_month_is_read_as_such():
    taken = took(PAID, "MRR by customer.csv")
    assert months(taken) == [
        ("2026-01", "Acme", 100), ("2026-02", "Acme", 120), ("2026-03", "Acme", 120), ("2026-04", "Acme", 120),
        ("2026-01", "Beta", 50), ("2026-03", "Beta", 50), ("2026-04", "Beta", 50),
        ("2026-01", "Core", 30), ("2026-02", "Core", 30), ("2026-03", "Core", 0),
    ]  # fmt: skip
    receipt = taken.receipt
    assert (receipt.kind, receipt.questions, receipt.as_of) == ("subscriptions", [], day("2026-04-01"))
    assert (accounted(receipt), receipt.amount_total) == ((5, 3, 2, 0), 670)
    assert [tuple(each)[:2] for each in receipt.rejects] == [(5, "Customer"), (6, "Jan 2026")]


@pytest.mark.parametrize("second", ["Plan", "Module"])
def test_what_a_customer_pays_for_several_plans_adds_up(second):
    wide = f"Customer,{second},Jan 2026,Feb 2026\nAcme,Pro,10,20\nAcme,Max,1,\nBeta,Pro,5,5\n"
    long = f"Customer,{second},Month,MRR\nAcme,Pro,2026-01,10\nAcme,Pro,2026-02,20\nAcme,Max,2026-01,1\nBeta,Pro,2026-01,5\nBeta,Pro,2026-02,5\n"
    for content, rows in ((wide, "cell"), (long, "row")):
        taken = took(content, "mrr.csv")
        assert sorted(months(taken)) == [
            ("2026-01", "Acme", 11), ("2026-01", "Beta", 5), ("2026-02", "Acme", 20), ("2026-02", "Beta", 5),
        ]  # fmt: skip
        assert taken.receipt.amount_total == 41
        assert taken.receipt.notes[-1].startswith(f"2 {rows}s of 1 ")
        assert f"differ in {second}" in taken.receipt.notes[-1]


def test_movements_follow_from_what_was_paid_by_month():
    store = store_of_files(("MRR by customer.csv", PAID, Options(as_of=day("2026-04-30"))))
    result = churn(store, Scope())
    # Beta left in February, and came back; Core left in March
    assert (result.customers, result.present, result.left) == (3, 2, 2)
    # in cents: 120 + 30, 120 + 50, 120 + 50
    assert result.months["closing"].tolist() == [15000, 17000, 17000]


@pytest.mark.parametrize(
    ("headings", "name", "kind", "asked"),
    [
        pytest.param("Customer,Jan 2026,Feb 2026", "x.csv", "subscriptions", "kind", id="customers, and nothing else"),
        pytest.param("Customer,MRR Jan 2026,MRR Feb 2026", "x.csv", "subscriptions", None, id="MRR in the headings"),
        pytest.param("Kunde,Jan 2026,Feb 2026", "Wiederkehrende Umsätze.csv", "subscriptions", None, id="in German"),
        pytest.param("Client,janv. 2026,févr. 2026", "revenus_recurrents_2026.csv", "subscriptions", "kind", id="without its accents"),
        pytest.param("Customer ID,Customer,MRR,Jan 2026,Feb 2026", "x.csv", "subscriptions", None, id="beside the MRR of today"),
        pytest.param("Customer ID,Customer,Status,Jan 2026,Feb 2026", "mrr.csv", "subscriptions", None, id="a list of customers with it"),
        pytest.param("Customer ID,Customer,Status,Jan 2026,Feb 2026", "x.csv", "customers", "kind", id="a list of customers with figures by month"),
        pytest.param("Owner,Jan 2026,Feb 2026", "quota.csv", "targets", None, id="quota in the name of the file"),
        pytest.param("Sales Rep,Goal Jan 2026,Goal Feb 2026", "x.csv", "targets", None, id="goal in the headings"),
        pytest.param("Vendeur,janv. 2026,févr. 2026", "Objectifs.csv", "targets", None, id="objectifs"),
        pytest.param("Owner,Customer,Target Jan 2026,Target Feb 2026", "x.csv", "targets", None, id="targets by owner and customer"),
    ],
)  # fmt: skip
def test_words_tell_targets_from_what_is_paid(headings, name, kind, asked):
    cells = ["c1", "Acme", "Active", "9"] if kind == "customers" or "ID" in headings else ["Ann", "Acme"]
    words = headings.count(",") - 1
    row = [*cells[:words], "10", "20"]
    receipt = took(f"{headings}\n{','.join(row)}\n", name).receipt
    assert (receipt.kind, [each.field for each in receipt.questions]) == (kind, [asked] if asked else [])


def test_a_year_beside_the_months_of_a_customer():
    taken = took("Customer,Year,Jan,Feb\nAcme,2025,1,2\nAcme,2026,3,4\n", "mrr.csv")
    assert months(taken) == [
        ("2025-01", "Acme", 1),
        ("2025-02", "Acme", 2),
        ("2026-01", "Acme", 3),
        ("2026-02", "Acme", 4),
    ]


def test_money_of_deals_by_month_is_no_target(refused):
    assert (
        refused("Deal Name,Owner,Jan 2026,Feb 2026\nAcme,Ann,1,2\n", "deals and targets.csv").code == "periods_beside"
    )


def test_weeks_are_no_months(refused):
    why = refused("Owner,Week 11 2026,Week 12 2026\nAnn,1,2\n", "targets.csv", kind="targets", header_row=1)
    assert why.code == "missing_fields"


def test_quarters_are_no_months(refused):
    assert refused("Customer,Q1 2026,Q2 2026\nAcme,1,2\n", "mrr.csv").code == "periods_beside"


def test_amounts_of_a_year_are_not_taken_for_those_of_a_month(refused):
    assert refused("Customer,Jan 2026,Feb 2026\nAcme,1,2\n", "ARR.csv").code == "periods_beside"


# what always holds

_AMOUNTS = st.one_of(st.none(), st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100))
_TABLES = st.dictionaries(
    st.sampled_from(["Ann Lee", "Ben Ray", "Cay Orr", "Di Moe"]), st.lists(_AMOUNTS, min_size=4, max_size=4), min_size=1
)
_HEADINGS = ["Jan 2026", "Feb 2026", "2026-03", "Q2 2026"]
_PERIODS = ["2026-01", "2026-02", "2026-03", "2026Q2"]


@settings(max_examples=15)
@given(table=_TABLES, columns=st.permutations(range(5)), rows=st.randoms(use_true_random=False))
def test_a_wide_table_in_any_order_is_the_long_one(table, columns, rows):
    assert_same = [(who, amounts) for who, amounts in table.items() if any(each is not None for each in amounts)]
    lines = [[who, *("" if each is None else f"{each:.2f}" for each in amounts)] for who, amounts in assert_same]
    if not lines:
        return
    rows.shuffle(lines)
    wide = [[line[at] for at in columns] for line in [["Owner", *_HEADINGS], *lines]]
    long = [["Owner", "Period", "Target"]]
    long += [
        [who, period, f"{each:.2f}"]
        for who, amounts in assert_same
        for period, each in zip(_PERIODS, amounts, strict=True)
        if each is not None
    ]
    first, second = (took("\n".join(map(",".join, each))) for each in (wide, long))
    assert targets(first) == targets(second)
    assert first.receipt.amount_total == second.receipt.amount_total
    assert accounted(first.receipt) == (len(lines), len(lines), 0, 0)


# what is read as before


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param("Deal,Stage,Owner,Amount,Jan 26,Feb 26,Created\nA,Demo,Ann,300,100,200,2026-01-02\n", "deals", id="deals"),
        pytest.param("Owner,Period,Target,Jan 2026,Feb 2026\nAnn,2026Q1,300,100,200\n", "targets", id="a long list"),
        pytest.param("Customer ID,Customer,Status,MRR,Jan 2026,Feb 2026\n1,Acme,Active,5,1,2\n", "customers", id="customers with an amount"),
    ],
)  # fmt: skip
def test_a_table_that_tells_what_it_needs_otherwise_is_read_as_before(content, kind):
    receipt = took(content, "targets and MRR.csv").receipt
    assert {"Jan 2026", "Feb 2026"} <= {*receipt.unmapped} or {"Jan 26", "Feb 26"} <= {*receipt.unmapped}
    assert not [field for field in receipt.mapping if field.startswith("period:")]
    assert receipt.kind == kind or kind == "customers"


@pytest.fixture
def refused():
    from analytics.errors import Refused

    def refuse(content, name, **stated):
        with pytest.raises(Refused) as why:
            took(content, name, **stated)
        return why.value

    return refuse


def test_years_above_the_months_tell_of_which_year_they_are():
    taken = took(
        workbook({"Targets": [["Owner", 2025, None, 2026], [None, "Nov", "Dec", "Jan"], ["Ann", 1, 2, 3]]}), "t.xlsx"
    )
    assert targets(taken) == [("2025-11", "Ann", 1), ("2025-12", "Ann", 2), ("2026-01", "Ann", 3)]


def test_a_year_alone_is_a_period():
    assert targets(took("Owner,2026\nAnn,100\n")) == [("2026", "Ann", 100)]
    assert targets(took("Owner,Year,Target\nAnn,2026,100\n")) == [("2026", "Ann", 100)]
    assert targets(took("Owner,Fiscal Year,Target\nAnn,2026,100\n")) == [("FY2026", "Ann", 100)]
    with pytest.raises(Refused):  # nothing says what it holds
        took("Owner,2026\nAnn,100\n", "list.csv")


MONTHS = "Owner,Month,Target\nAnn,January,100\nBob,2,200\nBob,Mar 2025,7\n"


def test_the_year_of_months_in_rows_is_stated_told_or_asked_for():
    with pytest.raises(Refused) as refused:
        took(MONTHS)
    assert str(refused.value) == (
        "targets.csv names periods without their year in the column 'Month' (January, 2). Say which one it is: "
        "--year 2026. Where they are of two years, write the year beside each: Jan 2026."
    )
    wanted = [("2025-03", "Bob", 7), ("2026-01", "Ann", 100), ("2026-02", "Bob", 200)]
    stated = took(MONTHS, year="2026")
    assert (targets(stated), stated.receipt.questions) == (wanted, [])
    told = took(MONTHS, "targets 2026.csv")
    assert targets(told) == wanted
    [question] = told.receipt.questions
    assert (question.field, question.assumed) == ("year", "2026")
    assert question.about == "Of which year are January, 2? 2026 is taken, which the name of the file says."
    with pytest.raises(Refused):  # nobody knows which months a fiscal year has
        took(MONTHS, year="FY2026")
    quarters = took("Owner,Quarter,Target\nAnn,Q1,100\nBob,2,200\n", year="2026")
    assert targets(quarters) == [("2026Q1", "Ann", 100), ("2026Q2", "Bob", 200)]
