"""What files can tell: every need is known, every lack has a way out, and no figure claims what the files do not hold."""

from datetime import date

import pytest

from analytics.intake import Options
from analytics.metrics.capabilities import _toml, capabilities, how_to_export, table
from analytics.metrics.churn.churn import churn
from analytics.metrics.conversion import conversion
from analytics.metrics.evidence import evidence
from analytics.workspace import Scope, crm_name
from tests.exports import csv_of, store_of, store_of_files

CRMS = ["hubspot", "salesforce", "pipedrive", "zoho", "odoo", "dynamics"]
FACTS = table()["facts"]


@pytest.mark.parametrize("figure", table()["figures"], ids=lambda each: each["name"])
def test_a_figure_needs_facts_that_are_known(figure):
    assert set(figure) <= {"metric", "name", "exact", "inferred"}
    assert set(figure["exact"]) | set(figure.get("inferred", [])) <= set(FACTS)


def test_every_lack_has_a_way_out():
    assert set(_toml("unlock.toml")["any"]) - {"name"} == set(FACTS)
    for crm in CRMS:
        texts = _toml("unlock.toml")[crm]
        assert set(texts) <= set(FACTS)
        # what most figures wait for is told for each of them
        assert {"stage_entries", "stage_history", "lost", "lost_stage", "earlier_values"} <= set(texts)
        assert how_to_export("stage_entries", (crm,)).startswith(crm_name(crm))


def levels(store) -> dict[str, str]:
    [found] = capabilities(store, Scope())
    return dict(zip(found.figures["figure"], found.figures["level"], strict=True))


def test_a_history_tells_more_than_the_current_stage():
    rows = [
        {
            "Deal ID": n,
            "Stage": stage,
            "Created Date": "2025-01-01",
            "Close Date": "2025-02-01",
            "Amount": 10,
            "Owner": "Ann",
        }
        for n, stage in enumerate(["Demo", "Offer", "Won", "Lost"])
    ]
    current = levels(store_of_files(("deals.csv", csv_of(rows))))
    history = levels(
        store_of(
            {
                "won": ["Qualified 2025-01-01", "Won 2025-02-01"],
                "lost": ["Qualified 2025-01-01", "Lost 2025-02-01"],
            }
        )
    )
    told = "Chance to move on from each stage"
    assert (current[told], history[told]) == ("not_possible", "exact")
    told = "Deals that reached each stage"
    assert (current[told], history[told]) == ("inferred", "exact")
    told = "Open and won deals and their amounts"
    assert (current[told], history[told]) == ("exact", "not_possible")


SOLD = "Deal ID,Deal Name,Company,Stage,Created Date,Close Date,Amount,Currency\n1,A,Acme,Won,2025-01-01,2025-02-01,1200,EUR\n2,B,Beta,Won,2025-01-01,2025-03-01,600,EUR\n"
LISTED = "Customer,Customer Since,Customer Until,{fee}\nAcme,2025-02-01,,{a}\nBeta,2025-03-01,2025-12-31,{b}\n"
ABO = "Customer,Plan,Start,Churn date,MRR\nAcme,pro,2025-02-01,,100\nBeta,pro,2025-03-01,2025-12-31,50\n"


@pytest.mark.parametrize(
    ("beside", "level"),
    [
        pytest.param([("customers.csv", LISTED.format(fee="Monthly fee", a=100, b=50))], "exact", id="customers with a fee"),
        pytest.param([("subs.csv", ABO)], "exact", id="subscriptions"),
        pytest.param([("customers.csv", LISTED.format(fee="Segment", a="Small", b="Large"))], "not_possible", id="customers without a fee"),
        pytest.param([], "inferred", id="won deals alone"),
    ],
)  # fmt: skip
def test_recurring_revenue_is_known_as_the_churn_page_knows_it(beside, level):
    as_of = date(2026, 6, 30)
    own = [(*each, Options(as_of=as_of, kind="customers" if each[0] == "customers.csv" else None)) for each in beside]
    store = store_of_files(("deals.csv", SOLD, Options(as_of=as_of)), *own)
    assert levels(store)["Recurring revenue and its movements"] == level
    found = churn(store, Scope())
    told = bool((found.months["opening"] > 0).any())
    assert (found.level if told else "not_possible") == level


def test_the_way_out_names_the_program(sample_store):
    hubspot, salesforce, pipedrive = capabilities(sample_store, Scope())
    assert [each.crm for each in (hubspot, salesforce, pipedrive)] == ["hubspot", "salesforce", "pipedrive"]
    assert "Date entered" not in "".join(hubspot.unlock["how"].where(hubspot.unlock["fact"] == "stage_entries", ""))
    first = pipedrive.unlock.iloc[0]
    assert first["fact"] == "stage_entries"
    assert "every week" in first["how"]


def test_what_is_not_possible_is_shown_nowhere(sample_store):
    """The map and the metrics agree."""
    result = conversion(sample_store, Scope())
    by_crm = {each.crm: each for each in capabilities(sample_store, Scope())}
    figures = by_crm["pipedrive"].figures.set_index("figure")["level"]
    assert figures["Chance to move on from each stage"] == "not_possible"
    assert list(result.impossible) == ["Nordics"]
    [nordics] = [each for each in evidence(sample_store, Scope()) if each.pipeline == "Nordics"]
    assert nordics.unlock.startswith("Pipedrive: ")
