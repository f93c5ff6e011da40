"""Weak stages: against chance, against simulation, and on journeys small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.coaching.cells import limits, stage_cells, stage_stays
from analytics.metrics.coaching.coaching import coaching
from analytics.metrics.coaching.differences import differences
from analytics.metrics.coaching.passages import expected, passages, with_kinds
from analytics.metrics.coaching.worth import lift
from analytics.metrics.what_to_fix import points, what_to_fix
from analytics.workspace import Scope
from analytics.workspace.settings import Owner, Settings
from benchmarks.coaching import AS_OF, passages_of, reports, simulated_worth
from tests.exports import STAGES, csv_of, day, store_of, store_of_files

END = Scope(as_of=day("2025-12-31"))


def test_among_people_who_are_alike_hardly_anybody_is_flagged():
    """The benchmark's first line, smaller: any flag in fewer than 12 of 100 reports."""
    found = reports(runs=50, seed=1, weak=0.0, fewest=15, most=60)
    assert (found["flags"] > 0).mean() < 0.12
    assert (found["slow"] > 0).mean() < 0.12


def test_somebody_25_points_weak_is_found_in_about_two_of_three_reports():
    found = reports(runs=30, seed=1, weak=0.25, fewest=40, most=80)
    assert 0.55 <= found["found"].mean() <= 0.9
    assert found["others"].mean() < 0.25


def test_a_cell_with_few_deals_says_how_many_more_it_takes():
    """At 60 % a shortfall of 20 points takes 49 deals; who has 12 to 20 lacks the rest."""
    random = np.random.default_rng(3)
    cells = stage_cells(passages_of(random, 0.6, {f"O{k}": 80 for k in range(8)} | {"few": 15}), AS_OF).set_index(
        "owner"
    )
    few = cells.loc["few"]
    assert few["state"] == "not_enough"
    assert few["deals_needed"] + few["n_eff"] == pytest.approx(49, abs=8)
    assert cells.loc["O1", "deals_needed"] == 0


def test_hard_deals_are_nobodys_fault():
    """Two kinds of deals, 80 % and 40 %; one owner has only hard ones.  Raw she is last by far; at the mix of all, within chance."""
    rows = []
    for owner in ("Ann", "Ben", "Cem", "Dee", "Eva"):
        for number in range(100):
            easy = owner != "Eva" and number < 60
            good = number % 10 < (8 if easy else 4)
            rows.append({
                "deal_key": len(rows), "owner": owner, "source": "easy" if easy else "hard", "segment": None, "deal_type": None,
                "size": 1, "is_skipped": False, "cause": 1 if good else 2, "days": 10,
                "reached_on": pd.Timestamp("2026-01-01"),
            })  # fmt: skip
    cells = stage_cells(pd.DataFrame(rows), AS_OF).set_index("owner")
    eva = cells.loc["Eva"]
    assert eva["raw"] == pytest.approx(0.40)
    assert eva["expected"] == pytest.approx(0.40, abs=0.02)
    assert cells.loc["Ann", "expected"] == pytest.approx(0.64, abs=0.02)
    assert eva["adjusted"] == pytest.approx(eva["team"], abs=0.03)
    assert set(cells["state"]) == {"fine"}


def test_chances_by_mix_keep_the_mean_of_all():
    random = np.random.default_rng(6)
    rows = passages_of(random, 0.55, {"A": 200, "B": 200, "C": 200})
    moved = (rows["cause"] == 1).to_numpy()
    assert expected(rows, np.ones(600, bool), moved, 0.37).mean() == pytest.approx(0.37, abs=1e-6)


def test_newcomers_are_shown_and_are_nobodys_measure():
    random = np.random.default_rng(7)
    rows = passages_of(random, 0.6, {f"O{k}": 60 for k in range(5)} | {"new": 60}, {"new": 0.4})
    cells = stage_cells(rows, AS_OF, frozenset({"new"})).set_index("owner")
    assert cells.loc["new", ["is_new", "state"]].tolist() == [True, "not_enough"]
    without = stage_cells(rows[rows["owner"] != "new"], AS_OF).set_index("owner")
    assert cells.loc["O1", "team"] == pytest.approx(without.loc["O1", "team"])


