"""Funnel, on journeys small enough to count by hand."""

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analytics.metrics.funnel import FATES, funnel, funnel_deals
from analytics.metrics.overview import overview
from analytics.workspace import Scope
from tests.exports import STAGES, csv_of, day, store_of, store_of_files

END = Scope(as_of=day("2025-03-31"))


def test_counts_each_deal_once_per_stage():
    store = store_of(
        {
            "won": ["Qualified 2025-01-02", "Proposal 2025-01-09", "Won 2025-02-01"],
            "lost early": ["Qualified 2025-01-03", "Lost 2025-01-20"],
            "lost late": ["Qualified 2025-01-04", "Proposal 2025-01-11", "Lost 2025-03-01"],
            "still open": ["Qualified 2025-03-30"],
        }
    )

    result = funnel(store, END)

    expected = pd.DataFrame(
        [
            # stage        reached advanced lost open skipped drop_off
            ("Qualified",       4,       2,   1,   1,   0,  1 / 4),
            ("Proposal",        2,       1,   1,   0,   0,  1 / 2),
            ("Negotiation",     1,       1,   0,   0,   1,  0 / 1),  # the won deal skipped it
        ],
        columns=["stage", "reached", "advanced", "lost", "open", "skipped", "drop_off"],
    )  # fmt: skip
    assert_frame_equal(result.stages[expected.columns], expected, check_dtype=False)
    assert (result.won, result.win_rate) == (1, 1 / 3)
    assert result.weakest == "history"


@pytest.mark.parametrize(
    ("journey", "reached", "lost"),
    [
        #                                                                     Qual. Prop. Nego.
        pytest.param(["Qualified 2025-01-02", "Negotiation 2025-01-05"],       [1, 1, 1], [0, 0, 0], id="skips a stage"),
        pytest.param(["Proposal 2025-01-02"],                                  [1, 1, 0], [0, 0, 0], id="starts late"),
        pytest.param(["Proposal 2025-01-02", "Qualified 2025-01-05"],          [1, 1, 0], [0, 0, 0], id="goes back"),
        pytest.param(["Proposal 2025-01-02", "Qualified 2025-01-05", "Lost 2025-01-09"],
                                                                               [1, 1, 0], [0, 1, 0], id="goes back, is lost"),
        pytest.param(["Qualified 2025-01-02", "Lost 2025-01-05", "Proposal 2025-01-09"],
                                                                               [1, 1, 0], [0, 0, 0], id="is lost and opened again"),
        pytest.param(["Qualified 2025-01-02", "Lost 2025-01-05", "Proposal 2025-04-09"],
                                                                               [1, 0, 0], [1, 0, 0], id="is opened again after it"),
        pytest.param(["Qualified 2025-01-02", "Proposal 2025-01-02"],          [1, 1, 0], [0, 0, 0], id="moves on the day it came"),
        pytest.param(["Qualified 2025-01-02", "Proposal 2025-03-31T15:00"],    [1, 1, 0], [0, 0, 0], id="moves on the last day"),
        pytest.param(["Qualified 2025-01-02", "Lost 2025-03-31T15:00"],        [1, 0, 0], [1, 0, 0], id="is lost on the last day"),
        pytest.param(["Qualified 2025-01-02", "Proposal 2025-04-01"],          [1, 0, 0], [0, 0, 0], id="moves after it"),
        pytest.param(["Qualified 2025-01-02", "Lost 2025-04-01"],              [1, 0, 0], [0, 0, 0], id="is lost after it"),
        pytest.param(["Qualified 2025-04-02"],                                 [0, 0, 0], [0, 0, 0], id="comes after it"),
        pytest.param(["Qualified 2025-01-02", "Won 2025-01-09"],               [1, 1, 1], [0, 0, 0], id="is won at once"),
    ],
)  # fmt: skip
def test_one_deal(journey, reached, lost):
    # another deal was lost the year before, so that the export is known to hold lost deals
    store = store_of({"deal": journey, "another": ["Qualified 2024-01-01", "Lost 2024-02-01"]})
    stages = funnel(store, END.only(from_on=day("2025-01-01"))).stages
    if not sum(reached):
        assert stages.empty
        return
    assert (stages["reached"].tolist(), stages["lost"].tolist()) == (reached, lost)


