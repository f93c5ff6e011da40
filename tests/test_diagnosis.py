"""Diagnosis on journeys small enough to count by hand."""

import pytest

from analytics.metrics.diagnosis import diagnose
from analytics.metrics.funnel import funnel
from analytics.metrics.reasons import reason_kind
from analytics.workspace import Scope
from tests.exports import day, store_of

END = Scope(as_of=day("2025-03-31"))


def lost_in(counts, reasons):
    """Deals that were lost in each stage (`won`: in none), those of Proposal with these reasons in turn."""
    path = ["Qualified 2025-01-01", "Proposal 2025-01-02", "Negotiation 2025-01-03", "Won 2025-01-04"]
    journeys, details = {}, {}
    for stage, count in counts.items():
        place = ["Qualified", "Proposal", "Negotiation", "won"].index(stage)
        for number in range(count):
            name = f"{stage} {number}"
            journeys[name] = path if stage == "won" else [*path[: place + 1], "Lost 2025-02-01"]
            details[name] = {"Lost Reason": reasons[number % len(reasons)] if stage == "Proposal" else ""}
    return store_of(journeys, details)


def test_the_stage_that_stands_out_and_what_speaks_for_which_hypothesis():
    store = lost_in({"Qualified": 10, "Proposal": 60, "Negotiation": 3, "won": 27}, ["Too expensive", "Competitor", ""])
    found = diagnose(funnel(store, END), "Pipeline")
    # 60 of 90 against 10 of 100 and 3 of 30 elsewhere
    assert (found.stage, found.lost, found.drop_off) == ("Proposal", 60, 60 / 90)
    assert found.elsewhere == 13 / 130
    assert 0.4 < found.low < 60 / 90 - 13 / 130 < found.high < 0.7
    assert found.without_reason == 20
    first = found.hypotheses[0]
    assert "price" in first.words
    assert (first.supporting, first.opposing) == ([("Too expensive", 20)], [("Competitor", 20)])


def test_where_all_stages_lose_alike_none_is_named():
    store = lost_in({"Qualified": 20, "Proposal": 16, "Negotiation": 13, "won": 51}, [""])
    assert diagnose(funnel(store, END), "Pipeline") is None


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("Too expensive", "price"), ("No budget", "no_budget"), ("Preis zu hoch", "price"), ("Lost to competitor", "competitor"),
        ("Missing feature", "product"), ("No decision", "no_decision"), ("Went dark", "no_response"), ("Bad timing", "timing"),
        ("Decision maker left", "person"), ("Closure of business", "other"), ("Keine Rückmeldung", "no_response"), ("", "none"), (None, "none"),
    ],
)  # fmt: skip
def test_what_a_lost_reason_speaks_of(reason, kind):
    assert reason_kind(reason) == kind