def test_fewer_than_three_people_are_not_compared():
    rows = passages_of(np.random.default_rng(8), 0.6, {"A": 60, "B": 60})
    assert stage_cells(rows, AS_OF).empty
    assert stage_stays(rows).empty


def test_who_is_slow_is_told_from_who_has_little_luck():
    """Four people leave 50 of 60 deals at 10 days, one only at 30: at the pace of all two or three times as many would have left."""
    rows = [
        {"owner": owner, "days": 30 if owner == "slow" else 10, "cause": 1 if n < 50 else 0, "is_skipped": False}
        for owner in ("A", "B", "C", "D", "slow")
        for n in range(60)
    ]
    stays = stage_stays(pd.DataFrame(rows)).set_index("owner")
    # at day 10 200 of 300 leave, at day 30 50 of 60 (the 40 others were last seen on day 10)
    assert stays.loc["slow", "expected"] == pytest.approx(60 * (200 / 300 + 50 / 60))
    assert stays.loc["A", "expected"] == pytest.approx(60 * 200 / 300)
    assert stays.loc["slow", ["state", "median_days"]].tolist() == ["flag", 30]
    assert stays.loc["A", "state"] != "flag"


def test_the_funnel_of_chance_is_that_of_the_binomial():
    cells = pd.DataFrame(
        {"is_new": [False] * 3, "n_eff": [40.0, 50, 60], "team": [0.5] * 3, "at_mix": [0.5, 0.52, 0.49]}
    )
    found = limits(cells)
    row = found[found["n"] >= 40].iloc[0]
    assert row["low95"] == pytest.approx(0.5 - 1.96 * (0.25 / row["n"]) ** 0.5)
    assert row["high998"] == pytest.approx(0.5 + 3.09 * (0.25 / row["n"]) ** 0.5)


# the price of a gap


def test_a_gap_is_worth_what_simulating_every_deal_says():
    mean, error = simulated_worth(np.random.default_rng(1), 25, 0.45, 0.6, (0.6, 0.5, 0.75), 20_000, 20_000)
    assert lift(25, 0.15, 0.6 * 0.5 * 0.75, 20_000) == pytest.approx(mean, abs=4 * error)
    assert lift(25, 0.0, 0.5, 20_000) == 0
    assert lift(25, -0.1, 0.5, 20_000) == 0


def test_what_one_point_is_worth_in_each_stage():
    revenue, one = points(1000, [0.52, 0.68, 0.74, 0.79, 0.87], 20_000)
    assert round(revenue) == 3_596_833
    assert one == pytest.approx([69_170, 52_895, 48_606, 45_530, 41_343], abs=0.5)
    assert one * [6, 2, 1, 5, 1] == pytest.approx([415_019, 105_789, 48_606, 227_648, 41_343], abs=1)


# from exports to cells

OWNERS = ("Ann", "Ben", "Cem", "Dee")


def a_team(weak: str = "Dee", deals: int = 60) -> tuple[dict, dict]:
    """Each has so many deals in 2025; of ten, six move on from Qualified within 9 days, the weak one's one; all of those are won."""
    journeys, details = {}, {}
    for owner in OWNERS:
        for n in range(deals):
            start = pd.Timestamp("2025-01-06") + pd.Timedelta(days=4 * n)
            good = n % 10 < (1 if owner == weak else 6)
            steps = [("Qualified", 0)] + (
                [("Proposal", 9), ("Negotiation", 12), ("Won", 20)] if good else [("Lost", 14)]
            )
            name = f"{owner} {n}"
            journeys[name] = [f"{stage} {(start + pd.Timedelta(days=after)).date()}" for stage, after in steps]
            details[name] = {
                "Deal Owner": owner,
                "Amount": 1000,
                "Source": "Web",
                "Lost Reason": "" if good else "Too expensive",
            }
    return journeys, details


@pytest.fixture(scope="module")
def team():
    return store_of(*a_team())


