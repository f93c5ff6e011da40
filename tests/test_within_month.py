"""Of the deals that pass a stage in a month, the share won in that month.  Counted by hand."""

from datetime import date

import numpy as np
import pytest

from analytics.metrics.within_month import homogeneity, within_month
from analytics.workspace import Scope
from tests.exports import day, store_of


def journeys(month: str, same: int, later: int, name: str) -> dict[str, list[str]]:
    """Deals that pass Qualified in a month: `same` are won in it, `later` stay in Proposal."""
    begin = [f"Qualified {month}-02", f"Proposal {month}-10"]
    won = {f"{name} won {place}": [*begin, f"Won {month}-20"] for place in range(same)}
    return won | {f"{name} open {place}": begin for place in range(later)}


def rows(found):
    return {row["stage"]: row for row in found.stages.to_dict("records")}


def test_rate_interval_and_forecast_by_hand():
    deals = journeys("2026-01", 2, 8, "a") | journeys("2026-02", 4, 6, "b") | journeys("2026-03", 1, 4, "c")
    found = within_month(store_of(deals), Scope(as_of=day("2026-03-25")))
    row = rows(found)["Qualified"]
    assert (row["passed"], row["won"], row["won_rate"]) == (20, 6, 0.3)
    assert (row["low"], row["high"]) == (pytest.approx(0.1455, abs=1e-4), pytest.approx(0.5190, abs=1e-4))
    assert (row["this_passed"], row["this_won"], row["this_expected"]) == (5, 1, 1.5)
    months = found.months[found.months["position"] == 0]
    assert months[["month", "passed", "won"]].values.tolist() == [[date(2026, 1, 1), 10, 2], [date(2026, 2, 1), 10, 4]]


@pytest.mark.parametrize(
    ("journey", "passed", "won"),
    [
        pytest.param(["Qualified 2026-01-02", "Proposal 2026-01-10", "Won 2026-02-01"], 1, 0, id="won a month later"),
        pytest.param(["Qualified 2026-01-02", "Won 2026-01-10"], 1, 1, id="skips on to won"),
        pytest.param(["Qualified 2026-01-02", "Lost 2026-01-10"], 0, 0, id="lost in it: not passed"),
        pytest.param(["Qualified 2026-01-02", "Proposal 2026-01-10", "Lost 2026-01-20"], 1, 0, id="lost beyond it"),
        pytest.param(["Qualified 2026-01-02", "Proposal 2026-01-10", "Won 2027-01-05"], 1, 0, id="the month of another year"),
        pytest.param(["Qualified 2026-01-02"], 0, 0, id="waits"),
        pytest.param(["Qualified 2025-12-02", "Proposal 2025-12-10", "Qualified 2025-12-20", "Proposal 2026-01-10", "Won 2026-01-12"],
                     1, 0, id="came back: first passed in December"),
    ],
)  # fmt: skip
def test_one_deal(journey, passed, won):
    # one more deal keeps the stage listed
    found = within_month(store_of({"deal": journey, "other": ["Proposal 2026-01-05"]}), Scope(as_of=day("2026-01-31")))
    row = rows(found)["Qualified"]
    assert (row["passed"] - 1, row["won"]) == (passed, won)
    assert row["won_rate"] is None or np.isnan(row["won_rate"]), "under ten there are counts only"


def test_the_last_open_stage_has_none_and_the_future_is_not_known():
    deals = journeys("2026-01", 3, 3, "a") | journeys("2026-02", 3, 3, "b")
    found = within_month(store_of(deals), Scope(as_of=day("2026-01-31")))
    assert "Negotiation" not in rows(found)
    assert rows(found)["Qualified"]["passed"] == 6
    # won deals passed Proposal too; the three that wait in it did not
    assert rows(found)["Proposal"]["passed"] == 3


def test_homogeneity():
    # chi-square of (10, 20, 30) of 50 each: 16.67 on 2 degrees of freedom; p = exp(-16.667 / 2)
    assert homogeneity(np.array([10, 20, 30]), np.array([40, 30, 20])) == pytest.approx(np.exp(-16.6667 / 2), rel=1e-4)
    assert homogeneity(np.array([10, 10]), np.array([40, 40])) == 1
    assert homogeneity(np.array([1, 1]), np.array([4, 4])) is None, "two months together expect two won"
    assert homogeneity(np.array([0, 0]), np.array([0, 0])) is None


def test_months_with_few_are_taken_together():
    # of each month 3 of 6: two months together expect six of each
    assert homogeneity(np.full(4, 3), np.full(4, 3)) == 1
    assert homogeneity(np.full(3, 3), np.full(3, 3)) is None


def test_no_deals():
    found = within_month(store_of(journeys("2026-01", 1, 1, "a")), Scope(owners=("Nobody",)))
    assert found.stages.empty
    assert found.months.empty


def test_the_sample_is_steady(sample_store):
    found = within_month(sample_store, Scope()).stages
    told = found[found["won_rate"].notna()]
    assert len(told) >= 3
    assert told["won_rate"].between(told["low"], told["high"]).all()
