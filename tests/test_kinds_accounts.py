"""Lists of accounts and subscriptions as people and programs write them: who is a customer, who left, what each pays."""

from decimal import Decimal

import pandas as pd
import pytest

from analytics.errors import Refused
from analytics.intake import Options, take


def read(content, name="list.csv", **options):
    taken = take(content.encode(), name, Options(**options))
    return taken.receipt, {table: rows.astype("object").where(rows.notna(), None) for table, rows in taken.tables.items()}  # fmt: skip


def told(rows, *names):
    return [tuple(row[name] for name in names) for row in rows.to_dict("records")]


ACCOUNTS = """Company name,{kind},Became a Customer Date,Churn date
Acme,{customer},2024-02-01,
Beta,{customer},2024-03-01,2025-06-30
Ceta,{prospect},,
Delta,{prospect},2024-04-01,2025-07-31
"""


@pytest.mark.parametrize(
    ("kind", "customer", "prospect"),
    [
        ("Lifecycle Stage", "Customer", "Lead"),
        ("Type", "Customer - Direct", "Prospect"),
        ("Kundentyp", "Kunde", "Interessent"),
    ],
)
def test_prospects_among_the_customers_are_none(kind, customer, prospect):
    """Delta left, so that it was a customer; Beta left although its stage still calls it one."""
    receipt, tables = read(ACCOUNTS.format(kind=kind, customer=customer, prospect=prospect), as_of=pd.Timestamp("2026-01-01").date())  # fmt: skip
    assert (receipt.kind, receipt.mapping["relation"]) == ("customers", kind)
    assert told(tables["customers"], "customer_name", "status") == [("Acme", None), ("Beta", None), ("Delta", None)]
    [apart] = receipt.furniture
    assert (apart.row, apart.why) == (4, "no customer yet, or none at all")
    assert receipt.rows_read == receipt.rows_accepted + receipt.rows_furniture == 4


def test_a_stage_of_accounts_tells_who_left():
    content = "Account,Contract start,ARR,CSM,Stage\nAcme,1/15/2024,$12k,Zoe,Live\nBeta,2/20/2024,$6k,Zoe,Churned\n"
    assert told(read(content)[1]["customers"], "customer_name", "status") == [("Acme", None), ("Beta", "ended")]


def test_types_that_speak_of_no_customer_say_nothing():
    content = "Company name,Type,Became a Customer Date,Churn date\nAcme,Prospect,2024-02-01,\nBeta,Retail,2024-03-01,2025-06-30\n"
    assert told(read(content)[1]["customers"], "customer_name", "status") == [("Acme", None), ("Beta", None)]


@pytest.mark.parametrize(
    ("heading", "yes", "no"), [("Active", "Yes", "No"), ("Aktiv", "ja", "nein"), ("Is active?", "1", "0")]
)
def test_yes_and_no_below_active(heading, yes, no):
    subscriptions = f"Company,{heading},Start,MRR\nAcme,{yes},2024-01-01,100\nBeta,{no},2024-02-01,200\n"
    assert told(read(subscriptions)[1]["subscriptions"], "customer_name", "status") == [("Acme", "active"), ("Beta", "ended")]  # fmt: skip
    customers = f"Company,{heading},Customer since\nAcme,{yes},2024-01-01\nBeta,{no},2024-02-01\n"
    assert told(read(customers)[1]["customers"], "customer_name", "status") == [("Acme", "active"), ("Beta", "ended")]


def test_a_german_list_of_who_leaves_when_and_why():
    content = "Kunde;Kunde seit;Gekündigt zum;Grund;MRR\nMüller;01.02.2023;31.12.2025;Preis;1.200 €\nHuber;15.03.2023;;;800 €\n"
    [first, second] = read(content)[1]["customers"].to_dict("records")
    assert (f"{first['ended_on']:%Y-%m-%d}", first["churn_reason"]) == ("2025-12-31", "Preis")
    assert (second["ended_on"], second["churn_reason"]) == (None, None)