def test_the_weak_one_is_flagged_with_a_price_and_a_model(team):
    result = coaching(team, END, quarters=None)
    cells = result.cells.set_index(["owner", "stage"])
    dee = cells.loc[("Dee", "Qualified")]
    assert (dee["n"], dee["state"]) == (60, "flag")
    assert dee["raw"] == pytest.approx(0.1)
    assert dee["team"] == pytest.approx((3 * 0.6 + 0.1) / 4)
    assert dee["copy_from"] in ("Ann", "Ben", "Cem")
    # 60 deals in four quarters less some days; every deal that moves on is won, for 1000
    quarters = ((END.as_of - day("2025-01-06")).days + 1) / 91.25
    target = result.cells[result.cells["stage"] == "Qualified"]["adjusted"].median()
    later = [cells.loc[("Dee", stage), "adjusted"] for stage in ("Proposal", "Negotiation")]
    assert dee["worth"] == pytest.approx(60 / quarters * (target - dee["adjusted"]) * later[0] * later[1] * 1000)
    assert dee["worth_low"] < dee["worth"] < dee["worth_high"]
    assert result.cells.loc[result.cells["state"].isin(["fine", "not_enough"]), "worth"].isna().all()
    assert result.newcomers == {}


def test_the_owner_filter_shows_one_and_compares_with_all(team):
    cells = coaching(team, END.only(owners=("Dee",)), quarters=None).cells
    assert set(cells["owner"]) == {"Dee"}
    assert cells.iloc[0]["state"] == "flag"


def test_a_cell_opens_its_deals_and_says_what_differs(team):
    found = differences(team, END, "Dee", "Pipeline", 0, None)
    assert (len(found.keys), len(found.moved), len(found.lost), len(found.open)) == (60, 6, 54, 0)
    assert found.days["moved on"] == {"own": 9, "others": 9}
    # one source, one reason: nothing to tell apart
    assert set(found.shares["what"]) <= {"size"}


def test_a_deal_counts_for_who_owned_it_when_it_came_to_the_stage():
    """Handed over from Ann to Ben on 5 February: Qualified (January) is Ann's, Proposal (March) is Ben's."""
    deals = [{"Deal ID": "1", "Stage": "Proposal", "Deal Owner": "Ben", "Created Date": "2025-01-02"}]
    deals += [{"Deal ID": "2", "Stage": "Qualified", "Deal Owner": "Ann", "Created Date": "2025-01-02"}]
    history = [
        {"Deal ID": "1", "From Stage": "", "To Stage": "Qualified", "Changed At": "2025-01-02 10:00"},
        {"Deal ID": "1", "From Stage": "Qualified", "To Stage": "Proposal", "Changed At": "2025-03-02 10:00"},
        {"Deal ID": "2", "From Stage": "", "To Stage": "Qualified", "Changed At": "2025-01-02 10:00"},
    ]
    audit = [
        {
            "Opportunity ID": "1",
            "Field / Event": "Owner",
            "Old Value": "Ann",
            "New Value": "Ben",
            "Edit Date": "2025-02-05 10:00",
        }
    ]
    order = (*(Stage(stage, "open") for stage in STAGES), Stage("Won", "won"), Stage("Lost", "lost"))
    store = store_of_files(
        ("deals.csv", csv_of(deals)), ("history.csv", csv_of(history)), ("audit.csv", csv_of(audit)),
        options=Options(as_of=day("2025-12-31")), settings=Settings(pipelines={"Pipeline": order}),
    )  # fmt: skip
    rows = passages(store, END, None)
    mine = rows[rows["deal_key"] == rows.loc[rows["stage"] == "Proposal", "deal_key"].iloc[0]]
    assert dict(zip(mine["stage"], mine["owner"], strict=True)) == {"Qualified": "Ann", "Proposal": "Ben"}


