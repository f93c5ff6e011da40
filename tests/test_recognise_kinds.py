"""Which kind of file a table is, and the tables of data warehouses."""

from pathlib import Path

import pytest

from analytics.intake.reader import read_table
from analytics.intake.recognise import is_known, recognise
from tests.recognised import SEEDS, cells, named

# kinds

KINDS = {
    "customers": ["Customer ID", "Customer Name", "Segment", "Deal ID", "Status", "Start Date", "End Date", "Churn Reason", "Hand-over", "Live"],
    "subscriptions": ["Subscription ID", "Customer ID", "Customer Name", "Plan", "Interval", "Amount", "Quantity", "Currency", "Status", "Started", "Cancelled At", "Ended At"],
    "targets": ["Team", "Owner", "Quarter", "Target", "Currency"],
    "forecasts": ["Quarter", "Submitted On", "Submitted By", "Team", "Forecast", "Currency"],
    "leads": ["Lead ID", "First Name", "Last Name", "Company / Account", "Email", "Lead Source", "Lead Status", "Lead Owner", "Create Date", "Converted"],
    "deals": ["Deal ID", "Deal Name", "Stage", "Amount", "Created Date", "Close Date", "Customer ID", "Customer Name", "Lead Source"],
    "history": ["Deal", "From", "From Date", "To", "To Date", "Duration"],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_the_one_whose_fields_fit(kind):
    found = recognise(KINDS[kind], "t.csv")
    assert (found.kind, found.questions) == (kind, [])


@pytest.mark.parametrize(
    ("headings", "crm", "kind", "fields"),
    [
        # Stripe's dashboard
        (["id", "Customer ID", "Customer Email", "Customer Name", "Plan", "Quantity", "Currency", "Interval", "Amount", "Status", "Created (UTC)", "Start Date (UTC)", "Current Period End (UTC)", "Trial End (UTC)", "Canceled At (UTC)", "Ended At (UTC)", "Cancellation Reason"], "stripe", "subscriptions",
         {"subscription_id": "id", "started_on": "Start Date (UTC)", "cancelled_on": "Canceled At (UTC)", "ended_on": "Ended At (UTC)", "period_ends_on": "Current Period End (UTC)"}),
        # Chargebee: the end may lie ahead
        (["subscriptions.id", "subscriptions.plan_id", "subscriptions.plan_quantity", "subscriptions.status", "subscriptions.started_at", "subscriptions.current_term_end", "subscriptions.cancelled_at", "customers.id"], "chargebee", "subscriptions",
         {"subscription_id": "subscriptions.id", "customer_id": "customers.id", "started_on": "subscriptions.started_at"}),
        (["customer_id", "subscription_id", "reporting_month", "status", "status_previous", "mrr_billing_currency", "mrr_previous_billing_currency", "exchange_rate"], "chargebee", "subscriptions",
         {"reporting_month": "reporting_month", "mrr": "mrr_billing_currency"}),
        (["uuid", "account_code", "email", "plan_code", "state", "activated_at", "canceled_at", "expires_at", "unit_amount", "quantity", "currency"], "recurly", "subscriptions",
         {"subscription_id": "uuid", "cancelled_on": "canceled_at", "ended_on": "expires_at", "started_on": "activated_at", "status": "state"}),
        (["Name", "Email", "Company", "Country", "State", "City", "Zip", "External ID", "Lead created at", "Free trial started at"], "chartmogul", "customers",
         {"customer_id": "External ID", "customer_name": "Company"}),
        # Salesforce's contracts report
        (["Contract Number", "Account Name", "Contract Start Date", "Contract End Date", "Contract Term (months)", "Status", "Owner Expiration Notice"], "salesforce", "subscriptions",
         {"subscription_id": "Contract Number", "started_on": "Contract Start Date", "ended_on": "Contract End Date"}),
        # HubSpot's revenue analytics
        (["Record ID", "Deal Name", "Close Date", "Associated Company (Primary)", "Recurring revenue amount", "Recurring revenue deal type", "Recurring revenue inactive date", "Recurring revenue inactive reason"], "hubspot", "subscriptions",
         {"mrr": "Recurring revenue amount", "movement": "Recurring revenue deal type", "ended_on": "Recurring revenue inactive date"}),
        # the telecom customers that statisticians use
        (["customerID", "gender", "tenure", "Contract", "MonthlyCharges", "TotalCharges", "Churn"], "generic", "customers",
         {"customer_id": "customerID", "tenure_months": "tenure", "is_churned": "Churn", "plan": "Contract", "recurring_amount": "MonthlyCharges"}),
        # histories
        (["Opportunity Name", "Opportunity ID", "From Stage", "To Stage", "Stage Duration", "Last Modified", "Last Modified By", "Amount", "Probability (%)", "Close Date", "Stage", "Created Date"], "salesforce", "history",
         {"from_stage": "From Stage", "to_stage": "To Stage", "changed_at": "Last Modified"}),
        (["Nome da oportunidade", "ID da oportunidade", "Campo/Compromisso", "Valor antigo", "Novo valor", "Data de edição", "Editado por"], "salesforce", "history",
         {"changed_field": "Campo/Compromisso", "from_stage": "Valor antigo", "to_stage": "Novo valor", "changed_at": "Data de edição"}),
        (["Field", "Old Value", "New Value", "Changed By", "Change Date", "Opportunity Name"], "generic", "history",
         {"changed_field": "Field", "to_stage": "New Value", "changed_at": "Change Date"}),
        (["Deal Name", "Record Id", "Stage", "Duration", "Modified Time", "Modified By", "Moved To", "Deal Owner.id"], "zoho", "history",
         {"stage": "Stage", "to_stage": "Moved To", "changed_at": "Modified Time", "duration": "Duration"}),
        (["Deal", "From", "From Date", "To", "To Date", "Duration"], "generic", "history",
         {"from_stage": "From", "to_stage": "To", "entered_at": "From Date", "left_at": "To Date"}),
        # a warehouse's ranges of validity: the day of creation is that of the deal
        (["id", "name", "stage_name", "created_date", "forecast_category_name", "_fivetran_start", "_fivetran_end"], "salesforce", "history",
         {"stage": "stage_name", "entered_at": "_fivetran_start", "left_at": "_fivetran_end"}),
        (["Deal ID", "From Stage", "To Stage", "Changed At"], "generic", "history",
         {"deal_id": "Deal ID", "from_stage": "From Stage", "to_stage": "To Stage", "changed_at": "Changed At"}),
    ],
)  # fmt: skip
def test_further_programs_and_kinds(headings, crm, kind, fields):
    found = recognise(headings, "t.csv")
    assert (found.crm, found.kind) == (crm, kind)
    assert fields.items() <= named(headings, found).items()
    assert not {"left_at", "changed_at"} <= set(found.mapping)
    assert "stage" not in found.mapping or "from_stage" not in found.mapping or "changed_field" in found.mapping


VALUES = ["OpportunityId", "StageName", "Amount", "CloseDate", "CreatedDate"]


def test_a_stage_and_its_time_is_a_history_where_deals_have_several_times():
    ids = ["006A000001AbCdE", "006A000001AbCdF"]
    changes = [[ids[0], "Demo", "5", "2025-03-01", "2025-01-01"], [ids[0], "Offer", "5", "2025-03-01", "2025-01-09"], [ids[1], "Demo", "5", "2025-03-01", "2025-01-02"]]  # fmt: skip
    found = recognise(VALUES, "t.csv", cells(*changes))
    assert (found.crm, found.kind) == ("salesforce", "history")
    assert named(VALUES, found) | {"stage": "StageName", "changed_at": "CreatedDate"} == named(VALUES, found)
    # lines of one deal have one day of creation
    lines = [changes[0], [*changes[1][:4], "2025-01-01"], changes[2]]
    assert recognise(VALUES, "t.csv", cells(*lines)).kind == "deals"
    slip = [*lines, [*changes[0][:4], "2025-02-01"], changes[0], changes[0]]
    assert recognise(VALUES, "t.csv", cells(*slip)).kind == "deals"


def test_without_ids_a_few_equal_names_make_no_history():
    headings = ["Deal Name", "Stage", "Modified Time"]
    rows = [["Robots", "Demo", "2025-01-01"], ["Robots", "Offer", "2025-01-09"], ["Cells", "Demo", "2025-01-02"]]
    assert recognise(headings, "t.csv", cells(*rows)).kind == "deals"
    again = [["Robots", "Won", "2025-02-01"], ["Cells", "Offer", "2025-01-05"]]
    assert recognise(headings, "t.csv", cells(*rows, *again)).kind == "history"


def test_two_kinds_that_fit_alike_are_a_question():
    headings = ["Name", "Company", "Owner", "Status", "Source", "Created"]
    found = recognise(headings, "new leads.csv")
    [question] = found.questions
    assert (question.field, set(question.choices), question.assumed) == ("kind", {"deals", "leads"}, "leads")
    assert not recognise(headings, "new leads.csv", kind="deals").questions


@pytest.mark.parametrize(
    "headings",
    [
        ["id", "name", "created_at", "email"],
        ["id", "amount", "currency", "interval", "created"],
        ["Name", "Phone", "City"],
    ],
)
def test_a_list_of_other_things_is_taken_for_nothing_else_than_deals_without_a_stage(headings):
    found = recognise(headings, "t.csv")
    assert found.kind == "deals"
    assert not {"stage", "status"} & set(found.mapping)


# real tables

SEED_FIELDS = {
    "hubspot/deal_data.csv": ("hubspot", "deals", {"deal_id": "deal_id", "stage": "deal_pipeline_stage_id", "pipeline": "deal_pipeline_id", "name": "property_dealname", "amount": "property_amount", "created_on": "property_createdate", "closed_on": "property_closedate", "owner": "owner_id"}),
    "hubspot/deal_stage_data.csv": ("hubspot", "history", {"deal_id": "deal_id", "stage": "value", "entered_at": "date_entered", "left_at": "_fivetran_end"}),
    "hubspot/deal_property_history_data.csv": ("hubspot", "history", {"deal_id": "deal_id", "changed_field": "name", "to_stage": "value", "changed_at": "timestamp"}),
    "salesforce/sf_opportunity_data.csv": ("salesforce", "deals", {"deal_id": "id", "name": "name", "stage": "stage_name", "amount": "amount", "weighted_amount": "expected_revenue", "is_won": "is_won", "is_closed": "is_closed", "probability": "probability", "created_on": "created_date", "closed_on": "close_date", "source": "lead_source"}),
    "salesforce/sf_opportunity_history_data.csv": ("salesforce", "history", {"deal_id": "id", "stage": "stage_name", "entered_at": "_fivetran_start", "left_at": "_fivetran_end"}),
    "stripe/subscription_data.csv": ("stripe", "subscriptions", {"subscription_id": "id", "customer_id": "customer_id", "started_on": "start_date", "cancelled_on": "canceled_at", "ended_on": "ended_at", "cancels_on": "cancel_at", "cancels_at_period_end": "cancel_at_period_end"}),
    "stripe/customer_data.csv": ("stripe", "customers", {"customer_id": "id", "customer_name": "name", "started_on": "created"}),
}  # fmt: skip


@pytest.mark.skipif(not SEEDS.exists(), reason="the real files are not here")
@pytest.mark.parametrize("path", SEED_FIELDS)
def test_tables_of_data_warehouses(path):
    crm, kind, fields = SEED_FIELDS[path]
    raw = read_table((SEEDS / path).read_bytes(), path, known=is_known)
    found = recognise(raw.headings, Path(path).name, raw.cells)
    assert (found.crm, found.kind) == (crm, kind)
    assert fields.items() <= named(raw.headings, found).items()


def test_the_state_in_an_address_is_no_status():
    headings = [
        "Name",
        "Email",
        "Company",
        "Country",
        "State",
        "City",
        "Zip",
        "External ID",
        "Lead created at",
        "Free trial started at",
    ]
    found = recognise(headings, "chartmogul-customers.csv", kind="customers")
    assert found.crm == "chartmogul"
    assert "status" not in found.mapping
