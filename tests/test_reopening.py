"""Deals that were closed and opened again: soon after it, the closing is undone; much later, it is a new deal."""

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.intake.stages import Stage
from analytics.metrics.detours import detours
from analytics.metrics.funnel import funnel
from analytics.metrics.overview import overview
from analytics.metrics.velocity import velocity
from analytics.workspace import Scope
from tests.exports import STAGES, csv_of, day, store_of, store_of_files
from tests.test_conversion import DONE

END = Scope(as_of=day("2025-12-31"))
CLOSED = day("2025-01-11")


def again(days: int, **more):
    """Lost on 11 January, opened again so many days later and won two days after that."""
    opened = CLOSED + timedelta(days=days)
    steps = ["Qualified 2025-01-01", f"Lost {CLOSED}", f"Proposal {opened}", f"Won {opened + timedelta(days=2)}"]
    return store_of({"deal": steps}, {"deal": {"Amount": 100, "Lost Reason": "Price"}}, **more)


@pytest.mark.parametrize(
    ("days", "limit", "deals", "won", "lost"),
    [(1, 90, 1, 1, 0), (90, 90, 1, 1, 0), (91, 90, 2, 1, 1), (91, 120, 1, 1, 0), (1, 0, 2, 1, 1)],
    ids=["the next day", "on the last day", "a day too late", "within a longer time", "never the same deal"],
)
def test_when_it_is_the_same_deal(days, limit, deals, won, lost):
    store = again(days, reopen_days=limit)
    found, counted = overview(store, END), detours(store, END)
    assert (found.deals, found.won, found.lost, found.won_amount) == (deals, won, lost, 100)
    assert found.win_backs == deals - 1
    assert len(counted.keys("reopened")) == (deals == 1)
    assert len(counted.keys("win_back")) == (deals == 2)
    assert counted.revived() == {"open": 0, "won": 1, "lost": 0}


def test_a_win_back_is_a_deal_of_its_own_from_the_day_it_was_opened():
    deals = again(100).engine.table("deals").set_index("status")
    assert deals["deal_id"].tolist() == ["deal", "deal"]
    assert deals.loc["lost", ["created_on", "closed_on"]].astype(str).tolist() == ["2025-01-01", "2025-01-11"]
    assert deals.loc["won", ["created_on", "closed_on"]].astype(str).tolist() == ["2025-04-21", "2025-04-23"]
    assert deals.loc["lost", "lost_reason"] == "Price"
    [pair] = again(100).engine.table("win_backs").to_dict("records")
    assert (pair["former_key"], pair["deal_key"]) == (deals.loc["lost", "deal_key"], deals.loc["won", "deal_key"])


def test_the_paused_time_is_in_no_stage():
    store = store_of(
        {"deal": ["Qualified 2025-01-01", "Lost 2025-01-11", "Qualified 2025-02-20", "Proposal 2025-02-25"]}
    )
    stages = velocity(store, END).stages.set_index("stage")
    # ten days and five, the forty between them in none
    assert stages.loc["Qualified", "median_days"] == 15


@pytest.mark.parametrize(("days", "lost"), [(40, 0), (100, 1)])
def test_before_it_was_opened_again_it_was_lost(days, lost):
    store = again(days)
    then = overview(store, Scope(as_of=day("2025-02-01")))
    assert (then.deals, then.lost, then.won) == (1, 1, 0)
    assert overview(store, END).lost == lost


def test_closing_stages_in_a_row_are_one_closing():
    """Lost for 80 days, then won by mistake for 20: closed for 100 days."""
    store = store_of({"deal": ["Qualified 2025-01-01", "Lost 2025-01-11", "Won 2025-04-01", "Proposal 2025-04-21"]})
    found = overview(store, END)
    assert (found.open, found.won, found.lost) == (1, 1, 0)


def test_what_comes_after_a_sale_opens_no_deal_again():
    """Lost in January, won back in June, delivered by October: two deals, and the second stays won."""
    stages = [
        ("Qualified", "open"),
        ("Won", "won"),
        ("Onboarding", "post_sale"),
        ("Live", "post_sale"),
        ("Lost", "lost"),
    ]
    store = store_of(
        {
            "deal": [
                "Qualified 2025-01-01", "Lost 2025-01-11", "Qualified 2025-06-01", "Won 2025-06-10", "Onboarding 2025-06-20",
                "Live 2025-10-10",
            ]
        },
        stages=[Stage(*each) for each in stages],
    )  # fmt: skip
    found = overview(store, END)
    assert (found.deals, found.won, found.lost) == (2, 1, 1)
    stays = store.engine.table("stage_visits").sort_values(["deal_key", "visit"])
    # the closed deal has a key of its own, behind that of all others
    assert stays.groupby("deal_key")["stage"].agg(list).tolist() == [
        ["Qualified", "Won", "Onboarding", "Live"],
        ["Qualified", "Lost"],
    ]


def test_several_win_backs_of_one_deal():
    steps = [
        "Qualified 2025-01-01",
        "Lost 2025-01-05",
        "Qualified 2025-06-01",
        "Lost 2025-06-05",
        "Qualified 2025-12-01",
    ]
    store = store_of({"deal": steps})
    found = overview(store, END)
    assert (found.deals, found.open, found.lost) == (3, 1, 2)
    assert len(detours(store, END).keys("win_back")) == 2
    assert funnel(store, END).stages["reached"].tolist() == [3, 0, 0]


def test_of_a_win_back_in_another_file_only_what_is_told_counts():
    """A deals export that merely finds the deal open again does not say since when: the closing is undone."""
    deals = csv_of([{"Deal ID": 1, "Stage": "Proposal", "Created Date": "2025-01-01"}])
    history = csv_of([
        {"Deal ID": 1, "From Stage": "", "To Stage": "Proposal", "Changed At": "2025-01-01"},
        {"Deal ID": 1, "From Stage": "Proposal", "To Stage": "Lost", "Changed At": "2025-01-11"},
    ])  # fmt: skip
    found = overview(store_of_files(("deals.csv", deals), ("history.csv", history)), Scope())
    assert (found.deals, found.lost) == (1, 0)


moves = st.lists(st.tuples(st.sampled_from([*STAGES, "Won", "Lost"]), st.integers(1, 150)), min_size=2, max_size=5)


@given(st.lists(moves, min_size=1, max_size=5), st.integers(1, 500))
@settings(max_examples=8)
@example([[("Lost", 109), ("Won", 149), ("Qualified", 52)]], 300)  # won after it was lost, then opened again
@example([[("Lost", 109), ("Won", 10), ("Qualified", 120)]], 200)
def test_what_happens_later_changes_no_figure(journeys, days):
    """Also where a deal is opened again long after the day that is asked for."""
    until = day("2024-01-02") + timedelta(days=days)
    whole, cut = dict(DONE), dict(DONE)
    for number, steps in enumerate(journeys):
        at = day("2024-01-02")
        whole[str(number)] = [f"Qualified {at}"]
        for stage, wait in steps:
            at += timedelta(days=wait)
            whole[str(number)].append(f"{stage} {at}")
        cut[str(number)] = [step for step in whole[str(number)] if day(step.split()[1]) <= until]
    scope = Scope(as_of=until)
    one, other = (store_of(each) for each in (whole, cut))
    assert overview(one, scope) == overview(other, scope)
    assert funnel(one, scope).stages.equals(funnel(other, scope).stages)
