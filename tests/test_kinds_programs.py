"""Lists of customers, subscriptions and leads as further programs write them: what each row says, by hand."""

from decimal import Decimal

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take


def read(content, name="export.csv", **options):
    taken = take(content.encode(), name, Options(**options))
    return taken.receipt, {table: rows.astype("object").where(rows.notna(), None) for table, rows in taken.tables.items()}  # fmt: skip


def told(rows, *fields):
    return [
        tuple(f"{each:%Y-%m-%d}" if hasattr(each, "strftime") else each for each in row)
        for row in rows[list(fields)].itertuples(index=False)
    ]


PAYS = ("customer_name", "plan", "status", "amount", "mrr", "quantity", "months_per_bill", "currency", "started_on")


@pytest.mark.parametrize(
    ("content", "crm", "expected"),
    [
        pytest.param(
            "plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,customer_oid,customer_name,customer_email,subscription_oid,subscription_started_at,subscription_canceled_at,subscription_quantity\n"
            "plan_1,SEO,USD,5000,month,3,customer_1,Acme,a@x.com,subscription_1,2025-03-31,,2\n",
            "baremetrics", [("Acme", "SEO", None, 50, None, 2, 3, "USD", "2025-03-31")], id="Baremetrics, in cents",
        ),
        pytest.param(
            "subscription_id,status,customer_id,customer_name,currency_code,created_at,started_at,next_billed_at,canceled_at,billing_cycle_interval,billing_cycle_frequency,product_name,unit_price,quantity\n"
            "sub_03,active,ctm_03,Gamma,USD,2025-03-05T10:00:00Z,2025-03-06T10:00:00Z,2026-03-05T10:00:00Z,,year,1,Gold,1200.00,1\n",
            "stripe", [("Gamma", "Gold", "active", 1200, None, 1, 12, "USD", "2025-03-06")], id="Paddle",
        ),
        pytest.param(
            "Subscription: ID,Subscription: Name,Subscription: Status,Subscription: Subscription Start Date,Subscription: Subscription End Date,Subscription: Cancelled Date,Account: Account Number,Account: Name,Account: Currency,Rate Plan Charge: MRR,Product Rate Plan: Name\n"
            "z2,A-S002,Cancelled,2025-02-05,2025-09-05,2025-09-05,A002,Beta,USD,50.00,Gold\n",
            "zuora", [("Beta", "Gold", "cancelled", None, 50, None, None, "USD", "2025-02-05")], id="Zuora",
        ),
        pytest.param(
            "CUSTOMER_UUID,CUSTOMER_EXTERNAL_IDS,CUSTOMER_NAME,CUSTOMER_SUBSCRIPTION_ID,BILLING_CONNECTOR_NAME,PLAN_NAME,QUANTITY,MRR,ARR,CURRENCY,INTERVAL_UNIT,INTERVAL_COUNT,START_DATE,END_DATE,STATUS\n"
            "cus_a,c1,Acme,sub_1,Main,Gold,2,10000,120000,USD,month,1,2025-01-05,,active\n",
            "chartmogul", [("Acme", "Gold", "active", None, 100, 2, 1, "USD", "2025-01-05")], id="ChartMogul, in cents",
        ),
        pytest.param(
            "customer_id,email,company,status,mrr,plans,created_on,activated_on,churned_on\nc2,b@x.com,Beta,churned_voluntary,0,Gold,2025-02-01,2025-02-05,2025-09-05\n",
            "generic", [("Beta", "Gold", "ended", None, None, None, None, None, "2025-02-05")], id="ProfitWell",
        ),
        pytest.param(
            "Numéro de contrat;Client;Offre;Montant HT;Périodicité;Date de début;Statut\n1001;Durand;Pro;1 200,00 €;Annuelle;05/01/2025;Actif\n",
            "generic", [("Durand", "Pro", "active", 1200, None, None, 12, "EUR", "2025-01-05")], id="French",
        ),
        pytest.param(
            "ID de suscripción;Cliente;Plan;Cuota mensual;Moneda;Fecha de alta;Fecha de baja;Estado\n1;Acme;Pro;100,00;EUR;25/01/2025;;Activa\n",
            "generic", [("Acme", "Pro", "active", None, 100, None, None, "EUR", "2025-01-25")], id="Spanish",
        ),
        pytest.param(
            "ID da assinatura;Cliente;Plano;Mensalidade;Data de início;Situação\n1;Acme;Pro;R$ 1.100,00;25/01/2025;Ativa\n",
            "generic", [("Acme", "Pro", "active", None, 1100, None, None, "BRL", "2025-01-25")], id="Portuguese",
        ),
    ],
)  # fmt: skip
def test_subscriptions(content, crm, expected):
    receipt, tables = read(content, kind="subscriptions")
    assert (receipt.crm, told(tables["subscriptions"], *PAYS)) == (crm, expected)
    assert read(content)[0].kind == "subscriptions"