SUBSCRIPTIONS = "Subscription ID,Customer,Plan,{headings},Start date,Status\n"


@pytest.mark.parametrize(
    ("headings", "cells", "months"),
    [
        ("Amount,Interval,Interval Unit", "290,1,years", 12),
        ("Amount,Interval Unit,Interval", "290,months,3", 3),
        ("Amount,Billing Frequency Unit,Billing Frequency", "290,months,12", 12),
        ("Amount,Plan Interval Length,Plan Interval Unit", "290,6,months", 6),
        ("Amount,Billing frequency", "290,Annually", 12),
        ("Amount,Interval", "290,months", 1),
    ],
)
def test_intervals_in_one_column_or_two(headings, cells, months):
    content = SUBSCRIPTIONS.format(headings=headings) + f"s1,Acme,Pro,{cells},2025-01-05,active\n"
    receipt, tables = read(content)
    assert told(tables["subscriptions"], "months_per_bill") == [(months,)]
    assert not receipt.questions


def test_a_subscription_that_ended_paid_more_than_the_nothing_of_today():
    content = SUBSCRIPTIONS.format(headings="Amount,Interval,MRR") + (
        "s1,Acme,Pro,120,year,10,2025-01-05,active\n"
        "s2,Beta,Pro,240,year,0,2025-01-05,ended\n"
        "s3,Ceta,Pro,,year,0,2025-01-05,ended\n"
        "s4,Delta,Free,0,year,0,2025-01-05,ended\n"
    )
    receipt, tables = read(content)
    assert told(tables["subscriptions"], "mrr", "amount") == [(10, 120), (None, 240), (None, None), (0, 0)]
    assert [note for note in receipt.notes if "shows 0" in note] == [
        "MRR: 1 subscription that has ended shows 0, which is what it pays now; what it paid is not known."
    ]


def test_items_of_a_subscription_add_up():
    content = SUBSCRIPTIONS.format(headings="Quantity,Amount,Interval") + (
        "s1,Acme,Basic,2,120,year,2025-01-01,active\n"
        "s1,Acme,Discount,1,-60,year,2025-01-01,active\n"
        "s2,Beta,Basic,1,10,month,2025-01-01,active\n"
        "s3,Ceta,Basic,1,10,month,2025-01-01,ended\n"
        "s3,Ceta,Pro,1,30,month,2025-01-01,active\n"
    )
    receipt, tables = read(content)
    rows = tables["subscriptions"]
    assert told(rows, "subscription_id", "plan", "quantity", "amount", "months_per_bill") == [
        ("s1", "Basic + Discount", 1, 180, 12),
        ("s2", "Basic", 1, 10, 1),
        ("s3", "Pro", 1, 30, 1),
    ]
    assert receipt.amount_total == Decimal(120 - 60 + 10 + 10 + 30)
    assert any("2 rows of 1 subscription (s1) differ in Plan" in note for note in receipt.notes)


def test_refunds_are_no_subscriptions():
    content = "Subscription ID,Customer,MRR,Start date\ns1,Acme,100,2025-01-01\ns1,Acme,(100),2025-03-01\n"
    receipt, tables = read(content)
    assert told(tables["subscriptions"], "mrr") == [(100,)]
    [refused] = receipt.rejects
    assert (refused.row, refused.column, refused.accepted) == (3, "MRR", False)
    assert (receipt.amount_total, receipt.rows_accepted) == (Decimal(100), 1)


def test_a_french_list_of_subscriptions():
    content = "Client;Formule;Prix HT;Périodicité;Début;Fin;Statut\nDurand;Pro;1 188,00 €;Annuel;15/02/2025;14/02/2026;Résilié\n"
    receipt, tables = read(content)
    assert receipt.kind == "subscriptions"
    [row] = tables["subscriptions"].to_dict("records")
    assert (row["customer_name"], row["plan"], row["amount"], row["months_per_bill"]) == ("Durand", "Pro", 1188, 12)
    assert (f"{row['started_on']:%Y-%m-%d}", f"{row['ended_on']:%Y-%m-%d}", row["status"]) == ("2025-02-15", "2026-02-14", "cancelled")  # fmt: skip


