"""Stays, spans and first passages, worked out by hand."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.stages import Stage
from analytics.workspace.build.codes import NO_DAY, coded, combined, decoded, earliest, words_of
from analytics.workspace.build.entries import entries_of
from analytics.workspace.settings import Settings
from tests.exports import STAGES, csv_of, day, store_of, store_of_files


def day_or_none(values):
    return [None if value is None else value.isoformat() for value in values]


def reach(store):
    rows = store.engine.arrow("stage_reach").to_pylist()
    return [
        (row["position"], row["is_skipped"], *day_or_none([row["entered_on"], row["reached_on"], row["next_on"]]), row["days"], row["cause"])
        for row in rows
    ]  # fmt: skip


def test_first_passage_of_a_deal_that_skips_goes_back_and_wins():
    """Negotiation on the 5th, back to Qualified on the 9th, won on the 20th: each stage is reached once, going back undoes nothing."""
    steps = ["Qualified 2025-01-01", "Negotiation 2025-01-05", "Qualified 2025-01-09", "Won 2025-01-20"]
    assert reach(store_of({"deal": steps})) == [
        (0, False, "2025-01-01", "2025-01-01", "2025-01-05", 4, 1),
        (1, True, None, "2025-01-05", "2025-01-05", 0, 1),
        (2, False, "2025-01-05", "2025-01-05", "2025-01-20", 15, 1),
        # as of 2099: still won
        (3, False, "2025-01-20", "2025-01-20", None, (date(2099, 12, 31) - date(2025, 1, 20)).days, 0),
    ]


def test_first_passage_of_a_lost_deal_ends_with_the_loss():
    assert reach(store_of({"deal": ["Qualified 2025-01-01", "Proposal 2025-01-04", "Lost 2025-01-31"]})) == [
        (0, False, "2025-01-01", "2025-01-01", "2025-01-04", 3, 1),
        (1, False, "2025-01-04", "2025-01-04", None, 27, 2),
    ]


def test_a_day_that_nobody_tells_stays_unknown():
    """The only file says Negotiation, not since when; in its first stage a deal is from its creation on."""
    deal = {"Deal ID": 1, "Pipeline": "Pipeline", "Stage": "Negotiation", "Created Date": "2025-01-01"}
    order = tuple(Stage(stage, "open") for stage in STAGES)
    store = store_of_files(("deals.csv", csv_of([deal])), settings=Settings(pipelines={"Pipeline": order}))
    assert reach(store) == [
        (0, True, None, "2025-01-01", None, None, 1),
        (1, True, None, None, None, None, 1),
        (2, False, None, None, None, None, 0),
    ]


def test_every_stay_ends_where_the_next_begins():
    store = store_of(
        {"deal": ["Qualified 2025-01-01", "Proposal 2025-01-04", "Proposal 2025-01-06", "Lost 2025-01-31"]}
    )
    rows = store.engine.arrow("stage_visits").to_pylist()
    told = [(row["visit"], row["stage"], row["next_stage"], row["outcome"], row["days"]) for row in rows]
    # told twice, it is one stay
    assert sorted(told) == [(1, "Qualified", "Proposal", "advanced", 3), (2, "Proposal", "Lost", "lost", 27), (3, "Lost", None, "inside", None)]  # fmt: skip
    changes = store.engine.arrow("deal_changes").to_pylist()
    assert [(row["old"], row["new"], row["to_on"].isoformat()) for row in changes] == [
        ("Qualified", "Proposal", "2025-01-04"),
        ("Proposal", "Lost", "2025-01-31"),
    ]


def test_two_entries_of_one_moment_are_in_the_order_of_the_stages():
    """Both at midnight, and the column of the later stage stands first."""
    deal = {"Record ID": 1, "Pipeline": "Pipeline", "Deal Stage": "Negotiation", "Create Date": "2025-01-01"}
    deal |= {f'Date entered "{stage} (Pipeline)"': "2025-01-02 00:00" for stage in reversed(STAGES)}
    order = tuple(Stage(stage, "open") for stage in STAGES)
    store = store_of_files(("deals.csv", csv_of([deal])), settings=Settings(pipelines={"Pipeline": order}))
    assert store.engine.table("stage_visits").sort_values("visit")["stage"].tolist() == STAGES


def test_events_of_a_deal_that_no_export_tells_of_are_kept_and_counted_nowhere():
    store = store_of_files(
        ("deals.csv", csv_of([{"Deal ID": 1, "Stage": "Qualified", "Created Date": "2025-01-01"}])),
        ("history.csv", csv_of([{"Deal ID": n, "From Stage": "", "To Stage": "Qualified", "Changed At": f"2025-01-0{n}"} for n in (1, 2)])),
    )  # fmt: skip
    assert store.engine.table("stage_events")[["deal_ref", "stage"]].values.tolist() == [["2", "Qualified"]]
    assert store.engine.table("stage_visits")["deal_key"].tolist() == [0]


words = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=30)


@given(st.lists(words, min_size=1, max_size=4))
def test_combinations_of_words_are_those_of_the_rows(columns):
    size = min(map(len, columns))
    table = [coded(pa.chunked_array([pa.array(column[:size], pa.large_string())])) for column in columns]
    of, rows = combined([(codes, len(words) + 1) for codes, words in table])
    found = words_of(table, rows)
    assert [found[number] for number in of.tolist()] == list(zip(*(column[:size] for column in columns), strict=True))
    assert len(set(found)) == len(found)
    assert [decoded(*each).to_pylist() for each in table] == [column[:size] for column in columns]


@pytest.mark.parametrize(
    ("days", "first"), [([5, 3], 3), ([NO_DAY, 3], 3), ([3, NO_DAY], 3), ([NO_DAY, NO_DAY], NO_DAY)]
)
def test_the_earliest_of_days_of_which_some_are_not_known(days, first):
    assert earliest(*(np.array([each]) for each in days)).tolist() == [first]


def table(**columns):
    size = len(next(iter(columns.values())))
    told = {"deal_key": range(size), "crm": ["hubspot"] * size, "exported_pipeline": [None] * size, **columns}
    return pa.table({name: pa.array(list(values)) for name, values in told.items()})


def test_stages_count_as_a_person_mapped_them_whatever_the_crm_calls_them():
    """Deal 0 is Salesforce's by its newest export; HubSpot has it in `Sales`, where `Talk` counts as Demo in `Main`."""
    deals = table(
        deal_key=[0, 0, 1], crm=["salesforce", "hubspot", "hubspot"], pipeline=["Main", "Sales", "Main"],
        exported_pipeline=[None, None, "Sales"], version=[1, 0, 2], is_newest=[True, False, True],
    )  # fmt: skip
    events = table(
        deal_key=[0, 0, 1], crm=["salesforce", "hubspot", "hubspot"], pipeline=[None, None, None],
        stage=["Talk", "Talk", "Talk"], from_stage=[None, "Lead", "Talk"], entered_at=[day("2025-01-01")] * 3, evidence=["history"] * 3,
    )  # fmt: skip
    found = entries_of(events, deals, [], [("hubspot", "Sales", "Talk", "Main", "Demo")])
    assert found.rows.select(["pipeline", "stage", "from_stage"]).to_pylist() == [
        {"pipeline": None, "stage": "Talk", "from_stage": None},
        {"pipeline": "Sales", "stage": "Talk", "from_stage": "Lead"},
        {"pipeline": "Main", "stage": "Demo", "from_stage": "Demo"},
    ]
    assert sorted(tuple(row.values()) for row in found.exported.to_pylist()) == [
        ("hubspot", "Sales", "Lead"), ("hubspot", "Sales", "Talk"), ("salesforce", "Main", "Talk"),
    ]  # fmt: skip
    assert sorted(tuple(row.values()) for row in found.entered.to_pylist()) == [
        ("Main", "hubspot", "Demo"), ("Main", "salesforce", "Talk"), ("Sales", "salesforce", "Lead"), ("Sales", "salesforce", "Talk"),
    ]  # fmt: skip