IS = ("customer_id", "customer_name", "status", "recurring_amount", "currency", "region", "started_on")


@pytest.mark.parametrize(
    ("content", "crm", "expected"),
    [
        pytest.param(
            "customers.id,customers.first_name,customers.email,customers.company,customers.created_at,customers.billing_address_country,customers.preferred_currency_code,customers.mrr\n"
            "C1,Ann,a@x.com,Acme,2025-01-04 10:00:00,US,USD,100.00\nC2,Bob,b@x.com,,2025-08-04 10:00:00,GB,USD,100.00\n",
            "chargebee", [("C1", "Acme", None, 100, "USD", "US", "2025-01-04"), ("C2", "b@x.com", None, 100, "USD", "GB", "2025-08-04")], id="Chargebee",
        ),
        pytest.param(
            "account_code,account_email,account_company_name,account_has_billing_info,account_created_at,account_state,account_country\nA2,b@x.com,Beta,TRUE,2025-08-04 10:00:00 UTC,closed,GB\n",
            "recurly", [("A2", "Beta", "ended", None, None, "GB", "2025-08-04")], id="Recurly",
        ),
        pytest.param(
            'Customer ID,Name,Plans,Current MRR,Active,Customer Since,Country\nc1,Acme,Gold,"$1,100.00",Yes,2025-01-05,US\n',
            "generic", [("c1", "Acme", "active", 1100, "USD", "US", "2025-01-05")], id="Baremetrics",
        ),
        pytest.param(
            "客户编号,客户名称,合同开始日期,月费,币种,状态\n1,甲公司,2025-01-05,100,CNY,有效\n",
            "generic", [("1", "甲公司", "active", 100, "CNY", None, "2025-01-05")], id="Chinese",
        ),
        pytest.param(
            "Codice cliente;Nome cliente;Cliente dal;Canone mensile;Valuta;Stato\n7;Rossi;25/01/2025;100,00;EUR;Attivo\n",
            "generic", [("7", "Rossi", "active", 100, "EUR", None, "2025-01-25")], id="Italian",
        ),
    ],
)  # fmt: skip
def test_customers(content, crm, expected):
    receipt, tables = read(content)
    assert (receipt.crm, receipt.kind) == (crm, "customers")
    assert told(tables["customers"], *IS) == expected


COMPANIES = (
    "Record ID,Company name,Company owner,Create Date,Last Activity Date,Country/Region,Industry,Lifecycle Stage,Became a Customer Date\n"
    "12345678901,Acme,Ann,2025-01-05 10:00,2026-06-01 10:00,United States,SOFTWARE,Customer,2025-03-05 10:00\n"
    "12345678902,Beta,Bob,2025-02-05 10:00,2026-06-01 10:00,United Kingdom,MEDIA,Lead,\n"
)


def test_companies_are_no_leads():
    receipt, tables = read(COMPANIES, "all-companies.csv")
    assert receipt.kind == "customers"
    assert told(tables["customers"], "customer_id", "customer_name", "owner", "started_on") == [
        ("12345678901", "Acme", "Ann", "2025-03-05")
    ]
    assert [(each.row, each.why) for each in receipt.furniture] == [(3, "no customer yet, or none at all")]
    [question] = receipt.questions
    assert (question.field, question.choices) == ("kind", ["customers", "leads"])
    assert len(read(COMPANIES, kind="leads")[1]["leads"]) == 2


@pytest.mark.parametrize("headings", ["Lead ID,Company,Status,Created Date", "ID,Company,Lead Status,Created Date"])
def test_leads_without_a_person_are_leads(headings):
    assert read(f"{headings}\n1,Acme,New,2026-01-05\n2,Beta,New,2026-01-06\n")[0].kind == "leads"


def test_a_lead_that_became_a_customer_is_converted():
    content = "Record ID - Contact,First Name,Last Name,Create Date,Lifecycle Stage\n101,Ann,Lee,2025-01-05,Marketing Qualified Lead\n102,Bob,Ray,2025-02-05,Customer\n"
    assert told(read(content)[1]["leads"], "lead_name", "is_converted") == [("Ann Lee", False), ("Bob Ray", True)]


def test_pipedrives_organizations_are_called_companies():
    content = "Organization - Name,Organization - Label,Organization - People,Organization - Closed deals,Organization - Open deals,Organization - ID\nAcme,Customer,2,1,0,1\n"
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.hint.startswith("It seems to list companies (by Organization - People")


def test_a_trial_that_ended_never_began():
    content = "customer_id,company,status,mrr,activated_on,churned_on\nc4,Delta,churned_trial,0,,2025-06-15\n"
    assert told(read(content, kind="subscriptions")[1]["subscriptions"], "status", "mrr") == [
        ("incomplete", Decimal(0))
    ]
