"""Delivery, on customers few enough to count by hand."""

import pandas as pd
import pytest

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.delivery.delivery import delivery
from analytics.metrics.delivery.steps import milestone_of
from analytics.workspace import Scope, Settings
from tests.exports import csv_of, day, store_of_files

CUSTOMERS = Options(as_of=day("2025-06-30"), kind="customers", currency="EUR")


def customer(name, started, handed="", begun="", live="", **more):
    return {
        "Customer ID": name, "Status": "Active", "Start Date": started, "End Date": "", "MRR": 100, "Hand-over": handed,
        "Implementation Started": begun, "Live": live,
    } | more  # fmt: skip


def customers(*rows):
    return store_of_files(("customers.csv", csv_of(rows), CUSTOMERS))


def step(result, name):
    return result.steps.set_index("step").loc[name]


@pytest.fixture(scope="module")
def five():
    """Five customers: three are live after 30, 40 and 50 days, one is in its implementation, one waits for the hand-over."""
    return customers(
        customer("a", "2025-01-01", "2025-01-06", "2025-01-11", "2025-01-31"),
        customer("b", "2025-01-01", "2025-01-07", "2025-01-11", "2025-02-10"),
        customer("c", "2025-01-01", "2025-01-08", "2025-01-11", "2025-02-20"),
        customer("d", "2025-01-01", "2025-01-09", "2025-01-11", MRR=700),
        customer("e", "2025-01-01", MRR=50),
    )


def test_each_step_counts_who_waits_for_as_long_as_they_have_waited(five):
    result = delivery(five, Scope())
    live = step(result, "won to live")
    # of five, 1/5, 2/5, 3/5 are live after 30, 40 and 50 days
    assert (live["n"], live["done"], live["waiting"], live["left"], live["median_days"]) == (5, 3, 2, 0, 50)
    assert pd.isna(live["p80_days"])
    handed = step(result, "won to handed_over")
    assert (handed["n"], handed["done"], handed["median_days"], handed["p80_days"]) == (5, 4, 7, 8)
    assert (step(result, "implementation to live")["n"], step(result, "implementation to live")["median_days"]) == (
        4,
        30,
    )


def test_who_waits_longer_than_four_of_five_is_stuck(five):
    stuck = delivery(five, Scope()).stuck
    # e has waited 180 days for a hand-over that four of five had within 8; d for going live, of which nobody knows a usual time yet
    assert stuck[["name", "waits_for", "days", "usual_days"]].values.tolist() == [["e", "handed_over", 180, 8]]
    assert stuck["cents"].tolist() == [5000]


@pytest.mark.parametrize("heading", ["Customer Success Manager", "CSM", "Account Manager", "Kundenbetreuer"])
def test_who_looks_after_a_stuck_customer_is_named_beside_who_sold_it(heading):
    days = {"a": "2025-01-06", "b": "2025-01-07", "c": "2025-01-08", "d": "2025-01-09", "e": ""}
    rows = [
        customer(name, "2025-01-01", handed, **{"Sold By": "Ann", heading: "Cleo"}) for name, handed in days.items()
    ]
    stuck = delivery(customers(*rows), Scope()).stuck
    assert stuck[["name", "owner", "success_owner"]].values.tolist() == [["e", "Ann", "Cleo"]]


def test_nothing_of_what_comes_later_is_known(five):
    result = delivery(five, Scope(as_of=day("2025-02-01")))
    live = step(result, "won to live")
    assert (live["done"], live["waiting"]) == (1, 4)


def test_who_left_waits_no_more():
    store = customers(
        customer("a", "2025-01-01", live="2025-01-31"),
        customer("b", "2025-01-01", **{"Status": "Churned", "End Date": "2025-01-20"}),
    )
    live = step(delivery(store, Scope()), "won to live")
    assert (live["n"], live["done"], live["waiting"], live["left"]) == (2, 1, 0, 1)


def test_days_in_the_wrong_order_are_left_out_and_said():
    result = delivery(
        customers(customer("a", "2025-02-01", "2025-01-01"), customer("b", "2025-02-01", "2025-02-05")), Scope()
    )
    assert step(result, "won to handed_over")["n"] == 1
    assert any("1 times a milestone lies before" in note for note in result.notes)