def test_subscriptions_of_hubspot():
    content = "Record ID,Subscription name,Status,Billing frequency,Recurring revenue,Start date,Next payment due date,Currency\n9,Acme Pro,Active,Quarterly,300,2025-01-05,2026-11-05,EUR\n"
    receipt, tables = read(content)
    assert receipt.kind == "subscriptions"
    assert told(tables["subscriptions"], "subscription_id", "amount", "months_per_bill", "currency") == [("9", 300, 3, "EUR")]  # fmt: skip


def test_products_of_a_customer_in_one_month_add_up():
    content = "Month,Customer,Product,MRR\n2026-01,Acme,Basic,100\n2026-01,Acme,Addon,50\n2026-02,Acme,Pro,300\n"
    receipt, tables = read(content)
    months = [(f"{row['month_on']:%Y-%m}", row["plan"], row["mrr"]) for row in tables["mrr_months"].to_dict("records")]
    assert months == [("2026-01", "Addon + Basic", 150), ("2026-02", "Pro", 300)]
    assert receipt.amount_total == Decimal(450)


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("TCV,Contract term (months),Contract start,Contract end", "36000,36,2025-01-01,2027-12-31"),
        ("Contract value,Contract term,Contract start,Contract end", "36000,3 years,2025-01-01,2027-12-31"),
        ("Subscription ID,Contract value,Contract start,Contract end", "s1,36000,2025-01-01,2027-12-31"),
    ],
)
def test_what_a_contract_brings_over_its_term_is_divided_by_its_months(headings, cells):
    _, tables = read(f"Client,{headings}\nAcme,{cells}\n")
    assert told(tables["subscriptions"], "amount", "months_per_bill") == [(36000, 36)]


def test_customers_who_left_paid_more_than_the_nothing_of_today():
    content = "Customer,Customer since,Status,MRR\nAcme,2024-01-01,Active,100\nBeta,2024-01-01,Cancelled,0\nCeta,2024-01-01,Active,0\n"
    receipt, tables = read(content, kind="customers")
    assert told(tables["customers"], "recurring_amount") == [(100,), (None,), (0,)]
    assert any("1 customer who has left shows 0" in note for note in receipt.notes)


TERMS = "Customer,Start date,End date\nAcme,2025-01-01,{}\nBeta,2025-02-01,2026-01-31\nCeta,2025-03-15,2026-03-15\n"


@pytest.mark.parametrize(("end", "by_term"), [("2027-12-31", True), ("2027-12-17", False), ("", False)])
def test_last_days_whole_months_after_the_first_are_those_of_terms(end, by_term):
    [told_so] = set(read(TERMS.format(end))[1]["customers"]["ends_by_term"])
    assert told_so == by_term


def test_who_pays_what_since_when_is_a_subscription_and_asked():
    receipt, _ = read("Customer,Plan,Price per year,Start,End\nAcme,Pro,1200,2025-01-01,\n")
    assert receipt.kind == "subscriptions"
    assert [(each.field, each.assumed) for each in receipt.questions] == [("kind", "subscriptions")]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("id,Created,Amount,Amount Refunded,Fee,Status,Customer ID\nch_1,2026-01-05,49,0,1.7,Paid,c1\n", "invoices or payments"),
        ("Rechnungsnummer;Rechnungsdatum;Kunde;Betrag;Status\nR1;05.01.2026;Acme;100;bezahlt\n", "invoices or payments"),
        ("Date,Customer,Type,MRR change\n2026-01-15,Acme,Expansion,50\n", "changes of recurring revenue"),
    ],
)  # fmt: skip
def test_lists_of_something_else_are_called_so(content, what):
    with pytest.raises(Refused, match=f"seems to list {what}"):
        read(content)


