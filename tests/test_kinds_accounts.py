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


# what a program calls its prices, and what has nobody who pays


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param("id,active,amount,billing_scheme,created,currency,interval,interval_count,is_deleted,livemode,nickname,product_id,trial_period_days,usage_type\np1,TRUE,150000,per_unit,2017-05-10 18:50:13,usd,month,1,FALSE,TRUE,,prod_1,,licensed\n", "prices or plans", id="Stripe's plans in a warehouse"),
        pytest.param("Price ID,Product ID,Product Name,Description,Created (UTC),Amount,Currency,Interval,Interval Count,Usage Type,Billing Scheme\nprice_1,prod_1,Gold,Our best,2024-01-01 10:00,99.00,eur,month,1,licensed,per_unit\n", "prices or plans", id="Stripe's prices"),
        pytest.param("Name,Interval count,Interval unit,External ID\nGold,1,month,gold\n", "prices or plans", id="ChartMogul's plans"),
        pytest.param("id,created,plan_id,quantity,subscription_id,current_period_start,current_period_end\nsi_1,2024-07-01,zb1,1,s1,2024-07-01,2024-08-01\n", "items of subscriptions", id="items"),
    ],
)  # fmt: skip
def test_prices_and_items_are_no_subscriptions(content, what):
    with pytest.raises(Refused, match=f"seems to list {what}") as refused:
        read(content)
    assert "Bring the export of the subscriptions instead" in refused.value.hint


def test_subscriptions_that_tell_of_their_price_are_subscriptions():
    content = "Subscription ID,Customer,Plan ID,Price ID,Product ID,Interval,Interval Count,Unit Price,Start Date,Status\ns1,Acme,p,x,y,month,1,10,2025-01-05,active\n"
    assert told(read(content)[1]["subscriptions"], "amount", "months_per_bill") == [(10, 1)]


# amounts of which nobody knows how many months they cover


@pytest.mark.parametrize("more", ["", ",Contract ID,Currency"])
def test_what_a_contract_brings_is_no_amount_of_a_month(more):
    content = f"Customer ID,Customer,Customer since,Contract Value,Status{more}\n1,Acme,2025-01-01,12000,Active{',K1,EUR' if more else ''}\n"
    kind = "subscriptions" if more else "customers"
    receipt, tables = read(content, kind=kind)
    rows = tables[kind]
    assert rows[["mrr"] if more else ["recurring_amount"]].isna().all(axis=None)
    assert rows["months_per_bill"].isna().all()
    [note] = [each for each in receipt.notes if "left out" in each]
    assert note.startswith("Contract Value is left out in 1 row: it is what a contract brings in all")


def test_what_a_contract_brings_is_spread_over_its_term():
    content = "Customer ID,Customer,Contract Start,Contract End,Contract Value\n1,Acme,2025-01-01,2026-12-31,24000\n"
    assert told(read(content, kind="customers")[1]["customers"], "recurring_amount", "months_per_bill") == [(24000, 24)]


def test_an_amount_without_an_interval_is_a_question():
    content = "Customer ID,Customer,Customer since,Amount,Status\n1,Acme,2025-01-01,12000,Active\n"
    receipt, tables = read(content)
    assert told(tables["customers"], "recurring_amount", "months_per_bill") == [(12000, 1)]
    [question] = receipt.questions
    assert (question.field, question.choices, question.assumed) == ("recurring_amount", ["Amount", ""], "Amount")
    left = read(content, mapping={"recurring_amount": ""})
    assert (told(left[1]["customers"], "recurring_amount"), left[0].questions) == ([(None,)], [])
    assert not read(content, mapping={"recurring_amount": "Amount"})[0].questions
    monthly = read(content.replace("Amount", "MRR"))[0]
    assert (monthly.questions, monthly.notes) == ([], [])


def test_an_mrr_is_of_a_month_whatever_the_bill_covers():
    content = "Customer ID,Customer,Customer since,MRR,Billing Cycle\n1,Acme,2025-01-01,100,Annually\n"
    assert told(read(content, kind="customers")[1]["customers"], "recurring_amount", "months_per_bill") == [(100, 1)]


def test_an_interval_that_nobody_knows_leaves_the_amount_out():
    content = "Customer ID,Customer,Customer since,Amount,Billing Interval\n1,Acme,2025-01-01,100,now and then\n2,Beta,2025-01-01,120,Year\n"
    receipt, tables = read(content, kind="customers")
    assert told(tables["customers"], "recurring_amount", "months_per_bill") == [(None, None), (120, 12)]
    assert "Amount is left out in 1 row: Billing Interval names no interval that is known there (now and then)." in receipt.notes  # fmt: skip


# ChartMogul

LEADS = "Lead created at,Free trial started at"


def test_a_trial_is_no_start_of_a_customer():
    content = f"Name,Email,Company,Country,State,External ID,{LEADS}\nAnn Lee,a@x.com,Acme,US,US-CA,c1,2025-01-05,2025-01-10\n"
    with pytest.raises(
        Refused, match="Lead created at and Free trial started at are no start of a customer"
    ) as refused:
        read(content)
    assert (refused.value.column, refused.value.likely["started_on"]) == ("started_on", [])