def test_promises_count_those_who_answered_and_are_old_enough():
    kept = [{"Promise Kept 6 Months": "yes", "Promise Kept 12 Months": ""}] * 17 + [
        {"Promise Kept 6 Months": "no", "Promise Kept 12 Months": ""}
    ] * 3
    rows = [customer(str(place), "2024-10-01", **each) for place, each in enumerate(kept)]
    rows += [customer("silent", "2024-10-01"), customer("young", "2025-05-01", **{"Promise Kept 6 Months": "yes"})]
    [row] = delivery(customers(*rows), Scope()).promises.to_dict("records")
    assert (row["months"], row["asked"], row["answered"], row["kept"], row["kept_rate"]) == (6, 21, 20, 17, 0.85)
    # Wilson's interval of 17 of 20
    assert (row["low"], row["high"]) == pytest.approx((0.6396, 0.9476), abs=0.00005)
    assert row["verdict"] == "open"


def test_stages_after_the_win_are_milestones_too():
    history = [
        {"Deal ID": "1", "From Stage": before, "To Stage": stage, "Changed At": at}
        for before, stage, at in (
            ("", "Proposal", "2025-01-01"), ("Proposal", "Won", "2025-02-01"), ("Won", "9. Hand-over", "2025-02-04"),
            ("9. Hand-over", "10. Implementation", "2025-02-10"), ("10. Implementation", "11. Live", "2025-03-10"), ("11. Live", "Upsell", "2025-05-01"),
        )
    ]  # fmt: skip
    deals = [
        {
            "Deal ID": "1",
            "Deal Name": "d",
            "Account": "a",
            "Stage": "Upsell",
            "Amount": 100,
            "Created Date": "2025-01-01",
            "Closed Date": "2025-02-01",
        }
    ]
    after = [Stage(name, "post_sale") for name in ("9. Hand-over", "10. Implementation", "11. Live", "Upsell")]
    store = store_of_files(
        ("deals.csv", csv_of(deals)), ("history.csv", csv_of(history)), options=Options(as_of=day("2025-06-30")),
        settings=Settings(pipelines={"Pipeline": (Stage("Proposal", "open"), Stage("Won", "won"), *after)}),
    )  # fmt: skip
    result = delivery(store, Scope())
    told = result.steps.set_index("step")["median_days"]
    assert told.drop("won to renewed", errors="ignore").to_dict() == {
        "lead to won": 31, "won to handed_over": 3, "handed_over to implementation": 6, "implementation to live": 28, "won to live": 37,
    }  # fmt: skip
    assert any("Upsell" in note for note in result.notes)


@pytest.mark.parametrize(
    ("stage", "milestone"),
    [("Übergabe an CS", "handed_over"), ("Onboarding", "implementation"), ("Go-Live", "live"), ("上线", "live"), ("Kick-off", "answered"), ("Invoice paid", None)],
)  # fmt: skip
def test_milestones_by_their_names(stage, milestone):
    assert milestone_of(stage) == milestone


def test_without_any_milestone_the_page_says_what_would_tell():
    result = delivery(customers({"Customer ID": "a", "Status": "Active", "Start Date": "2025-01-01"}), Scope())
    assert result.level == "not_possible"
    assert "hand-over" in result.unlock


def test_churn_by_how_the_deal_was_sold():
    rows = [customer(f"a{place}", "2025-01-30", Source="Ads") for place in range(10)]
    rows += [customer(f"b{place}", "2025-01-30", Source="Friends") for place in range(10)]
    rows += [customer("c", "2025-01-30", Source="Rare")]
    for place in range(5):
        rows[place] |= {"Status": "Churned", "End Date": "2025-03-30"}
    found = delivery(customers(*rows), Scope()).hazards.set_index("value")
    # ads: five left after 2 months, five stayed for 5: 5 in 35 months
    assert (found.loc["Ads", "left"], found.loc["Ads", "months"]) == (5, 35)
    assert found.loc["Ads", "per_month"] == pytest.approx(5 / 35)
    assert found.loc["Friends", "per_month"] == 0
    # everybody: 5 in 35 + 50 + 5 months
    assert found.loc["Ads", "times"] == pytest.approx((5 / 35) / (5 / 90))
    assert pd.isna(found.loc["Rare", "per_month"])


def test_the_steps_of_the_sample_add_up(sample_store):
    steps = delivery(sample_store, Scope()).steps
    assert (steps["n"] == steps["done"] + steps["waiting"] + steps["left"]).all()
    assert steps["left"].max() > 0
