"""Conversion, against the published vectors of the estimator and journeys small enough to count by hand."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analytics.metrics.conversion import conversion, conversion_deals
from analytics.metrics.conversion_cohorts import changed
from analytics.metrics.detours import KINDS
from analytics.metrics.funnel import funnel
from analytics.workspace import Scope
from tests.exports import STAGES, day, store_of

LAST = day("2025-03-31")
END = Scope(as_of=LAST)
# an export without any lost deal would tell no conversion
DONE = {"lost": ["Qualified 2024-01-01", "Proposal 2024-01-02", "Lost 2024-01-04"]}


def waiting(durations, causes):
    """Journeys of deals that left Qualified after so many days: 1 moved on, 2 lost, 0 still there on the last day."""
    journeys = {}
    for number, (days, cause) in enumerate(zip(durations, causes, strict=True)):
        entered = LAST - timedelta(days=days if cause == 0 else days + 40)
        left = entered + timedelta(days=days)
        step = {0: [], 1: [f"Proposal {left}"], 2: [f"Lost {left}"]}[cause]
        journeys[f"deal {number}"] = [f"Qualified {entered}", *step]
    return journeys


@pytest.mark.parametrize(
    ("days", "moved", "lost", "still"),
    # the vector of eight cases: n 8, 6, 4, 1 at t 1, 2, 3, 5
    [(1, 0.125, 0.125, 0.75), (2, 0.25, 0.125, 0.625), (4, 0.40625, 0.28125, 0.3125), (5, 0.71875, 0.28125, 0)],
)
def test_open_deals_count_for_as_long_as_they_were_watched(days, moved, lost, still):
    store = store_of(waiting([1, 1, 2, 2, 3, 3, 4, 5], [1, 2, 0, 1, 2, 1, 0, 1]))
    row = conversion(store, END, days).stages.iloc[0]
    assert (row.entered, row.advanced, row.lost, row.open) == (8, 4, 2, 2)
    assert (row.conversion, row.lost_share, row.still_open) == pytest.approx((moved, lost, still), abs=1e-12)
    assert (row.naive, row.decided) == (4 / 8, 4 / 6)
    assert row.shown == "counts"  # eight deals are too few for a percentage


def test_every_stage_has_the_horizon_by_which_nearly_all_deals_left_it():
    # twenty deals leave after 40 days, one of twenty-one after 100: 95 % have left by day 40
    store = store_of(waiting([40] * 20 + [100], [1] * 10 + [2] * 10 + [1]))
    row = conversion(store, END).stages.iloc[0]
    assert row.days == 40
    assert row.conversion == pytest.approx(10 / 21)
    # all were watched to the end, so the interval is Wilson's of 10 of 21
    assert (row.n_eff, row.low, row.high) == pytest.approx((21, 0.2834, 0.6763), abs=1e-4)


@pytest.mark.parametrize(
    ("deals", "shown"), [(9, "counts"), (10, "unsure"), (29, "unsure"), (30, "unsure"), (60, "plain")]
)
def test_few_deals_show_no_percentage(deals, shown):
    """At one half of 30 deals the interval is still 16.8 points wide either way, at 60 it is 12.3 (Wilson)."""
    store = store_of(waiting([5] * deals, [1, 2] * (deals // 2) + [1] * (deals % 2)))
    assert conversion(store, END).stages.iloc[0].shown == shown


def test_a_skipped_stage_is_passed_in_no_time_and_going_back_undoes_nothing():
    store = store_of(
        {
            "skips": ["Qualified 2025-01-01", "Negotiation 2025-01-11"],
            "goes back": ["Qualified 2025-01-01", "Proposal 2025-01-06", "Qualified 2025-01-20", "Lost 2025-02-01"],
            "opened again": ["Qualified 2025-01-01", "Lost 2025-01-05", "Proposal 2025-01-21"],
        }
    )
    result = conversion(store, END)
    expected = pd.DataFrame(
        [
            # stage       entered advanced lost open
            ("Qualified",      3,       3,   0,   0),
            ("Proposal",       3,       1,   1,   1),  # the one that skipped it; the one that went back is lost beyond it
            ("Negotiation",    1,       0,   0,   1),
        ],
        columns=["stage", "entered", "advanced", "lost", "open"],
    )  # fmt: skip
    assert_frame_equal(result.stages[expected.columns], expected, check_dtype=False)
    found = {kind: len(result.detours.keys(kind)) for kind in KINDS}
    assert found == {"skipped": 1, "moved_back": 1, "entered_again": 1, "reopened": 1, "win_back": 0}
    moves = result.moves.set_index(["from_stage", "to_stage"])["deals"].to_dict()
    assert moves == {
        ("Qualified", "Proposal"): 1, ("Qualified", "Negotiation"): 1, ("Qualified", "Lost"): 2,
        ("Proposal", "Qualified"): 1, ("Lost", "Proposal"): 1,
    }  # fmt: skip


def test_the_share_that_moves_back_is_of_stays():
    """Of three stays in Proposal one ended after 5 days in a move back, one after 10 in a loss, one has lasted 3 days."""
    store = store_of(
        DONE
        | {
            "back": ["Qualified 2025-01-01", "Proposal 2025-01-06", "Qualified 2025-01-11", "Lost 2025-02-01"],
            "late": ["Proposal 2025-02-01", "Lost 2025-02-11"],
            "waits": ["Proposal 2025-03-28"],
        }
    )
    stages = conversion(store, END, 8).stages.set_index("stage")
    # the stay of DONE ended after 2 days, before the move back: 3/4 are left, then one of two moves back
    assert stages.loc["Proposal", "moved_back_share"] == pytest.approx(3 / 4 * 1 / 2)
    assert stages.loc["Qualified", "moved_back_share"] == 0


def test_one_date_for_each_stage_thins_out_no_moves_back(sample_store):
    """HubSpot tells the latest entries alone: its deals hide their moves back, so only those of Salesforce's history count."""
    both, alone = (
        conversion(sample_store, scope, 60).stages.set_index(["pipeline", "stage"])["moved_back_share"]
        for scope in (Scope(), Scope(teams=("Americas",)))
    )
    assert both["Sales Pipeline"]["Discovery"] > 0
    assert both["Sales Pipeline"].to_dict() == pytest.approx(alone["Sales Pipeline"].to_dict())
    assert both["Renewals Pipeline"].isna().all()


