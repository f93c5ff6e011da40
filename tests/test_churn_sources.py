"""Churn from what billing programs and CRMs export, read as anybody would read it: nothing is said about the file."""

import pytest

from analytics.intake import Options
from analytics.metrics.churn.churn import churn
from analytics.workspace import Scope
from tests.exports import day, store_of_files

STRIPE = """id,Customer ID,Customer Name,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start Date (UTC),Trial End (UTC),Current Period End (UTC),Canceled At (UTC),Cancel At Period End,Ended At (UTC)
sub_1,cus_1,Alpha,pro,2,eur,year,1200.00,active,2025-01-10 10:00,2025-01-10 10:00,,2027-01-10 10:00,,false,
sub_2,cus_2,Beta,pro,1,eur,month,100.00,trialing,2026-06-20 10:00,2026-06-20 10:00,2026-07-04 10:00,2026-07-04 10:00,,false,
sub_3,cus_3,Gamma,pro,1,eur,month,100.00,canceled,2025-01-10 10:00,2025-01-10 10:00,,2026-02-10 10:00,2026-01-20 10:00,true,2026-02-10 10:00
sub_4,cus_4,Delta,pro,1,eur,month,100.00,active,2025-01-10 10:00,2025-01-10 10:00,,2026-07-10 10:00,2026-06-20 10:00,true,
sub_5,cus_5,Epsilon,pro,1,eur,month,100.00,past_due,2025-01-10 10:00,2025-01-10 10:00,,2026-06-10 10:00,,false,
"""
CHARGEBEE = """subscriptions.id,customers.id,customers.company,subscriptions.plan_id,subscriptions.plan_quantity,subscriptions.plan_amount,subscriptions.billing_period,subscriptions.billing_period_unit,subscriptions.currency_code,subscriptions.status,subscriptions.started_at,subscriptions.current_term_end,subscriptions.cancelled_at,subscriptions.pause_date
a,1,Alpha,pro,1,100,1,month,EUR,Active,2025-01-10,2026-07-10,,
b,2,Beta,pro,1,100,1,month,EUR,Cancelled,2025-01-10,2026-03-10,2026-03-10,
c,3,Gamma,pro,1,100,1,month,EUR,Non Renewing,2025-01-10,2026-08-10,2026-08-10,
d,4,Delta,pro,1,100,1,month,EUR,Paused,2025-01-10,2026-07-10,,2026-04-15
e,5,Epsilon,pro,1,100,1,month,EUR,In Trial,2026-06-20,2026-07-10,,
"""
RECURLY = """uuid,account_code,company,plan_code,plan_name,state,activated_at,canceled_at,expires_at,current_period_started_at,current_period_ends_at,unit_amount,quantity,currency,interval
a,1,Alpha,pro,Pro,active,2025-01-10,,,2026-06-10,2026-07-10,100.00,2,EUR,month
b,2,Beta,pro,Pro,canceled,2025-01-10,2026-06-01,2026-07-10,2026-06-10,2026-07-10,100.00,1,EUR,month
c,3,Gamma,pro,Pro,expired,2025-01-10,2026-02-01,2026-02-10,2026-01-10,2026-02-10,100.00,1,EUR,month
"""
CHARTMOGUL = """Customer name,Customer external ID,Subscription external ID,Plan name,Quantity,Currency,MRR,Subscription start date,Subscription end date
Alpha,1,s1,Pro,1,EUR,100.00,2025-01-10,
Beta,2,s2,Pro,1,EUR,50.00,2025-01-10,2026-02-01
Beta,2,s3,Pro,1,EUR,80.00,2026-02-01,
"""
HUBSPOT = """Record ID,Deal Name,Associated Company (Primary),Recurring revenue amount,Recurring revenue deal type,Close Date,Recurring revenue inactive date,Recurring revenue inactive reason,Deal Currency
1,Alpha new,Alpha,100,New business,2025-01-10,2026-01-10,Renewal,EUR
2,Alpha renewal,Alpha,120,Renewal,2026-01-10,,,EUR
3,Beta new,Beta,100,New business,2025-01-10,2026-03-10,Churned,EUR
"""
SALESFORCE = """Contract Number,Account Name,Contract Start Date,Contract End Date,Contract Term (months),Status
00000101,Alpha,2025-07-10,2026-07-09,12,Activated
00000102,Beta,2024-07-10,2025-07-09,12,Activated
00000103,Beta,2025-08-01,2026-07-31,12,Activated
00000104,Gamma,2024-07-10,2025-07-09,12,Expired
"""


@pytest.mark.parametrize(
    ("name", "content", "kind", "present", "left", "scheduled", "closing"),
    [
        pytest.param("subscriptions.csv", STRIPE, None, 3, 1, ["Delta"], 40000, id="Stripe"),
        pytest.param("Subscriptions.csv", CHARGEBEE, None, 3, 1, ["Gamma"], 20000, id="Chargebee"),
        pytest.param("subscriptions.csv", RECURLY, None, 2, 1, ["Beta"], 30000, id="Recurly"),
        pytest.param("subscriptions.csv", CHARTMOGUL, None, 2, 0, [], 18000, id="ChartMogul"),
        pytest.param("deals.csv", HUBSPOT, "subscriptions", 1, 1, [], 12000, id="HubSpot"),
        pytest.param("contracts.csv", SALESFORCE, None, 2, 1, [], 0, id="Salesforce"),
    ],
)  # fmt: skip
def test_what_each_program_tells(name, content, kind, present, left, scheduled, closing):
    store = store_of_files((name, content, Options(as_of=day("2026-06-30"), kind=kind)))
    result = churn(store, Scope())
    assert (result.present, result.left) == (present, left)
    assert result.scheduled["name"].tolist() == scheduled
    assert result.months["closing"].iloc[-1] == closing


def test_what_a_customer_list_and_a_billing_program_tell_is_joined_by_name():
    customers = (
        "Company,Segment,Customer Since,Churn Reason\nAlpha,Small,2025-01-10,\ngamma,Large,2025-01-10,Too expensive\n"
    )
    store = store_of_files(
        ("customers.csv", customers, Options(as_of=day("2026-06-30"), kind="customers")),
        ("subscriptions.csv", STRIPE, Options(as_of=day("2026-06-30"))),
    )
    result = churn(store, Scope())
    assert result.customers == 5
    by = result.groups[result.groups["by"] == "segment"].set_index("value")
    assert by["left"].to_dict() == {"Large": 1, "Small": 0}
    assert result.reasons[["kind", "reason"]].values.tolist() == [["avoidable", "Too expensive"]]