def test_chartmoguls_customers():
    content = (
        "MRR,ARR,PLAN_NAME,BILLING_CYCLE,NET_PAYMENTS,COUNTRY,STATE,CITY,ADDRESS_ZIP,SUBSCRIBER_SINCE,STATUS,UUID,NAME,COMPANY,EXTERNAL_ID,LEAD_CREATED_AT,FREE_TRIAL_STARTED_AT,CURRENCY\n"
        "10000,120000,Gold,12 months,50000,US,US-CA,Oakland,94601,2025-01-20T00:00:00Z,Active,cus_1,Ann Lee,Acme Inc,c1,2025-01-05T00:00:00Z,2025-01-10T00:00:00Z,EUR\n"
        "0,0,Silver,month,20000,GB,,London,N1,2025-02-20T00:00:00Z,Cancelled,cus_2,Bob Ray,,c2,2025-02-05T00:00:00Z,,EUR\n"
        "0,0,,,0,GB,,London,N1,,New Lead,cus_3,Cat Roe,Gamma,c3,2025-03-05T00:00:00Z,,EUR\n"
    )
    receipt, tables = read(content, "export.csv")
    rows = tables["customers"]
    assert (receipt.crm, receipt.kind) == ("chartmogul", "customers")
    assert told(rows, "customer_id", "customer_name", "status", "recurring_amount", "months_per_bill", "currency") == [
        ("c1", "Acme Inc", "active", 100, 1, "EUR"),
        ("c2", "Bob Ray", "cancelled", None, None, "EUR"),
    ]
    assert [f"{each:%Y-%m-%d}" for each in rows["started_on"]] == ["2025-01-20", "2025-02-20"]
    assert [(each.row, each.why) for each in receipt.furniture] == [(4, "no customer yet, or none at all")]
    assert any("MRR is read as cents" in note for note in receipt.notes)
    assert any("COMPANY is empty in 1 row: NAME names the customer there." in note for note in receipt.notes)


def test_a_heading_with_braces_names_customers_like_any_other():
    content = "Company {x},Name,Customer since,MRR,Status\nAcme,Ann,2026-01-01,10,active\n,Bob,2026-01-02,20,active\n"
    receipt, tables = read(content, kind="customers", mapping={"customer_name": "Company {x}"})
    assert told(tables["customers"], "customer_name") == [("Acme",), ("Bob",)]
    assert "Company {x} is empty in 1 row: Name names the customer there." in receipt.notes


def test_chartmoguls_list_in_units():
    content = f"Name,Company,Status,Customer since,MRR,ARR,Plans,Billing cycle,Country,Currency,{LEADS}\nAnn Lee,Acme Inc,Active,2025-01-20,100,1200,Gold,12 months,US,USD,2025-01-05,2025-01-10\n"
    receipt, tables = read(content, "chartmogul.csv", kind="customers")
    assert told(tables["customers"], "customer_name", "recurring_amount", "months_per_bill", "plan") == [
        ("Acme Inc", 100, 1, "Gold")
    ]
    assert (receipt.crm, receipt.mapping["started_on"]) == ("chartmogul", "Customer since")


# HubSpot's recurring revenue beside its deals

RECURRING = (
    "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Associated Company (Primary),Recurring revenue amount,Recurring revenue deal type,Recurring revenue inactive date,Recurring revenue inactive reason\n"
    "12345678901,Acme new,Closed Won,Sales Pipeline,1200,2025-01-15,2024-12-01,Ann,Acme,100,New business,2025-06-15,Churned\n"
    "12345678904,Gamma up,Closed Won,Sales Pipeline,3600,2025-05-15,2025-04-05,Bob,Gamma,300,Upgrade,,\n"
)
OPEN = (
    "12345678905,Delta,Appointment Scheduled,Sales Pipeline,3600,2025-07-15,2025-04-05,Bob,Delta,300,New business,,\n"
)


def test_won_deals_that_tell_what_they_bring_each_month_are_subscriptions():
    receipt, tables = read(RECURRING)
    assert (receipt.crm, receipt.kind) == ("hubspot", "subscriptions")
    assert told(tables["subscriptions"], "customer_name", "mrr", "movement", "end_reason") == [
        ("Acme", 100, "new", "Churned"),
        ("Gamma", 300, "expansion", None),
    ]
    assert [(each.field, each.choices) for each in receipt.questions] == [("kind", ["subscriptions", "deals"])]


def test_beside_open_deals_they_are_deals_and_read_as_subscriptions_only_the_won_ones_pay():
    receipt, _ = read(RECURRING + OPEN)
    assert receipt.kind == "deals"
    assert [(each.field, each.choices) for each in receipt.questions] == [("kind", ["deals", "subscriptions"])]
    receipt, tables = read(RECURRING + OPEN, kind="subscriptions")
    assert told(tables["subscriptions"], "customer_name") == [("Acme",), ("Gamma",)]
    assert [(each.row, each.why) for each in receipt.furniture] == [(4, "a deal that is not won")]
    _, tables = read(RECURRING + OPEN.replace("Appointment Scheduled", "Zebra"), kind="subscriptions")
    assert told(tables["subscriptions"], "customer_name") == [("Acme",), ("Gamma",), ("Delta",)]