def test_deals_with_an_invoice_stay_deals():
    content = "Deal ID,Deal Name,Amount,Status,Invoice Number,Due Date,Created\n1,A,100,Won,R-1,2026-02-01,2026-01-01\n"
    assert read(content)[0].kind == "deals"


def test_the_name_of_a_file_tells_leads_from_deals_where_nothing_else_does():
    content = "Name,Company,Source,Status,Created,Owner\nAnn,Acme,Webinar,New,2026-01-05,Bob\nBea,Beta,Fair,Qualified,2026-01-15,Bob\n"
    assert read(content, "people.csv")[0].kind == "deals"
    receipt, _ = read(content, "leads.csv")
    assert receipt.kind == "leads"
    assert [(each.field, each.choices) for each in receipt.questions] == [("kind", ["leads", "deals"])]


def test_a_list_of_which_no_heading_speaks_is_asked_for():
    content = "Customer,Start,Reason,Revenue/month\nAcme,2024-01-05,,1.000\nBeta,2024-02-05,Price,2.000\n"
    with pytest.raises(Refused, match=r"may list customers or .*, but no heading says which") as caught:
        read(content)
    assert caught.value.hint == "Say what it lists: --kind customers."
    assert read(content, kind="customers")[0].rows_accepted == 2


def test_a_month_without_revenue_is_zero():
    content = "customer_id,subscription_id,reporting_month,status,mrr\nc1,s1,Jan 2026,active,100\nc1,s1,Feb 2026,cancelled,0\n"
    receipt, tables = read(content)
    assert told(tables["mrr_months"], "mrr") == [(100,), (0,)]
    assert not receipt.notes


CHANGES = """Subscription ID,Customer,Plan,MRR,Start date,Status
s1,Acme,{plan},300,2025-07-01,active
s1,Acme,Basic,100,2025-01-01,active
s2,Beta,Basic,50,2025-01-01,cancelled
"""


def stretches(plan, **options):
    receipt, tables = read(CHANGES.format(plan=plan), **options)
    rows = tables["subscriptions"].sort_values(["subscription_ref", "started_on"])
    ends = [None if row["ended_on"] is None else f"{row['ended_on']:%Y-%m-%d}" for row in rows.to_dict("records")]
    return ends, rows["has_end_column"].tolist(), [each.field for each in receipt.questions]


def test_a_new_price_takes_the_place_of_the_one_before():
    """Else Acme would pay 400 a month from July on."""
    assert stretches("Basic") == (["2025-07-01", None, None], [True, False, False], [])


def test_whether_another_plan_follows_or_is_added_is_asked():
    assert stretches("Pro") == (["2025-07-01", None, None], [True, False, False], ["lines"])
    assert stretches("Pro", lines="added") == ([None, None, None], [False, False, False], [])
    assert stretches("Pro", lines="once") == (["2025-07-01", None, None], [True, False, False], [])


def test_versions_of_a_subscription_of_recurly():
    content = """subscription_uuid,account_code,plan_code,version_state,version_created_at,subscription_activated_at,unit_amount,quantity,currency
u1,a1,gold,active,2025-01-05T00:00:00Z,2025-01-05T00:00:00Z,10.00,1,USD
u1,a1,gold,active,2025-07-05T00:00:00Z,2025-01-05T00:00:00Z,30.00,1,USD
u1,a1,gold,expired,2025-10-05T00:00:00Z,2025-01-05T00:00:00Z,30.00,1,USD
"""
    rows = read(content)[1]["subscriptions"]
    days = [(f"{row['started_on']:%m-%d}", f"{row['ended_on']:%m-%d}", row["amount"], row["is_replaced"]) for row in rows.to_dict("records")]  # fmt: skip
    assert days == [("01-05", "07-05", 10, True), ("07-05", "10-05", 30, False)]
