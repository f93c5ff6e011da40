"""Comparisons, against published vectors and groups counted by hand."""

import pandas as pd
import pytest

from analytics.metrics.comparison import compare, compare_mix, mix_and_rate
from analytics.workspace import Scope
from tests.exports import day, store_of


def test_both_rates_rise_and_the_total_falls():
    """Shares .7/.3 -> .3/.7, rates .30/.10 -> .33/.12: the total falls by .057 = mix -.082 + rate +.025."""
    groups = pd.DataFrame(
        {"share": [0.3, 0.7], "rate": [0.33, 0.12], "share_before": [0.7, 0.3], "rate_before": [0.30, 0.10]}
    )
    parts = mix_and_rate(groups)
    assert parts["mix"].sum() == pytest.approx(-0.082, abs=1e-12)
    assert parts["rate_effect"].sum() == pytest.approx(0.025, abs=1e-12)
    after, before = (groups["share"] * groups["rate"]).sum(), (groups["share_before"] * groups["rate_before"]).sum()
    assert parts[["mix", "rate_effect"]].to_numpy().sum() == pytest.approx(after - before)


def two_groups(ann, bob):
    """Deals of two owners, (moved on, lost) each, all decided on the fifth day."""
    journeys, details = {}, {}
    for owner, (moved, lost) in {"Ann": ann, "Bob": bob}.items():
        for number in range(moved + lost):
            name = f"{owner} {number}"
            journeys[name] = ["Qualified 2025-01-01", f"{'Proposal' if number < moved else 'Lost'} 2025-01-06"]
            details[name] = {"Owner": owner, "Source": "Web" if number % 2 else "Fair"}
    return store_of(journeys, details)


ANN, BOB = (Scope(owners=(owner,), as_of=day("2025-03-31")) for owner in ("Ann", "Bob"))


@pytest.mark.parametrize(
    ("ann", "bob", "low", "high", "is_real"),
    [
        # Newcombe 1998, table II, method 10: 56/70 - 48/80 and 9/10 - 3/10
        ((56, 14), (48, 32), 0.0524, 0.3339, True),
        ((9, 1), (3, 7), 0.1705, 0.8090, True),
        # 6 of 10 against 5 of 10: score intervals .3127-.8318 and .2366-.7634; .1 - sqrt(.2873^2 + .2634^2), .1 + sqrt(.2318^2 + .2634^2)
        ((6, 4), (5, 5), -0.2898, 0.4509, False),
    ],
)
def test_a_difference_is_one_where_its_interval_leaves_out_zero(ann, bob, low, high, is_real):
    row = compare(two_groups(ann, bob), ANN, BOB).iloc[0]
    assert (row.low, row.high) == pytest.approx((low, high), abs=1e-4)
    assert row.is_real == is_real
    assert (row.entered, row.other_entered) == (sum(ann), sum(bob))


def test_of_fewer_than_ten_deals_nothing_is_said():
    row = compare(two_groups((9, 0), (1, 20)), ANN, BOB).iloc[0]
    assert pd.isna(row.difference)
    assert not row.is_real


def test_a_change_taken_apart_by_source():
    store = two_groups((20, 4), (10, 14))
    parts = compare_mix(store, ANN, BOB, "source", "Pipeline", 0, 30).set_index("value")
    # each owner's 24 deals are half from the web, half from the fair: no mix, all rate
    assert parts["mix"].sum() == pytest.approx(0)
    assert parts["rate_effect"].sum() == pytest.approx(20 / 24 - 10 / 24)
    assert parts["entered"].tolist() == [12, 12]
