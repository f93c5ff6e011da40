"""Process: the stage audit, on journeys small enough to count by hand and on planted stages."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.process.advice import advise, standards
from analytics.metrics.process.process import audit, process
from analytics.workspace import Scope, Settings
from tests.exports import STAGES, csv_of, day, store_of, store_of_files

SCOPE = Scope(as_of=day("2025-12-31"))

# no deal skips a stage, comes back to it or is quick in it
NOTHING_ELSE = dict.fromkeys(
    ["skipped", "visited_won", "visited_lost", "skipped_won", "skipped_lost", "moved_on", "same_day", "ended", "moved_back"], 0
)  # fmt: skip


def test_rates_by_hand():
    store = store_of(
        {
            "straight": ["Qualified 2025-01-01", "Proposal 2025-01-03", "Negotiation 2025-01-05", "Won 2025-01-09"],
            "skips": ["Qualified 2025-01-01", "Negotiation 2025-01-05", "Lost 2025-01-09"],
            "rushes": ["Qualified 2025-01-02", "Proposal 2025-01-02", "Negotiation 2025-01-02", "Won 2025-01-09"],
            "back": ["Qualified 2025-01-01", "Proposal 2025-01-03", "Qualified 2025-01-05", "Lost 2025-01-09"],
            "open": ["Qualified 2025-01-01"],
        }
    )
    result = process(store, SCOPE)
    rows = result.stages.set_index("stage")
    assert rows["reached"].to_dict() == {"Qualified": 5, "Proposal": 4, "Negotiation": 3}
    assert rows["skip_rate"].to_dict() == {"Qualified": 0, "Proposal": 1 / 4, "Negotiation": 0}
    # forward out of Qualified: straight, skips, rushes and back's first stay; of them "rushes" in a day
    assert rows["same_day_rate"].to_dict() == {"Qualified": 1 / 4, "Proposal": 1 / 2, "Negotiation": 0}
    # five stays in Qualified ended forward or lost; of three in Proposal one went back
    assert rows["moved_back_rate"].to_dict() == {"Qualified": 0, "Proposal": 1 / 3, "Negotiation": 0}
    assert rows["closed"].to_dict() == {"Qualified": 4, "Proposal": 4, "Negotiation": 3}
    assert rows["lost_here"].to_dict() == {"Qualified": 0, "Proposal": 1, "Negotiation": 1}
    assert rows["information"].sum() == pytest.approx(1)
    assert rows.loc["Qualified", "information"] == 0
    assert set(rows["advice"]) == {"not_enough"}
    assert rows["why"].str.startswith("Too few closed deals to tell").all()
    [jump] = result.jumps.to_dict("records")
    assert (jump["moves"], jump["day"].date()) == (2, day("2025-01-02"))


def test_bulk_moves_are_days_far_beyond_an_owners_usual_ones():
    journeys = {f"usual {n}": [f"Qualified 2025-01-{n:02d}", f"Proposal 2025-02-{n:02d}"] for n in range(1, 9)}
    journeys |= {f"bulk {n}": ["Qualified 2025-01-01", "Lost 2025-03-03"] for n in range(10)}
    journeys |= {f"ben {n}": ["Qualified 2025-01-01", "Lost 2025-03-04"] for n in range(9)}
    owner = {name: {"Owner": "Ben" if name.startswith("ben") else "Ann"} for name in journeys}
    [row] = process(store_of(journeys, owner), SCOPE).bulk.to_dict("records")
    assert (row["owner"], row["day"].date(), row["deals"], row["usual"]) == ("Ann", day("2025-03-03"), 10, 1)
    assert len(row["keys"]) == 10


def planted(seed: int, *, useless: int, decisive: int, deals: int = 500) -> pd.DataFrame:
    """The stages of a company of five, of which one loses nobody but by accident, and one decides."""
    random = np.random.default_rng(seed)
    names = ["A", "B", "C", "D", "E"]
    passes = np.full(5, 0.85)
    passes[useless], passes[decisive] = 0.995, 0.5
    rows, moves = [], []
    for number in range(deals):
        stage = "Won"
        at, before = pd.Timestamp("2025-01-01") + pd.Timedelta(days=int(random.integers(0, 120))), ""
        for place, name in enumerate([*names, "Won"]):
            # half of the deals skip the useless stage, whatever becomes of them
            if place != useless or random.random() < 0.5:
                moves.append({"Deal ID": number, "From Stage": before, "To Stage": name, "Changed At": at.isoformat()})
                before = name
                at += pd.Timedelta(days=int(random.integers(1, 15)))
            if name != "Won" and random.random() > passes[place]:
                moves.append(
                    {"Deal ID": number, "From Stage": before, "To Stage": "Lost", "Changed At": at.isoformat()}
                )
                stage = "Lost"
                break
        rows.append({"Deal ID": number, "Stage": stage, "Created Date": "2025-01-01"})
    order = (*(Stage(name, "open") for name in names), Stage("Won", "won"), Stage("Lost", "lost"))
    store = store_of_files(
        ("deals.csv", csv_of(rows)), ("history.csv", csv_of(moves)),
        options=Options(as_of=day("2025-12-31")), settings=Settings(pipelines={"Pipeline": order}),
    )  # fmt: skip
    return process(store, SCOPE).stages


@pytest.mark.parametrize("seed", range(2))
def test_a_planted_useless_stage_is_named_and_a_decisive_one_is_not(seed):
    useless, decisive = [(1, 3), (3, 1), (2, 4), (4, 2)][seed]
    stages = planted(seed, useless=useless, decisive=decisive)
    assert stages.loc[stages["advice"] == "merge", "position"].tolist() == [useless]
    assert stages["information"].idxmax() == decisive
    assert stages.loc[decisive, "advice"] == "keep"
    assert stages.loc[useless, "merge_with"] == ["C", "E", "D", "D"][seed]
    # never without its numbers
    assert stages["why"].str.contains(r"\d+% of all that the stages tell .*an even share is 20%").all()


@settings(max_examples=30)
@given(
    st.integers(0, 4), st.integers(1, 4), st.integers(0, 10_000), st.integers(200, 1500),
)  # fmt: skip
def test_over_many_companies_the_useless_stage_is_named_and_the_decisive_one_never(useless, further, seed, deals):
    """The same on counts alone: lost at each of five stages, and won."""
    decisive = (useless + further) % 5
    random, passes = np.random.default_rng(seed), np.full(5, 0.85)
    passes[useless], passes[decisive] = 1, 0.5
    reached, lost = deals, []
    for chance in passes:
        lost.append(reached - random.binomial(reached, chance))
        reached -= lost[-1]
    at = deals - np.concatenate([[0], np.cumsum(lost)[:-1]])
    counts = pd.DataFrame(
        {"pipeline": "P", "stage": list("ABCDE"), "position": range(5), "reached": at, "lost_here": lost}
    )
    counts = counts.assign(won=reached, buyer_centric=None, evident=at, days=at * 10.0)
    audited = audit(counts.assign(**NOTHING_ELSE), skips_known=True, losses_known=True)
    assert audited["information"].sum() == pytest.approx(1)
    assert audited.loc[decisive, "advice"] in ("keep", "split")
    if at[useless] >= 150:
        assert audited.loc[useless, "advice"] == "merge"


ROW = {
    "closed": 200, "information": 0.25, "information_low": 0.2, "information_high": 0.3, "visit_low": np.nan,
    "reached": 200, "skipped": 0, "skip_rate": 0.0, "moved_on": 100, "same_day": 0, "same_day_rate": 0.0, "ended": 150,
    "moved_back": 0, "moved_back_rate": 0.0, "days_share": 0.25, "evident_rate": 1.0, "buyer_centric": True,
}  # fmt: skip
NOTHING_TOLD = {"information": 0.01, "information_low": 0.0, "information_high": 0.03}
MET = {"required": True, "factual": True, "inspectable": True, "buyer_centric": True}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "keep", id="an even share"),
        pytest.param(NOTHING_TOLD, "merge", id="tells nothing"),
        pytest.param(NOTHING_TOLD | {"visit_low": 0.02}, "keep", id="but having been there matters"),
        pytest.param({"same_day": 90, "same_day_rate": 0.9, "information_high": 0.24}, "merge", id="passed in a day"),
        pytest.param({"information_low": 0.5, "days_share": 0.5}, "split", id="tells and takes most"),
        pytest.param({"information_low": 0.5}, "keep", id="tells most, but quickly"),
        pytest.param({"moved_back": 40}, "rename", id="deals come back"),
        pytest.param({"closed": 29}, "not_enough", id="few closed deals"),
        pytest.param(dict.fromkeys(("information", "information_low"), np.nan), "not_enough", id="nothing known"),
    ],
)
def test_advice(changes, expected):
    found = advise(pd.Series(ROW | changes), 4, "the next", MET)
    assert found.advice == expected
    assert any(sign.isdigit() for sign in found.why)


def test_a_stage_that_is_not_the_buyers_act_is_renamed_and_the_only_one_never_merged():
    assert advise(pd.Series(ROW), 4, "the next", MET | {"buyer_centric": False}).advice == "rename"
    assert advise(pd.Series(ROW | NOTHING_TOLD), 1, None, MET).advice == "keep"


@pytest.mark.parametrize(
    ("changes", "standard", "expected"),
    [
        ({"skipped": 60}, "required", False),  # 30 %, at least 25 % for certain
        ({"skipped": 44}, "required", True),  # 22 %, perhaps 18 %
        ({"same_day": 30}, "factual", False),
        ({"moved_back": 25}, "factual", False),
        ({"moved_back": 5, "ended": 9, "moved_on": 9}, "factual", None),
        ({"evident_rate": 0.79}, "inspectable", False),
        ({"reached": 9}, "inspectable", None),
        ({"buyer_centric": False}, "buyer_centric", False),
        ({"buyer_centric": None}, "buyer_centric", None),
    ],
)
def test_standards(changes, standard, expected):
    assert standards(pd.Series(ROW | changes), skips_known=True)[standard] is expected


def test_what_the_export_cannot_tell_is_missing():
    deals = [{"Deal ID": n, "Stage": "Demo", "Status": "Open", "Created Date": "2025-01-01"} for n in range(12)]
    store = store_of_files(("deals.csv", csv_of(deals)), options=Options(as_of=day("2025-06-30")))
    row = process(store, Scope()).stages.iloc[0]
    assert row[["skip_rate", "same_day_rate", "moved_back_rate", "information", "required", "factual"]].isna().all()
    assert row["inspectable"] is False or not row["inspectable"]
    assert row["advice"] == "not_enough"


@pytest.mark.parametrize(("second", "advice"), [(None, "keep"), (True, "keep"), (False, "rename")])
def test_advice_on_a_stage_follows_from_what_is_said_of_it_alone(second, advice):
    # of 120 deals 40 are lost in each of two stages; none goes back or is quick, so only the word of the setup is left
    counts = pd.DataFrame({"pipeline": "P", "stage": list("AB"), "reached": [120, 80], "lost_here": 40, "won": 40})
    counts = counts.assign(buyer_centric=[True, second], evident=counts["reached"], days=[1200.0, 800.0])
    audited = audit(counts.assign(**NOTHING_ELSE), skips_known=True, losses_known=True)
    assert audited["advice"].tolist() == ["keep", advice]
    assert audited["buyer_centric"].astype(object).where(audited["buyer_centric"].notna(), None).tolist() == [
        True,
        second,
    ]


def test_what_a_criterion_names_proves_a_stage_without_a_day():
    # 12 deals in Demo since an unknown day; the next step of 10 of them is filled, 83 % of all
    deals = [
        {"Deal ID": n, "Stage": "Demo", "Status": "Open", "Created Date": "2025-01-01", "Next Step": "Call" if n < 10 else ""}
        for n in range(12)
    ]  # fmt: skip
    options = Options(as_of=day("2025-06-30"))
    for typed, rate in (("", 0), ("Next Step is filled", 10 / 12), ("Next Step=Visit\nOwner is filled", 10 / 12)):
        setup = Settings(pipelines={"Pipeline": (Stage("Demo", "open", exit_criteria=typed), Stage("Won", "won"))})
        store = store_of_files(("deals.csv", csv_of(deals)), options=options, settings=setup)
        row = process(store, Scope()).stages.iloc[0]
        assert row["evident_rate"] == pytest.approx(rate)
        assert bool(row["inspectable"]) == (rate >= 0.8)


def test_exit_criteria_are_compared_with_the_columns_that_they_name():
    journeys = {
        name: ["Qualified 2025-01-01", "Proposal 2025-02-01"] for name in ("held", "not held", "no word", "lost")
    }
    journeys["lost"] = [*journeys["lost"], "Lost 2025-03-01"]
    journeys["still there"] = ["Qualified 2025-01-01"]
    deals = [
        {"Deal ID": name, "Stage": steps[-1].split()[0], "Created Date": "2025-01-01", "Next Step": "Call" if name == "held" else ""}
        | {"Demo Result": {"held": "Held", "not held": "Refused", "lost": "held"}.get(name, "")}
        for name, steps in journeys.items()
    ]  # fmt: skip
    history = [
        {"Deal ID": name, "To Stage": step.split()[0], "Changed At": step.split()[1]}
        for name, steps in journeys.items()
        for step in steps
    ]
    typed = "Demo held: Demo Result=held\nNext Step is filled\nThe buyer agreed\nSigned: Contract=yes"
    order = [Stage(name, "open") for name in STAGES]
    order[0] = replace(order[0], exit_criteria=typed, buyer_outcome="Has a need", buyer_centric=True)
    options = Options(as_of=day("2025-06-30"), keep=("Demo Result",))
    store = store_of_files(
        ("deals.csv", csv_of(deals), options), ("history.csv", csv_of(history), Options(as_of=day("2025-06-30"))),
        settings=Settings(pipelines={"Pipeline": (*order, Stage("Won", "won"), Stage("Lost", "lost"))}),
    )  # fmt: skip
    result = process(store, Scope())
    rows = result.criteria.set_index("words")
    # held, not held, no word and lost moved on; the next step is asked of the three that are open
    assert rows["asked"].fillna(-1).to_dict() == {
        "Demo held": 4,
        "Next Step is filled": 3,
        "The buyer agreed": -1,
        "Signed": -1,
    }
    assert rows["met"].fillna(-1).to_dict() == {
        "Demo held": 2,
        "Next Step is filled": 1,
        "The buyer agreed": -1,
        "Signed": -1,
    }
    assert rows["is_known"].to_dict() == {
        "Demo held": True,
        "Next Step is filled": True,
        "The buyer agreed": False,
        "Signed": False,
    }
    keys = store.engine.table("deals").set_index("deal_key")["deal_id"]
    assert sorted(keys[list(rows.loc["Demo held", "without"])]) == ["no word", "not held"]
    first = result.stages.iloc[0]
    assert (first["buyer_outcome"], bool(first["buyer_centric"])) == ("Has a need", True)
    # of the others nothing was said
    assert result.stages["buyer_centric"].isna().tolist() == [False, True, True]


def test_the_sample_adds_up(sample_store):
    result = process(sample_store, Scope())
    assert (result.stages.groupby("pipeline")["information"].sum().round(9) == 1).all()
    stages = result.stages
    assert (stages["information_low"] <= stages["information"]).all()
    assert (stages["information"] <= stages["information_high"]).all()
    assert stages.groupby("pipeline")["days_share"].sum().round(9).eq(1).all()
    assert stages["why"].str.contains(r"\d").all()
