"""Health: which open deals are flagged for what, on journeys small enough to count by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.health.dates import defaults, patterns
from analytics.metrics.health.health import FLAGS, health
from analytics.metrics.health.learned import signs_of
from analytics.metrics.health.words import one_in
from analytics.workspace import Scope
from benchmarks.stale import OPTIONS, SETTINGS, company, csv_of, named
from tests.exports import day, store_of, store_of_files

START = day("2024-01-01")


def on(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def winners(stays: range | list[int] = range(1, 21)) -> dict[str, list[str]]:
    """A deal won for each of these stays in Qualified; each then takes ten days for the rest."""
    return {
        f"won {n}": [f"Qualified {on(0)}", f"Proposal {on(n)}", f"Negotiation {on(n + 5)}", f"Won {on(n + 10)}"]
        for n in stays
    }


def flags_of(store, name: str, as_of: date) -> set[str]:
    deals = health(store, Scope(as_of=as_of)).deals.set_index("deal_id")
    return {flag for flag in FLAGS if deals.loc[name, flag]}


AS_OF = day("2025-06-30")
FILLED = {"Amount": 500, "Close Date": "2025-09-10", "Next Step": "Call", "Last Activity Date": "2025-06-28"}


def test_what_deals_are_flagged_for():
    cases = {
        # deal: (what is otherwise with it, what it is flagged for)
        "all is well": ({}, set()),
        "an amount of 0 is none": ({"Amount": 0}, {"no_amount"}),
        "no amount": ({"Amount": ""}, {"no_amount"}),
        "no close date": ({"Close Date": ""}, {"no_close_date"}),
        "closed yesterday, as was said": ({"Close Date": "2025-06-29"}, {"overdue"}),
        "closes today": ({"Close Date": "2025-06-30"}, set()),
        "no next step": ({"Next Step": ""}, {"no_next_step"}),
        "silent for 31 days": ({"Last Activity Date": "2025-05-30"}, {"silent"}),
        "silent for 30 days": ({"Last Activity Date": "2025-05-31"}, set()),
    }
    journeys = {name: ["Qualified 2025-05-01"] for name in cases}
    store = store_of(journeys, {name: FILLED | details for name, (details, _) in cases.items()})
    deals = health(store, Scope(as_of=AS_OF)).deals.set_index("deal_id")
    flagged = {name: {flag for flag in FLAGS if deals.loc[name, flag]} for name in cases}
    assert flagged == {name: expected for name, (_, expected) in cases.items()}


@pytest.mark.parametrize(
    ("with_amount", "expected"),
    [
        # of five deals in Proposal, four have one: expected there and later, not in Qualified
        (4, {"in Proposal", "in Negotiation"}),
        # three do not make it usual there; nor is it in any other stage, so it is expected in all
        (3, {"in Qualified", "in Proposal", "in Proposal too", "in Negotiation"}),
    ],
)
def test_an_amount_is_expected_from_the_stage_in_which_four_of_five_deals_have_one(with_amount, expected):
    lacking = ["in Proposal", "in Proposal too"][: 5 - with_amount]
    journeys = {
        name: ["Qualified 2025-05-01", "Proposal 2025-05-02"] for name in [*lacking, *map(str, range(with_amount))]
    }
    journeys |= {
        "in Qualified": ["Qualified 2025-05-01"], "in Negotiation": ["Qualified 2025-05-01", "Negotiation 2025-05-02"],
    }  # fmt: skip
    store = store_of(journeys, {name: {"Amount": 5 if name.isdigit() else ""} for name in journeys})
    deals = health(store, Scope(as_of=AS_OF)).deals
    assert set(deals.loc[deals["no_amount"], "deal_id"]) == expected


def test_a_field_left_empty_puts_no_money_at_risk():
    details = {
        "late": FILLED | {"Close Date": "2025-06-29", "Amount": 300},
        "late and without a next step": FILLED | {"Close Date": "2025-06-28", "Next Step": "", "Amount": 200},
        "without a next step": FILLED | {"Next Step": "", "Amount": 1000},
        "all is well": FILLED,
    }
    result = health(store_of({name: ["Qualified 2025-05-01"] for name in details}, details), Scope(as_of=AS_OF))
    assert result.at_risk["deal_id"].tolist() == ["late", "late and without a next step"]  # most money first
    assert (len(result.flagged), result.at_risk["reporting_amount"].sum()) == (3, 500)


def test_nobody_is_flagged_by_a_column_that_the_export_lacks_or_leaves_empty():
    journeys = {"a": ["Qualified 2025-01-01"], "b": ["Qualified 2025-01-01"]}
    counts = health(store_of(journeys), Scope(as_of=AS_OF)).counts
    assert counts == dict.fromkeys(FLAGS)  # none could be judged
    unused = store_of(journeys, {key: {"Next Step": "", "Amount": 5} for key in "ab"})
    counts = health(unused, Scope(as_of=AS_OF)).counts
    assert (counts["no_next_step"], counts["no_amount"]) == (None, 0)


def test_the_learned_age_is_the_day_by_which_four_of_five_won_deals_had_left():
    store = store_of(winners() | {"open": [f"Qualified {on(0)}"]})
    learned = health(store, Scope(as_of=AS_OF)).learned
    limits = learned.limits.set_index("position")
    assert limits["days"].to_dict() == {0: 16, 1: 5, 2: 5}  # 16 of the stays 1, 2 ... 20
    assert limits["won"].to_dict() == {0: 20, 1: 20, 2: 20}
    # the day before the last one is won there are nineteen
    assert health(store, Scope(as_of=START + timedelta(days=29))).learned.limits.empty


def test_a_segment_has_its_own_age_where_twenty_won_deals_tell_it():
    journeys = winners() | {f"slow {name}": steps for name, steps in winners(range(101, 121)).items()}
    details = {name: {"Segment": "Large" if name.startswith("slow") else "Small"} for name in journeys}
    journeys |= {name: ["Qualified 2025-06-01"] for name in ("large", "small", "other")}
    details |= {"large": {"Segment": "Large"}, "small": {"Segment": "Small"}, "other": {"Segment": "New"}}
    deals = health(store_of(journeys, details), Scope(as_of=AS_OF)).deals.set_index("deal_id")
    # 16 of 1 to 20; 16 of 101 to 120; 32 of all forty
    assert deals["limit_days"].to_dict() == {"large": 116, "small": 16, "other": 112}


def test_stale_is_said_where_age_foretells_and_only_there():
    """Of deals that stay long in Qualified none is won; in Proposal the winners are the slow ones."""
    journeys = {}
    for n in range(60):
        went = n * 7
        journeys[f"won {n}"] = [
            f"Qualified {on(went)}", f"Proposal {on(went + 10)}", f"Won {on(went + 60)}",
        ]  # fmt: skip
        journeys[f"given up {n}"] = [f"Qualified {on(went)}", f"Lost {on(went + 90)}"]
        journeys[f"refused {n}"] = [f"Qualified {on(went)}", f"Proposal {on(went + 9)}", f"Lost {on(went + 39)}"]
    as_of = START + timedelta(days=500)
    journeys |= {
        "long in Qualified": [f"Qualified {on(489)}"],
        "not so long": [f"Qualified {on(490)}"],
        "long in Proposal": [f"Qualified {on(430)}", f"Proposal {on(440)}"],
    }
    result = health(store_of(journeys), Scope(as_of=as_of))
    deals = result.deals.set_index("deal_id")
    assert result.learned.limits["days"].tolist() == [10, 50]
    assert result.learned.signs["foretells"].tolist() == [True, False]
    # the last one to be given up is still there after 87 days
    assert deals["stale"].to_dict() == {
        "long in Qualified": True, "not so long": False, "long in Proposal": False, "given up 59": True,
    }  # fmt: skip
    # the next quarter of a deal after ten days in Qualified: of 66 won and 60 given up
    assert deals.loc["long in Qualified", "why"].startswith(
        "11 days in Qualified, four of five won deals had left it by day 10; after 7 days 1 in 3 is won in the next quarter"
    )


@pytest.mark.parametrize(
    ("winners_leave", "ratio", "foretells"),
    [
        pytest.param(60, 1.1, False, id="won and lost deals stay alike"),
        pytest.param(11, 0, True, id="only lost deals stay"),
    ],
)
def test_stale_foretells_only_where_the_others_are_won_more_often(winners_leave, ratio, foretells):
    """560 deals, one a day, every other one won on day 70; the learned age is 10 days, and lost ones stay for 60."""
    entered = np.arange(560.0)
    is_won = entered % 2 == 0
    left = entered + np.where(is_won, winners_leave, 60)
    stays = pd.DataFrame({"entered": entered, "left_on": left, "won": np.where(is_won, entered + 70, np.nan)})
    limits = pd.DataFrame([("P", 0, None, 280, 10)], columns=["pipeline", "position", "segment", "won", "days"])
    [row] = signs_of([(("P", 0, None), stays)], limits, last=1000).to_dict("records")
    # looked at on day 909 and every 28 days before: of 28 deals 11 are seen in their first eleven days, 5 of these to be won
    assert (row["within"], row["within_won"]) == (220, 100)
    assert row["beyond"] == (560 if winners_leave == 60 else 280)
    assert row["beyond_won"] == (280 if winners_leave == 60 else 0)
    assert row["ratio"] == pytest.approx(ratio, abs=0.01)
    assert row["foretells"] is foretells


def test_older_than_any_winner_and_in_limbo():
    journeys = winners() | {
        "old": [f"Qualified {on(0)}", f"Negotiation {on(20)}"],
        "young": [f"Qualified {on(10)}", f"Negotiation {on(33)}"],
    }
    store = store_of(journeys)
    last = START + timedelta(days=38)  # the oldest winner was 30 days old; won deals left Negotiation by day 5
    assert flags_of(store, "old", last) == {"pregnant", "limbo"}
    assert flags_of(store, "young", last) == set()
    assert flags_of(store, "young", last + timedelta(days=1)) == {"limbo"}
    assert flags_of(store, "young", last + timedelta(days=2)) == {"limbo"}
    assert flags_of(store, "young", last + timedelta(days=3)) == {"limbo", "pregnant"}


def test_what_comes_later_changes_nothing_and_filters_teach_nothing():
    journeys = winners() | {"open": [f"Qualified {on(0)}"]}
    details = {name: {"Owner": "Ann"} for name in journeys} | {"open": {"Owner": "Ben"}}
    later = {"later": [f"Qualified {on(50)}", f"Won {on(99)}"]}
    as_of = START + timedelta(days=40)
    store = store_of(journeys, details)
    plain = health(store, Scope(as_of=as_of))
    more = health(store_of(journeys | later, details), Scope(as_of=as_of))
    assert more.deals.drop(columns="deal_key").equals(plain.deals.drop(columns="deal_key"))
    mine = health(store, Scope(as_of=as_of, owners=("Ben",)))
    assert mine.learned.limits.equals(plain.learned.limits)


def created_and_due(seed: int, deals: int = 400) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    created = pd.Timestamp("2025-01-01") + pd.to_timedelta(random.integers(0, 365, deals), "D")
    due = created + pd.to_timedelta(random.integers(0, 120, deals), "D")
    return pd.DataFrame({"crm": "hubspot", "created_on": created, "expected_close_on": due})


@pytest.mark.parametrize("seed", range(20))
def test_uniform_close_dates_are_no_pattern_and_planted_ones_are(seed):
    deals = created_and_due(seed)
    assert not patterns(deals)[["is_default", "is_heaped"]].any(axis=None)
    planted = deals.copy()
    planted.loc[::10, "expected_close_on"] = planted.loc[::10, "created_on"] + pd.offsets.MonthEnd(0)
    assert patterns(planted)["is_default"].all()
    heaped = deals.copy()
    heaped.loc[::8, "expected_close_on"] = heaped.loc[::8, "expected_close_on"] + pd.offsets.MonthEnd(0)
    assert patterns(heaped)["is_heaped"].all()


def test_who_always_writes_the_end_of_a_month_has_no_default():
    deals = created_and_due(1)
    deals["expected_close_on"] = deals["expected_close_on"] + pd.offsets.MonthEnd(0)
    [row] = patterns(deals).to_dict("records")
    assert (row["is_default"], row["is_heaped"]) == (False, True)


def test_learned_ages_find_more_later_losses_with_as_many_alarms():
    rows, moves = company(np.random.default_rng(1), 2000)
    store = store_of_files(
        ("deals.csv", csv_of(rows)), ("history.csv", csv_of(moves)), options=OPTIONS, settings=SETTINGS
    )
    found = named(store).pivot(index="alarms_of", columns="rule", values="found")
    assert (found["learned age"] >= found[["1.5 x mean", "30 days"]].max(axis=1)).all()
    assert found["learned age"].sum() > found["1.5 x mean"].sum()


def test_the_parts_add_up_on_the_sample(sample_store):
    result = health(sample_store, Scope())
    assert result.counts == {flag: int(result.deals[flag].sum()) for flag in FLAGS}
    assert (result.deals["flags"] == result.deals[list(FLAGS)].sum(axis=1)).all()
    assert ((result.deals["why"] != "") == (result.deals["flags"] > 0)).all()
    assert result.flagged["reporting_amount"].fillna(-1).is_monotonic_decreasing
    assert (result.fields["filled"] + result.fields["missing"].map(len) == result.fields["deals"]).all()
    # HubSpot's own default, planted in the sample
    assert result.patterns.set_index("crm")["is_default"].to_dict() == {
        "hubspot": True,
        "pipedrive": False,
        "salesforce": False,
    }


def test_chances_in_words():
    assert [one_in(each) for each in (1 / 12, 0.5, 0.8, 0, 0.004)] == [
        "1 in 12 is", "1 in 2 is", "8 in 10 are", "none is", "fewer than 1 in 200 are",
    ]  # fmt: skip


def test_no_open_deal():
    result = health(store_of({"won": ["Qualified 2025-01-01", "Won 2025-01-02"]}), Scope(as_of=AS_OF))
    assert result.deals.empty
    assert set(result.counts.values()) == {None}


def test_a_date_is_no_default_where_there_was_no_other_day():
    deals = pd.DataFrame({
        "crm": "hubspot",
        # on the last day of the month; a day before it; long before it, and not to close on the last day
        "created_on": pd.to_datetime(["2026-06-30", "2026-06-29", "2026-06-10"]),
        "expected_close_on": pd.to_datetime(["2026-06-30", "2026-06-30", "2026-06-29"]),
    })  # fmt: skip
    found = pd.DataFrame({"crm": ["hubspot"], "is_default": [True]})
    assert defaults(deals, found).tolist() == [False, True, False]