def test_every_figure_opens_as_many_deals(sample_store):
    result = funnel(sample_store, Scope())
    for row in result.stages.to_dict("records"):
        for fate in FATES:
            if pd.isna(row[fate]):
                assert (fate, row["pipeline"]) == ("skipped", "Nordics")  # known from its current stages alone
                continue
            deals = funnel_deals(sample_store, Scope(), row["pipeline"], row["position"], fate)
            assert len(deals) == row[fate], (row["stage"], fate)
            assert deals["deal_key"].is_unique  # a deal won back is two under one id
        reached = funnel_deals(sample_store, Scope(), row["pipeline"], row["position"], "reached")
        assert reached["reporting_amount"].sum() == pytest.approx(row["amount_reached"], abs=0.001)


def test_parts_add_up_and_what_moves_on_reaches_the_next_stage(sample_store):
    result = funnel(sample_store, Scope())
    assert len(result.stages)
    for _, stages in result.stages.groupby("pipeline"):
        assert stages["advanced"].tolist()[:-1] == stages["reached"].tolist()[1:]
        assert (stages["reached"] == stages[["advanced", "lost", "open"]].sum(axis=1)).all()
    lost = result.stages.groupby(["pipeline", "position"])["lost"].sum()
    reasons = result.reasons.groupby(["pipeline", "position"])["deals"].sum()
    assert reasons.to_dict() == lost[lost > 0].to_dict()


def test_open_deals_alone_tell_no_drop_off():
    """A pipeline export without closed deals: counts by stage, inferred, and no conversion of any kind."""
    rows = [
        {
            "Deal ID": 1,
            "Deal Name": "a",
            "Stage": "Lead",
            "Probability": "10%",
            "Amount": 100,
            "Created Date": "2025-01-02",
        },
        {
            "Deal ID": 2,
            "Deal Name": "b",
            "Stage": "Lead",
            "Probability": "10%",
            "Amount": 200,
            "Created Date": "2025-01-03",
        },
        {
            "Deal ID": 3,
            "Deal Name": "c",
            "Stage": "Offer",
            "Probability": "60%",
            "Amount": 400,
            "Created Date": "2025-01-04",
        },
    ]
    result = funnel(store_of_files(("open.csv", csv_of(rows))), Scope())
    assert result.stages["stage"].tolist() == ["Lead", "Offer"]
    assert result.stages["reached"].tolist() == [3, 1]
    assert result.stages["open"].tolist() == [2, 1]
    assert (
        result.stages[["advanced", "lost", "drop_off", "amount_lost", "of_first", "of_previous"]].isna().all(axis=None)
    )
    assert (result.won, result.win_rate) == (0, None)
    [known] = result.evidence
    assert (known.evidence, known.level, known.drop_off) == ("current_only", "inferred", "not_possible")
    assert known.why_not.startswith("No deal of these exports is won or lost")


def test_an_outcome_in_a_status_column_keeps_the_stage_where_the_deal_ended():
    """Pipedrive: won and lost are no stages."""
    rows = [
        {"Deal - ID": 1, "Deal - Title": "a", "Deal - Stage": "Demo", "Deal - Status": "Lost", "Deal - Lost time": "2025-02-01 10:00:00", "Deal - Lost reason": "Price"},
        {"Deal - ID": 2, "Deal - Title": "b", "Deal - Stage": "Offer", "Deal - Status": "Won", "Deal - Won time": "2025-02-02 10:00:00"},
        {"Deal - ID": 3, "Deal - Title": "c", "Deal - Stage": "Demo", "Deal - Status": "Open"},
        {"Deal - ID": 4, "Deal - Title": "d", "Deal - Stage": "Offer", "Deal - Status": "Lost", "Deal - Lost time": "2025-02-03 10:00:00"},
    ]  # fmt: skip
    rows = [{**row, "Deal - Deal created": "2025-01-01 09:00:00"} for row in rows]
    result = funnel(store_of_files(("deals-1-1.csv", csv_of(rows))), Scope())
    assert result.stages["stage"].tolist() == ["Demo", "Offer"]
    assert result.stages[["reached", "advanced", "lost", "open"]].to_numpy().tolist() == [[4, 2, 1, 1], [2, 1, 1, 0]]
    assert result.reasons[["position", "reason", "deals"]].fillna("-").to_numpy().tolist() == [
        [0, "Price", 1],
        [1, "-", 1],
    ]
    assert result.evidence[0].drop_off == "inferred"


