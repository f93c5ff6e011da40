"""Chances that fall with age, and the ratio of two shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ageing import falling, ratio


@pytest.mark.parametrize(
    ("hits", "of", "expected"),
    [
        pytest.param([8, 4, 2], [10, 10, 10], [0.8, 0.4, 0.2], id="falls already"),
        pytest.param([5, 6, 1], [10, 10, 10], [0.55, 0.55, 0.1], id="neighbours that rise are pooled"),
        pytest.param([1, 30, 0], [10, 90, 5], [0.31, 0.31, 0], id="by what they rest on"),  # 31 of 100
        pytest.param([3, 0, 1], [10, 0, 10], [0.3, np.nan, 0.1], id="nothing to know is missing"),
        pytest.param([], [], [], id="no ages"),
    ],
)
def test_shares_never_rise(hits, of, expected):
    assert falling(hits, of) == pytest.approx(expected, nan_ok=True)


@given(st.lists(st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_smoothing_keeps_the_number_of_hits(counts):
    hits, of = np.array(counts).T
    smooth = falling(hits, of)
    assert (np.diff(smooth) <= 1e-9).all()
    assert (smooth * of).sum() == pytest.approx(hits.sum())


def test_a_ratio_and_its_bounds_by_hand():
    # log of 0.5, give or take 1.96 x sqrt(1/20 - 1/100 + 1/40 - 1/100) = 0.4597
    assert ratio(20, 100, 40, 100, 1.96) == pytest.approx((0.5, 0.3158, 0.7917), abs=1e-4)
    # no hit: half a one to each; 0.5 / 25.5, times e to the power of 1.96 x sqrt(1/0.5 + 1/25.5 - 2/50.5) = 2.771
    assert ratio(0, 50, 25, 50, 1.96)[2] == pytest.approx(0.3134, abs=1e-3)
    assert all(np.isnan(each) for each in ratio(1, 2, 0, 0, 1.96))
