"""The forecast: on examples small enough for a pencil, on a company of two years, and on things that must always hold."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.forecast import forecast
from analytics.periods import period_named
from analytics.workspace import Scope, Settings
from analytics.workspace.settings import Target
from tests.company import LAST, journeys
from tests.exports import csv_of, store_of, store_of_files

Q1 = period_named("2026Q1")
NONE = (np.zeros(0), [])


@pytest.fixture(scope="module")
def company():
    steps, details = journeys()
    return store_of(steps, details)


@pytest.fixture(scope="module")
def now(company):
    return forecast(company, Scope(as_of=LAST), Q1)


# small histories


def small(**more):
    """In Q3 2025 open at the start: A 100 (won), B 300 (lost); C 50 came later and was won.  In Q4: D 400 open at its start."""
    steps = {
        "A": ["Qualified 2025-06-20", "Won 2025-08-01"],
        "B": ["Qualified 2025-06-20", "Lost 2025-08-15"],
        "C": ["Qualified 2025-07-10", "Won 2025-09-01"],
        "D": ["Qualified 2025-09-20"],
        **more,
    }
    return store_of(steps, {"A": {"Amount": 100}, "B": {"Amount": 300}, "C": {"Amount": 50}, "D": {"Amount": 400}})


def test_too_little_history_gives_a_range():
    result = forecast(small(), Scope(as_of=date(2025, 9, 30)), period_named("2025Q4"))
    assert result.headline.method == "range"
    # run-rate: 100 + 50; snapshot ratio: 400 x 100/400 + 50
    assert {name: band.mean for name, band in result.methods.items()} == pytest.approx(
        {"run_rate": 150.0, "last_period": 150.0, "snapshot_ratio": 150.0}
    )
    assert result.headline.p10 is None
    assert result.deals["p_win_in_quarter"].isna().all()
    assert result.too_little.startswith("Too little history")


def test_a_period_that_is_over_is_what_was_won():
    result = forecast(small(), Scope(as_of=date(2025, 9, 30)), period_named("2025Q3"))
    assert (result.headline.method, result.headline.mean, result.won_to_date) == ("actual", 150.0, Decimal(150))
    assert result.pacing["amount"].iloc[[30, 31, -1]].tolist() == [0, 100, 150]


def test_learned_chances_of_stages():
    store = small(E=["Qualified 2025-06-01", "Proposal 2025-06-05", "Lost 2025-07-01"])
    stages = forecast(store, Scope(as_of=date(2025, 9, 30)), period_named("2025Q4")).stages.set_index("stage")
    # four closed deals were in Qualified, two of them won; won deals passed all stages
    assert stages["n"].to_dict() == {"Qualified": 4, "Proposal": 3, "Negotiation": 2}
    # nothing is configured: Beta(1/2 + 2, 1/2 + 2), Beta(2.5, 1.5), Beta(2.5, .5)
    assert stages["learned"].tolist() == pytest.approx([0.5, 0.625, 2.5 / 3])
    assert stages["open_deals"].tolist() == [1, 0, 0]


def without_history(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """The chances of the stages, learned from deals of which only the last stage is told: id, stage, status, closed on."""
    columns = ("Deal ID", "Stage", "Status", "Closed Date")
    more = {"Created Date": "2025-06-01", "Pipeline": "Pipeline"}
    csv = csv_of([dict(zip(columns, row, strict=True)) | more for row in rows])
    order = (*(Stage(each, "open") for each in ("Qualified", "Proposal", "Negotiation")), Stage("Lost", "lost"))
    store = store_of_files(
        ("deals.csv", csv),
        options=Options(as_of=date(2025, 9, 30)),
        settings=Settings(pipelines={"Pipeline": order}),
    )
    return forecast(store, Scope(), period_named("2025Q4")).stages.set_index("stage")


def test_chances_are_learned_from_the_last_stage_where_no_history_tells_more():
    stages = without_history(
        ("a", "Proposal", "open", ""), ("b", "Negotiation", "won", "2025-08-01"), ("c", "Proposal", "won", "2025-08-02"),
        *((f"lost {n}", "Qualified", "lost", "2025-07-01") for n in range(9)), ("late", "Proposal", "lost", "2025-07-03"),
    )  # fmt: skip
    # twelve are closed; three of them got to Proposal, and both that were won beyond it
    assert stages["n"].to_dict() == {"Qualified": 12, "Proposal": 3, "Negotiation": 2}
    assert stages["learned"].tolist() == pytest.approx([2.5 / 13, 2.5 / 4, 2.5 / 3])


def test_nothing_is_learned_where_lost_deals_tell_no_stage():
    won, lost = ("b", "Negotiation", "won", "2025-08-01"), ("c", "Qualified", "lost", "2025-08-02")
    untold = [(f"lost {n}", "Lost", "lost", "2025-07-01") for n in range(2)]
    assert without_history(won, lost, *untold)["n"].tolist() == [0, 0, 0]


# a company of two years


def test_the_parts_add_up(now):
    parts, head = now.parts, now.headline
    assert parts.won + parts.open + parts.new == pytest.approx(head.mean)
    assert 0 <= parts.pulled_in <= parts.open
    assert parts.won == pytest.approx(float(now.won_to_date))
    assert float(now.won_to_date) <= head.p10 <= head.p50 <= head.p90
    # deal by deal too
    assert now.deals["expected"].sum() == pytest.approx(parts.open)


def test_the_headline_is_the_median_of_four(now):
    four = [now.methods[name].mean for name in ("semi_markov", "snapshot_ratio", "hybrid", "run_rate")]
    assert now.headline.method == "median"
    assert now.headline.mean == pytest.approx(np.median(four), rel=0.02)
    # one number has one band, wherever on the page it stands
    band, head = now.methods["median"], now.headline
    assert (band.p10, band.p50, band.p90) == (head.p10, head.p50, head.p90)


def test_every_open_deal_has_a_chance_and_reasons(now):
    assert now.deals["p_win_in_quarter"].between(0, 1).all()
    assert len(now.deals) == now.stages["open_deals"].sum()
    assert now.deals["reasons"].str.match(r"\d+ days? in (Qualified|Proposal|Negotiation); ").all()
    # later stages are nearer to winning
    by_stage = now.deals.groupby("stage")["p_win_in_quarter"].mean()
    assert by_stage["Qualified"] < by_stage["Proposal"] < by_stage["Negotiation"]


def test_the_fan_ends_in_the_forecast(now):
    last = now.fan.iloc[-1]
    assert (last["day"], last["p50"]) == (date(2026, 3, 31), pytest.approx(now.headline.p50))
    assert now.fan["day"].iloc[0] == LAST
    for name in ("p10", "p50", "p90"):
        assert now.fan[name].is_monotonic_increasing
    assert now.pacing["amount"].iloc[-1] == pytest.approx(float(now.won_to_date))


def test_the_same_input_gives_the_same_output(company, now):
    again = forecast(company, Scope(as_of=LAST), Q1)
    assert again.headline == now.headline
    assert again.methods == now.methods
    pd.testing.assert_frame_equal(again.deals, now.deals)
    other = forecast(company, Scope(as_of=LAST), Q1, seed=1)
    assert other.headline != now.headline
    assert other.headline.mean == pytest.approx(now.headline.mean, rel=0.05)


def test_the_period_of_the_filters_does_not_filter(company, now):
    scope = Scope(as_of=LAST, from_on=date(2026, 1, 1), to_on=date(2026, 1, 31), basis="closed")
    assert forecast(company, scope, Q1).headline == now.headline


def test_owners_are_forecast_apart(company, now):
    won = [
        forecast(company, Scope(as_of=LAST, owners=(each,)), Q1, learn=False).won_to_date
        for each in ("Ann", "Ben", "Chi")
    ]
    assert sum(won) == now.won_to_date


def test_months_and_periods_ahead(company):
    month = forecast(company, Scope(as_of=LAST), period_named("2026-02"), learn=False)
    assert month.headline.method == "median"
    ahead = forecast(company, Scope(as_of=LAST), period_named("2026Q2"), learn=False)
    # from what is open now, and mostly from what will come in until then
    assert ahead.won_to_date == 0
    assert ahead.parts.new > ahead.parts.open > 0


def test_the_chance_of_a_target(now):
    assert now.target is None
    assert now.chance_of_target is None
    goal = Target("2026Q1", round(now.headline.p50))
    with_target = forecast(store_of(*journeys(), targets=(goal,)), Scope(as_of=LAST), Q1)
    assert with_target.headline == now.headline
    assert with_target.chance_of_target == pytest.approx(0.5, abs=0.02)
