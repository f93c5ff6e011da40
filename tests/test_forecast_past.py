"""Forecasts of the past: nothing later is seen, and they are scored as the literature scores them."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.metrics.forecast import accuracy, is_ready
from analytics.metrics.forecast.accuracy import guard_sentence
from analytics.metrics.forecast.loading import load
from analytics.metrics.forecast.replay import replay
from analytics.metrics.forecast.scoring import calibration, deal_scores, method_scores
from analytics.periods import period_named
from analytics.scores import bias, brier, crps, log_loss, pinball, wape
from analytics.workspace import Scope
from analytics.workspace.kept import keep, kept
from analytics.workspace.settings import SubmittedForecast
from benchmarks.quarters import company as simulated
from tests.company import LAST, journeys
from tests.exports import store_of

Q1 = period_named("2026Q1")


@pytest.fixture(scope="module")
def book():
    """A simulated company whose close dates are known as they stood on each day."""
    return simulated(3, wins_a_quarter=45.0)


# what is known of earlier days


def test_values_of_today_are_not_taken_for_those_of_then():
    """Without a history of close dates, none is used before the export; and it is said."""
    store = store_of(*journeys(150))
    found = load(store, Scope(as_of=LAST))
    assert (found.dates_known > found.as_of).all()
    told = accuracy(store, Scope(as_of=LAST), Q1)
    assert any(
        each.startswith("Table: close dates are known as they stood from 2099-12-31 on") for each in told.omitted
    )
    assert any("last activity" in each for each in told.omitted)


# replay


@pytest.fixture(scope="module")
def replayed(book):
    return replay(book, Q1)


def test_every_method_is_replayed_at_weeks_1_5_and_9(replayed):
    rows, _ = replayed
    assert set(rows["week"]) == {1, 5, 9}
    methods = {
        "run_rate",
        "snapshot_ratio",
        "semi_markov",
        "hybrid",
        "median",
        "headline",
        "last_period",
        "crm_weighted",
    }
    assert set(rows["method"]) == methods
    # 16 quarters, the first four of which are there to learn from
    assert rows["period"].nunique() == 12
    assert len(rows) == 12 * 3 * len(methods)
    for _, each in rows.groupby(["period", "week"]):
        assert each["actual"].nunique() == 1


def test_the_headline_beats_what_people_do_otherwise(replayed):
    scores = method_scores(replayed[0])
    day_0 = scores[scores["week"] == 1].set_index("method")["wape"]
    assert day_0["median"] < day_0["last_period"]
    assert day_0["median"] < day_0["crm_weighted"]
    by_week = scores[(scores["method"] == "median") & (scores["week"] > 0)]["wape"]
    assert by_week.is_monotonic_decreasing


def test_chances_come_true(replayed):
    scores = deal_scores(replayed[1]).set_index(["method", "week"])
    for method in ("semi_markov", "hybrid"):
        assert scores.loc[(method, 1), "calibration_error"] < 0.04
    assert (
        scores.loc[("hybrid", 1), "brier"]
        < scores.loc[("snapshot_ratio", 1), "brier"]
        < scores.loc[("crm_weighted", 1), "brier"]
    )


# scores, by hand


def test_scores_by_hand():
    forecast_, actual = np.array([90, 130, 100, 100]), np.array([100, 120, 90, 110])
    assert wape(forecast_, actual) == pytest.approx(40 / 420)
    assert bias(forecast_, actual) == 0
    assert wape([1], [0]) is None
    assert pinball(0.1, 90, 100) == pytest.approx(1)
    assert pinball(0.1, 90, 80) == pytest.approx(9)
    assert crps(np.array([80, 100, 120, 140]), 110) == 7.5
    p, y = np.array([0.9, 0.2, 0.6]), np.array([1, 0, 0])
    assert brier(p, y) == pytest.approx(0.1366667, abs=1e-7)
    assert log_loss(p, y) == pytest.approx(0.4149316, abs=1e-7)


def test_skill_coverage_and_bias_of_a_method():
    def row(period, method, p50, actual):
        return {
            "period": period,
            "week": 1,
            "method": method,
            "p10": p50 - 10,
            "p50": p50,
            "p90": p50 + 10,
            "actual": actual,
            "crps": 4.0,
        }

    rows = pd.DataFrame(
        [row("Q1", "median", 90, 100), row("Q2", "median", 130, 100), row("Q1", "last_period", 60, 100), row("Q2", "last_period", 100, 100)]
    )  # fmt: skip
    found = method_scores(rows).set_index(["method", "week"])
    for week in (0, 1):
        median = found.loc[("median", week)]
        assert (median["n"], median["wape"], median["bias"], median["coverage80"]) == (2, 0.2, 0.1, 0.5)
        # the last period was 40 off in 200: as far as the median
        assert median["skill"] == 0.0
        assert median["crps"] == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("periods", "says"), [(2, "over 6 forecasts of 2 periods): it is"), (6, "over 18 forecasts of 6 periods): it is")]
)
def test_the_guard_says_on_how_much_it_rests(periods, says):
    # the run-rate is off by 5 of 100, the median by 20
    rows = [
        {"period": f"Q{n}", "week": week, "method": method, "p10": p50 - 9, "p50": p50, "p90": p50 + 9, "actual": 100.0,
         "crps": 1.0, "centre": p50, "rest": 100.0}
        for n in range(periods) for week in (1, 5, 9) for method, p50 in (("median", 80.0), ("run_rate", 105.0))
    ]  # fmt: skip
    told = guard_sentence(pd.DataFrame(rows))
    assert "WAPE 5% against 20%" in told
    assert says in told
    assert ("may be chance" in told) == (periods == 2)
    assert guard_sentence(pd.DataFrame(rows[:10])) is None


def test_reliability_by_tenths():
    bins = calibration(pd.DataFrame({"p": [0.05, 0.15, 0.15, 1.0], "won": [False, True, False, True]}))
    assert bins["n"].tolist() == [1, 2, 1]
    assert bins["low"].tolist() == pytest.approx([0.0, 0.1, 0.9])
    assert bins["predicted"].tolist() == pytest.approx([0.05, 0.15, 1.0])
    assert bins["observed"].tolist() == pytest.approx([0.0, 0.5, 1.0])


# kept beside the database


def test_a_replay_is_kept_and_says_the_same():
    said = SubmittedForecast("2025Q4", date(2025, 10, 20), "Cleo", 5e5)
    store, scope = store_of(*journeys(320), submitted_forecasts=(said,)), Scope(as_of=LAST)
    assert not is_ready(store, scope, Q1)
    first = accuracy(store, scope, Q1)
    assert is_ready(store, scope, Q1)
    # any quarter asks for the same past, a month for another
    assert is_ready(store, scope, period_named("2025Q2"))
    assert not is_ready(store, scope, period_named("2026-02"))
    again = accuracy(store, scope, Q1)
    for name in ("origins", "methods", "calibration", "deals", "failed", "submitted"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_dtype=False)
    row = again.submitted.iloc[0]
    assert (row["who"], row["amount"], row["submitted_on"]) == ("Cleo", 5e5, date(2025, 10, 20))
    origins = again.origins[(again.origins["period"] == "2025Q4") & (again.origins["method"] == "median")]
    assert row["median"] == origins[origins["week"] == 1]["p50"].iloc[0]
    assert row["actual"] == origins["actual"].iloc[0]


def test_what_is_kept_goes_with_its_generation(workspace, export):
    workspace.import_file(export("one.csv"))
    keep(workspace.engine, "answer", {"a": 1.5})
    assert kept(workspace.engine, "answer") == {"a": 1.5}
    for n in (4, 5):
        workspace.import_file(export(f"{n}.csv", n))
        assert kept(workspace.engine, "answer") is None
    assert not list(workspace.folder.glob("*.answer.json"))


def test_the_command_line_tells_the_same(workspace, export, capsys):
    workspace.import_file(export())
    for command, keys in (
        ("forecast", {"quarter", "as_of", "won_to_date", "target", "headline", "methods", "weighted", "parts", "chance_of_target", "stages", "deals"}),
        ("accuracy", {"origins", "methods", "calibration", "guard"}),
    ):  # fmt: skip
        assert main([command, "--workspace", str(workspace.folder), "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert keys <= set(document)
        assert document["too_little"].startswith("Too little history")
    assert main(["forecast", "--workspace", str(workspace.folder), "--quarter", "soon", "--json"]) == 3
