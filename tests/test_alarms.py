"""Alarms: quiet when nothing is wrong, loud when something is, and told apart into mix and rate."""

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.alarms.alarms import BASELINE, LIMIT, WATCHED, _cells, alarms, judged
from analytics.workspace import Scope
from benchmarks.coaching import watch
from tests.exports import day, store_of

AS_OF = day("2026-06-30")


def deals(random, per_week, chance, weeks=96, **columns):
    """Passages of one stage, so many a week; `chance`: of moving on after 7 days, by the number of weeks before the last day."""
    age = np.repeat(np.arange(weeks) * 7 + 3, per_week)
    moves = random.random(len(age)) < np.array([chance(each / 7) for each in age])
    return pd.DataFrame({
        "pipeline": "Pipeline", "position": 0, "stage": "Proposal", "is_skipped": False,
        "reached_on": pd.Timestamp(AS_OF) - pd.to_timedelta(age, unit="D"), "cause": np.where(age < 7, 0, np.where(moves, 1, 2)),
        "days": np.where(age < 7, age, np.where(moves, 7, 20)), "source": "Web", "segment": None, "deal_type": None, "size": 1,
        "owner": "Ann", "lead_type": None, "region": "North", "product": "Cart", **columns,
    })  # fmt: skip


def numbered(*parts):
    rows = pd.concat(parts, ignore_index=True)
    # lost on a day that has come
    late = (rows["cause"] == 2) & (rows["reached_on"] + pd.to_timedelta(rows["days"], unit="D") > pd.Timestamp(AS_OF))
    rows.loc[late, "cause"] = 0
    return rows.assign(deal_key=range(len(rows)))


def test_stable_cells_raise_less_than_one_false_alarm_a_quarter():
    """20 cells of 40 decisions a month; published: 4.6 alarms a year with a limit of 4, 1.6 with 5."""
    random = np.random.default_rng(1)
    found = [sum(not np.isnan(watch(random, 13, 0.0, LIMIT)) for _ in range(20)) for _ in range(60)]
    assert np.mean(found) < 1


def test_a_fall_of_15_points_is_found_within_half_a_year():
    """At 40 decisions a month half of such falls are found within 13 weeks, nine of ten within 26."""
    random = np.random.default_rng(2)
    weeks = np.array([watch(random, 26, 0.15, LIMIT) for _ in range(200)])
    assert np.mean(weeks <= 13) > 0.5
    assert np.mean(~np.isnan(weeks)) > 0.9


def test_nothing_wrong_is_quiet_and_says_what_was_watched():
    random = np.random.default_rng(3)
    rows = numbered(*(deals(random, 6, lambda _: 0.5, region=each, owner=each) for each in ("North", "South", "West")))
    result = judged(list(_cells(rows, AS_OF)), AS_OF)
    assert result.alarms.empty
    # all; three regions; three owners
    assert result.cells == 7
    assert result.limit == 5
    assert 0 < result.false_alarms < 1


def test_a_fallen_region_is_named_with_its_deals():
    random = np.random.default_rng(4)
    fell = deals(random, 8, lambda weeks: 0.2 if weeks < 20 else 0.6, region="South", owner="Ben")
    rows = numbered(
        deals(random, 8, lambda _: 0.6), fell, deals(random, 8, lambda _: 0.6, owner="Cem", product="Crane")
    )
    result = judged(list(_cells(rows, AS_OF)), AS_OF)
    loud = result.alarms.set_index(["by", "value"])
    assert ("region", "South") in loud.index
    assert ("region", "North") not in loud.index
    row = loud.loc[("region", "South")]
    # reached 7 days before it is decided: watched are those reached 7 to 188 days ago, 26 weeks of 8
    assert row["n"] == 26 * 8
    mine = rows[(rows["region"] == "South") & rows["deal_key"].isin(row["keys"])]
    assert len(mine) == row["n"]
    assert set(row["failed"]) == set(mine.loc[mine["cause"] != 1, "deal_key"])
    assert row["mix"] + row["rate_effect"] == pytest.approx(row["change"])
    assert row["rate_effect"] == pytest.approx(row["change"], abs=0.03)
    assert row["low"] < row["change"] < row["high"] < 0


def test_more_hard_deals_are_mix_and_no_alarm():
    """Easy deals move on 8 of 10 times, hard ones 3; lately most are hard.  The rate falls by 25 points, and nothing is wrong."""
    random = np.random.default_rng(5)
    before, lately = range(27, 96), range(27)
    parts = [
        deals(random, n, lambda _, share=share: share, source=source).query("reached_on in @days")
        for weeks, easy, hard in ((before, 8, 2), (lately, 3, 7))
        for source, n, share in (("easy", easy, 0.8), ("hard", hard, 0.3))
        for days in [[pd.Timestamp(AS_OF) - pd.Timedelta(days=7 * week + 3) for week in weeks]]
    ]
    cells = list(_cells(numbered(*parts), AS_OF))
    [everything] = [each for each in cells if each.by == "all"]
    assert everything.moved.mean() < everything.moved_before.mean() - 0.15
    assert judged(cells, AS_OF).alarms.empty


def test_of_few_cells_the_limit_is_lower_and_of_very_many_higher():
    random = np.random.default_rng(6)
    few = list(_cells(numbered(deals(random, 5, lambda _: 0.5)), AS_OF))
    assert judged(few, AS_OF).limit == 4
    many = list(_cells(numbered(*(deals(random, 30, lambda _: 0.5, owner=f"O{k}") for k in range(40))), AS_OF)) * 3
    result = judged(many, AS_OF)
    assert result.limit > 5
    assert result.false_alarms <= 1


def test_a_deal_is_decided_only_when_its_time_is_over():
    """Two deals a week move on after 5 days; one lost on its first day is decided no sooner than the others."""
    journeys = {}
    for week in range(90):
        start = pd.Timestamp("2026-06-28") - pd.Timedelta(weeks=week)
        for n in range(4):
            steps = [("Qualified", 0), ("Proposal", 5) if n < 2 else ("Lost", 1)]
            journeys[f"{week}-{n}"] = [f"{stage} {(start + pd.Timedelta(days=after)).date()}" for stage, after in steps]
    result = alarms(store_of(journeys), Scope(as_of=AS_OF))
    assert result.alarms.empty
    assert result.cells == 1
    assert (WATCHED, BASELINE) == (182, 364)


def test_without_history_nothing_is_watched():
    result = alarms(store_of({"a": ["Qualified 2026-01-01"]}), Scope(as_of=AS_OF))
    assert (result.cells, len(result.alarms)) == (0, 0)


def test_the_sample_company_has_one_alarm(sample_store):
    """Its Fleet Software has lost against a competitor in Proposal since January, and nothing else has changed."""
    found = alarms(sample_store, Scope()).alarms
    assert found[["by", "value", "stage"]].to_numpy().tolist() == [["product", "Fleet Software", "Proposal"]]