def test_lost_deals_without_a_last_stage_are_not_booked_to_the_first():
    """HubSpot without its date columns: a lost deal stands in Closed Lost, and nothing tells from where it came."""
    rows = [
        {"Record ID": n, "Deal Name": n, "Deal Stage": stage, "Deal owner": "Ann", "Create Date": "2025-01-02"}
        for n, stage in enumerate(["Qualified", "Qualified", "Closed Lost", "Closed Lost", "Closed Won"])
    ]
    result = funnel(store_of_files(("h.csv", csv_of(rows))), Scope())
    [known] = result.evidence
    assert known.drop_off == "not_possible"
    assert known.unplaced == 2
    assert result.stages["drop_off"].isna().all()
    assert result.win_rate == 1 / 3


def test_no_deals_in_scope_gives_no_stages_and_no_rate():
    store = store_of({"deal": ["Qualified 2025-01-02"]})
    result = funnel(store, END.only(owners=("nobody",)))
    assert result.stages.empty
    assert (result.won, result.win_rate) == (0, None)


steps = st.lists(
    st.tuples(st.sampled_from([*STAGES, "Won", "Lost"]), st.integers(0, 40)), min_size=1, max_size=6
)  # fmt: skip


@given(st.lists(steps, min_size=1, max_size=6))
@settings(max_examples=8, deadline=None)
def test_nothing_that_happens_later_changes_what_was_known(journeys):
    """As of day 60, a history that goes on says the same as one that ends there."""
    start = day("2025-01-01")

    def told(until: int) -> dict[str, list[str]]:
        result = {}
        for number, journey in enumerate(journeys):
            at, kept = 0, []
            for stage, wait in journey:
                at += wait
                if at <= until:
                    kept.append(f"{stage} {start + timedelta(days=at)}")
            if kept:
                result[f"deal {number}"] = kept
        # an export that holds a lost deal, whichever part of the history it shows
        return result | {"lost": ["Qualified 2024-01-01", "Lost 2024-02-01"]}

    scope = Scope(as_of=start + timedelta(days=60))
    whole, cut = funnel(store_of(told(1000)), scope), funnel(store_of(told(60)), scope)
    assert_frame_equal(whole.stages, cut.stages)
    assert (whole.won, whole.win_rate) == (cut.won, cut.win_rate)
    told_stages = whole.stages.dropna(subset=["advanced"])
    assert (told_stages["reached"] == told_stages[["advanced", "lost", "open"]].sum(axis=1)).all()
    assert whole.stages["reached"].is_monotonic_decreasing


def test_what_the_crm_says_of_a_deal_beats_what_a_stage_is_called():
    rows = [
        {
            "Deal - ID": n,
            "Deal - Title": n,
            "Deal - Stage": stage,
            "Deal - Status": status,
            "Deal - Deal created": "2025-01-01",
        }
        for n, (stage, status) in enumerate(
            [
                ("Live", "Open"),
                ("Contract won internally", "Lost"),
                ("Kick-off", "Open"),
                ("Delivery", "Open"),
                ("Qualified", "Won"),
            ]
        )
    ]
    result = overview(store_of_files(("deals.csv", csv_of(rows))), Scope())
    assert (result.open, result.won, result.lost) == (3, 1, 1)
