"""Velocity, against the published vectors of its decomposition and journeys small enough to count by hand."""

import pytest

from analytics.metrics.velocity import Speed, effects, lmdi, shapley, velocity
from analytics.workspace import Scope
from tests.exports import day, store_of

OLD, NEW = [100, 0.20, 10000, 50], [120, 0.25, 9000, 60]  # 4000 -> 4500 a day


def test_the_change_is_the_sum_of_four_effects():
    assert lmdi(OLD, NEW) == pytest.approx([773.9721, 947.2652, -447.2652, -773.9721], abs=1e-4)
    assert shapley(OLD, NEW) == pytest.approx([780.8333, 955.2778, -452.5, -783.6111], abs=1e-4)
    assert sum(lmdi(OLD, NEW)) == pytest.approx(500)
    # equal velocities: half the deals, twice the rate
    assert lmdi([100, 0.2, 10000, 50], [50, 0.4, 10000, 50]) == pytest.approx([-2772.59, 2772.59, 0, 0], abs=0.01)


def test_where_a_factor_is_zero_the_effects_still_add_up():
    first, last = day("2025-01-01"), day("2025-12-31")
    before = Speed(first, last, 0.0, 10, 0.0, 1000.0, 10.0)
    now = Speed(first, last, 500.0, 10, 0.5, 1000.0, 10.0)
    assert effects(before, now) == pytest.approx(
        {"opportunities": 0, "win_rate": 500, "average_won": 0, "cycle_days": 0}
    )
    assert effects(Speed(first, last, None, 0, None, None, None), now) == {}


def test_one_period_by_hand():
    """Of four deals created in the period two are won, after 10 and 20 days, for 100 and 300; one is lost, one is open."""
    won = "Qualified 2025-02-01", "Proposal 2025-02-05"
    store = store_of(
        {
            "fast": [*won, "Won 2025-02-11"],
            "slow": [*won, "Won 2025-02-21"],
            "lost": ["Qualified 2025-02-01", "Lost 2025-02-06"],
            "open": ["Qualified 2025-02-01"],
        },
        {"fast": {"Amount": 100}, "slow": {"Amount": 300}},
    )
    result = velocity(store, Scope(from_on=day("2025-02-01"), to_on=day("2025-02-28"), as_of=day("2025-03-31")))
    assert (result.now.opportunities, result.now.average_won, result.now.cycle_days) == (4, 200, 10)
    assert result.now.win_rate == pytest.approx(0.5)  # all were watched for longer than any took
    assert result.now.per_day == pytest.approx(4 * 0.5 * 200 / 10)
    assert result.before.per_day is None
    assert result.effects == {}


def test_time_in_stage_counts_those_who_still_wait():
    """Stays of 2, 4 and 9 days ended, one of 20 days has not: half have left by day 4, four of five not yet."""
    store = store_of(
        {
            "a": ["Qualified 2025-03-01", "Proposal 2025-03-03", "Lost 2025-03-04"],
            "b": ["Qualified 2025-03-01", "Proposal 2025-03-05", "Lost 2025-03-06"],
            "c": ["Qualified 2025-03-01", "Lost 2025-03-10"],
            "d": ["Qualified 2025-03-11"],
        }
    )
    row = velocity(store, Scope(as_of=day("2025-03-31"))).stages.iloc[0]
    assert (row.n, row.inside, row.median_days, row.naive_mean_days) == (4, 1, 4, 5)
    assert row.p80_days != row.p80_days  # missing
    assert row.lost_median_days == 4
    assert row.lost_days == 2 + 4 + 9


def test_a_second_stay_counts_as_a_stay_and_a_skipped_stage_as_none():
    store = store_of(
        {
            "back": ["Qualified 2025-03-01", "Proposal 2025-03-03", "Qualified 2025-03-05", "Lost 2025-03-15"],
            "skips": ["Qualified 2025-03-01", "Negotiation 2025-03-07", "Lost 2025-03-08"],
        }
    )
    stages = velocity(store, Scope(as_of=day("2025-03-31"))).stages.set_index("stage")
    assert stages["n"].to_dict() == {"Qualified": 3, "Proposal": 1, "Negotiation": 1}
    # stays of 2, 6 and 10 days; the last stays alone are 6 and 10
    assert stages.loc["Qualified", ["median_days", "last_median_days"]].tolist() == [6, 6]
