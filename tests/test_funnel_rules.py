"""Each counting rule on journeys small enough to count by hand, and the deals by which two rules part."""

import pandas as pd
import pytest

from analytics.metrics.funnel import funnel
from analytics.metrics.funnel_rules import RULES, count_by, reconcile
from analytics.workspace import Scope
from tests.exports import day, store_of

END = Scope(as_of=day("2025-03-31"))
JOURNEYS = {
    "all stages, won": ["Qualified 2025-01-01", "Proposal 2025-01-02", "Negotiation 2025-01-03", "Won 2025-01-04"],
    "skips, won": ["Qualified 2025-01-01", "Negotiation 2025-01-03", "Won 2025-01-04"],
    "starts late, lost": ["Proposal 2025-01-02", "Lost 2025-01-04"],
    "lost at once": ["Qualified 2025-01-01", "Lost 2025-01-05"],
    "goes back": ["Qualified 2025-01-01", "Proposal 2025-01-02", "Qualified 2025-01-03"],
    "waits": ["Qualified 2025-01-01"],
}
STAGES = ["Qualified", "Proposal", "Negotiation"]


@pytest.mark.parametrize(
    ("rule", "reached", "advanced", "lost", "open_", "vanished"),
    [
        #                Qua Pro Neg
        ("reached",     [6, 4, 2], [4, 2, 2], [1, 1, 0], [1, 1, 0], [0, 0, 0]),
        # the deal that skips a stage is gone, though it is won; so is the one that starts late
        ("strict",      [5, 2, 1], [2, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0]),
        ("any_touch",   [5, 3, 2], [3, 1, 2], [1, 1, 0], [1, 1, 0], [0, 0, 0]),
        ("direct",      [5, 3, 2], [2, 1, 2], [1, 1, 0], [1, 1, 0], [1, 0, 0]),
        ("closed_only", [4, 3, 2], [3, 2, 2], [1, 1, 0], [0, 0, 0], [0, 0, 0]),
        ("snapshot",    [2, 0, 0], [0, 0, 0], [0, 0, 0], [2, 0, 0], [0, 0, 0]),
    ],
)  # fmt: skip
def test_whom_each_rule_counts(rule, reached, advanced, lost, open_, vanished):
    store = store_of(JOURNEYS)
    paths = store.engine.query("funnel_paths", END, each_deal=False, pipeline=None)
    stages = store.engine.query("funnel", END)
    counted = count_by(rule, paths, stages)
    assert counted["stage"].tolist() == STAGES
    assert counted[["reached", "advanced", "lost", "open", "vanished"]].T.to_numpy().tolist() == [
        reached, advanced, lost, open_, vanished,
    ]  # fmt: skip


def test_which_deals_make_the_difference():
    found = reconcile(store_of(JOURNEYS), END, "Pipeline", "strict")
    # ours: 2 won of 6 that were there; theirs: 1 of the 5 that were in the first stage
    assert (found.ours, found.theirs) == (2 / 6, 1 / 5)
    assert found.deals[["parted", "ours", "theirs", "why"]].to_numpy().tolist() == [
        ["Qualified", "advanced", "", "skipped a stage"],  # starts late
        ["Qualified", "advanced", "vanished", "skipped a stage"],
    ]
    assert found.used_by.startswith("HubSpot")


def test_our_own_rule_agrees_with_itself(sample_store):
    """Counted by first passage in the database, and by paths in Python."""
    counted = funnel(sample_store, Scope()).stages
    paths = sample_store.engine.query("funnel_paths", Scope(), each_deal=False, pipeline=None)
    by_paths = count_by("reached", paths, counted)
    for name in ("reached", "advanced", "lost", "open"):
        assert by_paths[name].tolist() == counted[name].tolist(), name
    assert by_paths["amount_reached"].tolist() == pytest.approx(counted["amount_reached"].tolist())
    for rule in RULES:
        result = count_by(rule, paths, counted)
        assert (result["reached"] == result[["advanced", "lost", "open", "vanished"]].sum(axis=1)).all()


def test_the_current_stage_alone_answers_no_rule_that_asks_for_entries(sample_store):
    stages = funnel(sample_store, Scope(), "strict").stages
    nordics = stages[stages["pipeline"] == "Nordics"]
    assert len(nordics)
    assert nordics[["reached", "advanced", "lost", "drop_off"]].isna().all(axis=None)
    snapshot = funnel(sample_store, Scope(), "snapshot").stages
    assert snapshot["drop_off"].isna().all()
    assert (snapshot["reached"] == snapshot["open"]).all()


def test_shares_of_the_first_and_of_the_previous_stage():
    stages = funnel(store_of(JOURNEYS), END).stages
    assert stages["of_first"].tolist() == pytest.approx([1, 4 / 6, 2 / 6])
    assert pd.isna(stages["of_previous"].iloc[0])
    assert stages["of_previous"].tolist()[1:] == pytest.approx([4 / 6, 2 / 4])