def test_the_deals_behind_a_stage_are_as_many_as_it_says(sample_store):
    stages = conversion(sample_store, Scope()).stages
    for row in stages.itertuples():
        found = conversion_deals(sample_store, Scope(), row.pipeline, row.position)
        assert {name: len(keys) for name, keys in found.items()} == {
            "entered": row.entered, "advanced": row.advanced, "open": row.open, "lost": row.lost,
        }  # fmt: skip


def test_a_change_is_one_where_chance_does_not_explain_it():
    """A hundred deals a month: of the three months before, 50 each moved on, of the last three that are old enough 30 or 48."""

    def share(recent):
        rows = [("P", 0, month, 100, advanced, 100) for month, advanced in enumerate([50] * 3 + [recent] * 3)]
        rows.append(("P", 0, 6, 100, 5, 40))  # too young to tell
        cohorts = pd.DataFrame(rows, columns=["pipeline", "position", "month", "entered", "advanced", "watched"])
        return changed(pd.DataFrame({"pipeline": ["P"], "position": [0]}), cohorts).iloc[0]

    # 150 and 90 of 300: Newcombe's interval of the difference is -27.4 to -12.2 points; 150 and 144: -9.9 to +5.9
    assert (share(30)["recent"], share(30)["earlier"], share(30)["is_changed"]) == (0.3, 0.5, True)
    assert (share(48)["recent"], share(48)["is_changed"]) == (0.48, False)


