"""Velocity, against the published vectors of its decomposition and journeys small enough to count by hand."""

from datetime import timedelta

import pytest

from analytics.decomposition import lmdi, shapley
from analytics.intake import Options
from analytics.metrics.velocity import Speed, effects, velocity, velocity_by
from analytics.metrics.velocity_stages import lost_deals
from analytics.workspace import Scope
from tests.exports import csv_of, day, store_of, store_of_files

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
    assert row.longest_days == 20
    assert row.p80_days != row.p80_days  # missing
    assert row.lost_median_days == 4
    assert row.lost_days == 2 + 4 + 9


def test_the_stays_of_a_deal_add_up_and_a_skipped_stage_has_none():
    store = store_of(
        {
            "back": ["Qualified 2025-03-01", "Proposal 2025-03-03", "Qualified 2025-03-05", "Lost 2025-03-15"],
            "skips": ["Qualified 2025-03-01", "Negotiation 2025-03-07", "Lost 2025-03-08"],
        }
    )
    stages = velocity(store, Scope(as_of=day("2025-03-31"))).stages.set_index("stage")
    assert stages["n"].to_dict() == {"Qualified": 2, "Proposal": 1, "Negotiation": 1}
    assert stages[["stays", "again", "moved_back"]].loc["Qualified"].tolist() == [3, 1, 0]
    assert stages.loc["Proposal", "moved_back"] == 1
    # 2 + 10 days and 6 days; of the last stays alone 10 and 6
    assert stages.loc["Qualified", ["p80_days", "median_days", "last_median_days"]].tolist() == [12, 6, 6]
    assert stages.loc["Qualified", "naive_mean_days"] == 9
    # both lost, the one at Proposal (it had been there), the other at Negotiation
    assert stages["lost_here"].tolist() == [0, 1, 1]
    assert stages["loss_share"].tolist() == [0, 0.5, 0.5]


def test_what_deals_held_that_ended_lost():
    store = store_of(
        {
            "lost": ["Qualified 2025-03-01", "Proposal 2025-03-04", "Lost 2025-03-14"],
            "won": ["Qualified 2025-03-01", "Proposal 2025-03-02", "Won 2025-03-10"],
            "open": ["Qualified 2025-03-01", "Proposal 2025-03-20"],
        },
        {"lost": {"Amount": 700}, "won": {"Amount": 50}},
    )
    scope = Scope(as_of=day("2025-03-31"))
    stages = velocity(store, scope).stages.set_index("stage")
    assert stages.loc["Qualified", ["lost_days", "lost_amount"]].tolist() == [3, 700]
    assert stages.loc["Proposal", ["lost_days", "lost_amount"]].tolist() == [10, 700]
    assert stages.loc["Proposal", ["won_median_days", "lost_median_days"]].tolist() == [8, 10]
    assert len(lost_deals(store, scope, "Pipeline", 1)) == 1


def test_who_waits_within_the_usual_time_and_who_beyond_it():
    """Ten deals leave Qualified after 1 to 10 days: a fifth by day 2, four fifths by day 8."""
    journeys = {
        f"gone {n}": ["Qualified 2025-03-01", f"Lost {day('2025-03-01') + timedelta(days=n)}"] for n in range(1, 11)
    }
    journeys |= {"new": ["Qualified 2025-03-30"], "due": ["Qualified 2025-03-29"], "late": ["Qualified 2025-03-20"]}
    result = velocity(store_of(journeys), Scope(as_of=day("2025-03-31")))
    row = result.stages.iloc[0]
    # those who wait count for 1, 2 and 11 days: 12/13 x 10/11 = .84 are left after day 2, x 8/9 = .75 after day 3
    assert (row.p20_days, row.p80_days) == (3, 9)
    waits = dict(zip(result.waiting["days"], result.waiting["wait"], strict=True))
    assert waits == {11: "late", 2: "early", 1: "early"}


def test_velocity_of_each_group(sample_store):
    speeds, stages = velocity_by(sample_store, Scope(), "lead_type")
    whole = velocity(sample_store, Scope())
    assert speeds["opportunities"].sum() == whole.now.opportunities
    assert stages["n"].sum() == whole.stages["n"].sum()


def test_twice_the_time_is_about_twice_the_velocity():
    """One deal a day, every second won after ten days: what a period holds grows with its length."""
    first = day("2024-01-01")
    journeys = {
        str(n): [
            f"Qualified {first + timedelta(days=n)}",
            f"{'Won' if n % 2 else 'Lost'} {first + timedelta(days=n + 10)}",
        ]
        for n in range(120)
    }
    store = store_of(journeys, {name: {"Amount": 100} for name in journeys})
    last = day("2024-04-29")
    one, two = (
        velocity(store, Scope(from_on=last - timedelta(days=n - 1), to_on=last, as_of=day("2024-12-31"))).now
        for n in (30, 60)
    )
    assert (one.length_days, two.length_days) == (30, 60)
    assert two.per_day == pytest.approx(2 * one.per_day)


def test_an_export_without_lost_deals_has_no_win_rate_and_so_no_velocity():
    won = {f"d{n}": ["Qualified 2025-02-01", f"Won 2025-02-{10 + n}"] for n in range(5)}
    store = store_of(won, {name: {"Amount": 100} for name in won})
    now = velocity(store, Scope(from_on=day("2025-02-01"), to_on=day("2025-02-28"), as_of=day("2025-03-31"))).now
    assert (now.opportunities, now.win_rate, now.per_day) == (5, None, None)


def test_closed_on_unknown_days_a_deal_is_created_and_in_no_rate():
    """Ten won and ten lost deals, none with a day of closing: not twenty that are still open."""
    rows = [
        {"Deal ID": n, "Stage": "Won" if n % 2 else "Lost", "Amount": 100, "Created Date": "2025-03-01"}
        for n in range(20)
    ]
    rows += [{"Deal ID": 99, "Stage": "Demo", "Amount": 100, "Created Date": "2025-06-30"}]
    result = velocity(store_of_files(("deals.csv", csv_of(rows))), Scope())
    assert result.now.opportunities == 21
    assert (result.now.win_rate, result.now.average_won, result.now.per_day) == (None, None, None)


@pytest.mark.parametrize(("first", "begins"), [("2024-02-06", None), ("2024-02-07", "2024-02-07")])
def test_a_period_before_of_which_the_exports_tell_only_a_part_is_not_compared_with(first, begins):
    """The period before is all of 2024, a leap year of 366 days: its first tenth, 36.6 days, is over after 6 February."""
    rows = [
        {"Deal ID": n, "Stage": stage, "Amount": 100, "Created Date": created, "Close Date": closed}
        for n, (stage, created, closed) in enumerate(
            [
                ("Won", first, "2024-03-05"), ("Lost", "2024-02-10", "2024-03-09"),
                ("Won", "2025-02-01", "2025-03-01"), ("Lost", "2025-02-01", "2025-03-01"), ("Demo", "2025-12-31", ""),
            ]
        )
    ]  # fmt: skip
    scope = Scope(from_on=day("2025-01-01"), to_on=day("2026-01-01"), as_of=day("2026-01-01"))
    store = store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=day("2026-01-01")))
    result = velocity(store, scope)
    assert result.before.from_on == day("2024-01-01")
    assert result.begins_on == (begins and day(begins))
    assert bool(result.effects) == (begins is None)
