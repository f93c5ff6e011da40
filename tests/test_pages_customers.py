"""The pages of customers, as a person uses them, without a browser."""

import json
import shutil
from datetime import date

import pytest

from analytics.__main__ import main
from analytics.intake import Options
from analytics.workspace import Workspace
from tests.app import app, on, part, plain, with_deals, words

SUBSCRIPTIONS = b"""Subscription ID,Customer ID,Customer Name,Plan,Interval,Amount,Quantity,Currency,Status,Started,Cancelled At,Ended At,Cancel Reason
1,a,Alpha ![x](http://example.invalid/x.png),Basic,month,100,1,EUR,Active,2025-01-10,,,
2,b,Beta,Basic,month,50,2,EUR,Cancelled,2025-01-10,2025-04-01,2025-05-10,Price
3,c,Gamma,Pro,year,1200,1,EUR,Active,2025-02-10,,,
4,c,Gamma,Pro,month,30,1,EUR,Active,2025-05-20,,,
5,d,Delta,Pro,month,20,1,EUR,Paused,2025-02-10,,2025-04-20,
6,e,Epsilon,Pro,month,40,1,EUR,Cancelled,2025-02-10,2025-06-01,2025-08-10,
"""
TENURE = b"Customer ID,Tenure,Contract,Monthly Charges,Churn\n" + b"".join(
    f"c{place},{place % 24 + 1},{'One year' if place % 2 else 'Monthly'},{20 + place},{'Yes' if place % 3 == 0 else 'No'}\n".encode()
    for place in range(60)
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("subscribed")
    (folder / "subscriptions.csv").write_bytes(SUBSCRIPTIONS)
    Workspace(folder / "default").import_file(folder / "subscriptions.csv", Options(as_of=date(2025, 6, 30)))
    return folder


@pytest.fixture
def subscribed(imported, home):
    shutil.copytree(imported / "default", home / "default")
    return home


def test_customers_alone_fill_their_pages(subscribed):
    test = on("customers/churn.py")
    text = plain(test)
    assert "In Jun 2025 **0 of 4 customers** left" in text
    assert "Alpha ![x](http" not in words(test)
    # four customers: no percentage is shown, and no pipeline is said to be empty on this page
    figures = {each.label: each.value for each in test.metric}
    assert figures["Customer churn"] == "–"
    part(test, "churn_part", "Reasons")
    figures = {each.label: each.value for each in test.metric}
    assert (figures["Avoidable"], figures["Pause, no churn"]) == ("1", "1")
    assert "There are no deals here yet" in words(on("pipeline/funnel.py"))


def test_the_start_leads_to_churn_where_only_customers_are(subscribed):
    assert "Which customers leave" in words(app().run())


def test_the_months_stand_in_the_table_and_add_up(subscribed):
    table = on("customers/churn.py", {"churn_part": ["By month"]}).dataframe[0].value
    opening = (
        table["opening_amount"]
        + table["new_amount"]
        + table["expansion_amount"]
        - table["contraction_amount"]
        - table["churn_amount"]
    )
    assert (opening == table["closing_amount"]).all()
    assert table["month"].tolist()[0] == "Jun 2025"
    assert table.set_index("month").loc["May 2025", "churn_amount"] == 100


def test_a_figure_opens_its_customers(subscribed):
    test = on("customers/churn.py", {"churn_part": ["By month"]})
    test.selectbox(key="churn_month").set_value(4).run()
    test.button(key="churn-churn").click().run()
    assert not test.exception
    assert "**1 customer**" in plain(test)
    assert test.dataframe[-1].value["name"].tolist() == ["Beta"]
    assert "please report this" not in words(test)


def test_every_button_opens_as_many_customers_as_it_says(subscribed):
    pages = [
        ("customers/churn.py", name)
        for name in ("By month", "Reasons", "Who leaves next", "How long they stay", "Cohorts", "Renewals", "Value")
    ]
    for page, name in [*pages, ("customers/delivery.py", None)]:
        test = on(page, {"churn_part": [name]} if name else None)
        keys = [
            each.key for each in test.button if str(each.key).startswith(("churn-", "delivery-")) and not each.disabled
        ]
        for key in keys:
            test.button(key=key).click().run()
            assert not test.exception
            assert "please report this" not in words(test), key


def test_filters_hold_for_customers(subscribed):
    test = on("customers/churn.py", {"product": ["Basic"]})
    assert "1 of 1 customer" in plain(test) or "0 of 1 customer" in plain(test)


def test_months_alone_show_a_curve_and_what_they_cannot_tell(home):
    (home / "customers.csv").write_bytes(TENURE)
    Workspace(home / "default").import_file(home / "customers.csv")
    test = on("customers/churn.py")
    assert "**20 of 60 customers** have left, 33.3%" in plain(test)
    assert "No whole month of payments is known" in words(part(test, "churn_part", "Value"))
    part(test, "churn_part", "How long they stay")
    test.selectbox(key="churn_by").set_value("plan").run()
    assert not test.exception


def test_deals_without_accounts_tell_of_no_customers(home):
    with_deals(home)
    assert "No file tells when customers began and left." in words(on("customers/churn.py"))


def test_margin_and_cost_unlock_the_value_of_a_customer(subscribed):
    assert "gross margin is not entered" in words(on("customers/churn.py", {"churn_part": ["Value"]}))
    test = on("data/setup.py")
    test.number_input(key="gross-margin").set_value(80.0).run()
    test.number_input(key="contract-months").set_value(24).run()
    test.button(key="save-setup").click().run()
    assert not test.exception
    terms = Workspace(subscribed / "default").settings().terms
    assert (terms.gross_margin, terms.contract_months) == (0.8, 24)
    assert "gross margin is not entered" not in words(on("customers/churn.py", {"churn_part": ["Value"]}))


def test_the_command_line_answers_alike(subscribed, capsys):
    assert main(["churn", "--workspace", str(subscribed / "default"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    may = next(each for each in document["movements"] if each["month"] == "2025-05")
    assert (may["opening"], may["expansion"], may["churn"], may["closing"]) == (340.0, 30.0, 100.0, 270.0)
    assert (may["customers"], may["lost"], may["logo_churn"]) == (5, 1, 0.2)
    assert {"cohorts", "survival", "median_months", "by_reason", "assumed_term_share"} <= document.keys()
    assert document["by_reason"][0] == {"kind": "avoidable", "reason": "Price", "customers": 1, "mrr": 100.0}
    assert main(["churn", "--workspace", str(subscribed / "default"), "--json", "--month", "2025-05"]) == 0
    assert [each["month"] for each in json.loads(capsys.readouterr().out)["movements"]] == ["2025-05"]
    assert main(["delivery", "--workspace", str(subscribed / "default"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["known"]["level"] == "not_possible"