def test_cohorts_by_month_of_entry():
    store = store_of(
        DONE
        | {
            "january, in time": ["Qualified 2025-01-10", "Proposal 2025-01-20"],
            "january, late": ["Qualified 2025-01-10", "Proposal 2025-02-20"],
            "march, still open": ["Qualified 2025-03-10"],
        }
    )
    cohorts = conversion(store, END, (("Pipeline", 0, 30),)).cohorts
    cohorts = cohorts[(cohorts["position"] == 0) & (cohorts["month"] >= "2025-01-01")]
    expected = pd.DataFrame(
        # month       entered advanced lost watched
        [("2025-01-01",    2,       1,   0,      2), ("2025-03-01", 1, 0, 0, 0)],
        columns=["month", "entered", "advanced", "lost", "watched"],
    )  # fmt: skip
    assert_frame_equal(
        cohorts[expected.columns].astype({"month": "str"}).reset_index(drop=True), expected, check_dtype=False
    )


def test_an_export_of_deals_that_were_open_on_a_day_counts_from_that_day_on():
    """What closed before 1 March is not in the file: its long waits would look like long conversions without losses."""
    start = day("2025-03-01")
    journeys = {}
    for number in range(60):  # created in January, not one of them closed before March
        created = day("2025-01-01") + timedelta(days=number % 20)
        left = start + timedelta(days=number % 25)
        journeys[f"old {number}"] = [f"Qualified {created}", f"{'Lost' if number % 2 else 'Proposal'} {left}"]
    for number in range(60):  # created since: they close within ten days
        created = start + timedelta(days=number % 15)
        left = created + timedelta(days=number % 10)
        journeys[f"new {number}"] = [f"Qualified {created}", f"{'Lost' if number % 3 else 'Proposal'} {left}"]
    result = conversion(store_of(journeys), END)
    assert result.purged == {"Pipeline": start}
    assert conversion(store_of({k: v for k, v in journeys.items() if "new" in k}), END).purged == {}


def test_the_current_stage_alone_tells_no_conversion(sample_store):
    result = conversion(sample_store, Scope())
    assert list(result.impossible) == ["Nordics"]
    assert "Nordics" not in set(result.stages["pipeline"])


def test_agrees_with_the_funnel_and_parts_add_up(sample_store):
    stages = conversion(sample_store, Scope()).stages
    counted = funnel(sample_store, Scope()).stages.merge(stages, on=["pipeline", "position"], suffixes=("_funnel", ""))
    assert len(counted) == len(stages) == 10
    assert (counted["entered"] + counted["undated"] == counted["reached"]).all()
    assert (counted["advanced"] + counted["lost"] + counted["open"] == counted["entered"]).all()
    assert np.allclose(stages[["conversion", "lost_share", "still_open"]].sum(axis=1), 1)
    assert ((stages["low"] <= stages["conversion"]) & (stages["conversion"] <= stages["high"])).all()


steps = st.lists(st.tuples(st.sampled_from([*STAGES, "Won", "Lost"]), st.integers(0, 40)), max_size=5)


@given(st.lists(steps, min_size=1, max_size=6), st.integers(1, 80))
@settings(max_examples=8)
def test_what_happens_later_changes_no_figure(journeys, days):
    """As of a day, deals that go on afterwards look as if they had not."""
    until = day("2025-01-02") + timedelta(days=days)
    whole, cut = dict(DONE), dict(DONE)
    for number, moves in enumerate(journeys):
        at = day("2025-01-02")
        whole[str(number)] = [f"Qualified {at}"]
        for stage, wait in moves:
            at += timedelta(days=wait + 1)
            whole[str(number)].append(f"{stage} {at}")
        cut[str(number)] = [step for step in whole[str(number)] if day(step.split()[1]) <= until]
    a, b = (conversion(store_of(each), Scope(as_of=until), 30) for each in (whole, cut))
    assert a.stages["entered"].sum() >= 2
    assert_frame_equal(a.stages, b.stages)
    assert_frame_equal(a.moves, b.moves)
    assert_frame_equal(a.cohorts, b.cohorts)
    assert [len(a.detours.keys(kind)) for kind in KINDS] == [len(b.detours.keys(kind)) for kind in KINDS]