def test_people_of_one_role_are_compared_with_each_other():
    journeys, details = a_team()
    deals = [{"Deal ID": name, "Stage": steps[-1].rpartition(" ")[0], "Created Date": steps[0][-10:]} | details[name]
             for name, steps in journeys.items()]  # fmt: skip
    history = [
        {"Deal ID": name, "To Stage": step.rpartition(" ")[0], "Changed At": step[-10:]} for name, steps in journeys.items() for step in steps
    ]  # fmt: skip
    order = (*(Stage(stage, "open") for stage in STAGES), Stage("Won", "won"), Stage("Lost", "lost"))
    settings = Settings(
        pipelines={"Pipeline": order},
        owners=(
            *(Owner(each, role="Hunter") for each in OWNERS[:3]),
            Owner("Dee", role="Farmer", started_on=day("2025-12-01")),
        ),
    )
    store = store_of_files(
        ("deals.csv", csv_of(deals)),
        ("history.csv", csv_of(history)),
        options=Options(as_of=day("2099-12-31")),
        settings=settings,
    )
    result = coaching(store, END, quarters=None)
    assert set(result.cells["peers"]) == {"Hunter"}
    assert result.alone == ["Farmer"]
    # a median sale takes 20 days: on 31 December who began on the first is new
    assert result.newcomers == {"Dee": day("2025-12-01")}
    assert set(coaching(store, END, None, "all").cells["owner"]) == set(OWNERS)


def test_where_only_the_present_stage_is_told_nothing_is_said():
    rows = [
        {"Deal ID": n, "Stage": "Qualified" if n % 2 else "Lost", "Deal Owner": OWNERS[n % 4], "Created Date": "2025-01-02", "Closed Date": "2025-03-01"}
        for n in range(80)
    ]  # fmt: skip
    result = coaching(store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=day("2025-12-31"))), END)
    assert result.cells.empty
    assert "not when they came there" in next(iter(result.impossible.values()))


# what to fix


def test_a_stage_that_was_better_once_has_a_price():
    """Of ten deals a week eight moved on from Qualified in the first quarter, four since; each deal that does is won after 8 days."""
    journeys, details = {}, {}
    for week in range(52):
        start = pd.Timestamp("2025-01-01") + pd.Timedelta(weeks=week)
        for n in range(10):
            good = n < (8 if start < pd.Timestamp("2025-04-01") else 4)
            steps = [("Qualified", 0)] + ([("Proposal", 2), ("Negotiation", 5), ("Won", 8)] if good else [("Lost", 3)])
            journeys[f"{week}-{n}"] = [f"{stage} {(start + pd.Timedelta(days=after)).date()}" for stage, after in steps]
            details[f"{week}-{n}"] = {"Amount": 1000}
    result = what_to_fix(store_of(journeys, details), Scope(as_of=day("2025-11-15")))
    row = result.stages.iloc[0]
    assert (row["stage"], row["best_quarter"], result.quarter) == ("Qualified", "2025Q1", "2025Q4")
    assert row["best"] == pytest.approx(0.8, abs=0.03)
    assert row["conversion"] == pytest.approx(0.4, abs=0.03)
    assert row["chance"] > 0.99
    # some 130 deals a quarter, each point of them 1.3 wins of 1000
    assert row["point"] == pytest.approx(1300, rel=0.05)
    assert row["steady"] == pytest.approx(130 * (row["best"] - row["conversion"]) * 1000, rel=0.05)
    # 46 days are left: of deals that come in the first 38 of them (10 a week) all could still be won
    assert row["this_quarter"] == pytest.approx(38 / 7 * 10 * (row["best"] - row["conversion"]) * 1000, rel=0.15)
    assert row["steady_low"] < row["steady"] < row["steady_high"]
    others = result.stages.iloc[1:]
    assert (others["steady"] == 0).all()


# what kind a deal is


def test_sizes_are_thirds_of_the_amounts_and_equal_amounts_are_in_one():
    """Amounts 900, 100, 800, ... in no order: three of each size; 500 four times over is one size; no amount is none."""
    amounts = [900, 100, 800, 200, 700, 300, 600, 400, 500, None]
    names = [f"d{n}" for n in range(len(amounts))]
    journeys = {name: ["Qualified 2025-01-02"] for name in names}
    store = store_of(
        journeys, {name: {"Amount": amount} for name, amount in zip(names, amounts, strict=True) if amount}
    )
    rows = with_kinds(store, END, passages(store, END, None))
    keys = store.engine.table("deals").set_index("deal_key")["deal_id"]
    sizes = dict(zip(rows["deal_key"].map(keys), rows["size"], strict=True))
    assert [sizes[name] for name in names] == [3, 1, 3, 1, 3, 1, 2, 2, 2, 0]
    same = store_of(journeys, {name: {"Amount": 500} for name in names})
    assert set(with_kinds(same, END, passages(same, END, None))["size"]) == {1}
