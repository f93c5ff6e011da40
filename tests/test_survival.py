"""Survival estimates against the worked vectors of Aalen-Johansen and against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from analytics.survival import aalen_johansen, quantile


def test_competing_causes_by_hand():
    """Eight cases; n, S, F1 and F2 worked out with pencil: 8 at risk, one of each cause at t = 1, and so on."""
    result = aalen_johansen([1, 1, 2, 2, 3, 3, 4, 5], [1, 2, 0, 1, 2, 1, 0, 1])
    assert result.t.tolist() == [1, 2, 3, 5]
    assert result.n.tolist() == [8, 6, 4, 1]
    assert result.survival == pytest.approx([0.75, 0.625, 0.3125, 0], abs=1e-12)
    assert result.incidence[0] == pytest.approx([0.125, 0.25, 0.40625, 0.71875], abs=1e-12)
    assert result.incidence[1] == pytest.approx([0.125, 0.125, 0.28125, 0.28125], abs=1e-12)


def test_delayed_entry_by_hand():
    result = aalen_johansen([2, 3, 3, 5, 6, 7], [1, 0, 2, 1, 0, 2], entries=[0, 0, 1, 2, 3, 0])
    assert result.t.tolist() == [2, 3, 5, 7]
    assert result.n.tolist() == [4, 4, 3, 1]
    assert result.survival == pytest.approx([0.75, 0.5625, 0.375, 0], abs=1e-12)
    assert result.incidence[0] == pytest.approx([0.25, 0.25, 0.4375, 0.4375], abs=1e-12)
    assert result.incidence[1] == pytest.approx([0, 0.1875, 0.1875, 0.5625], abs=1e-12)


cases = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=60)


@given(cases)
def test_survival_and_incidences_add_up(rows):
    durations, causes = zip(*rows, strict=True)
    result = aalen_johansen(durations, causes)
    assert np.allclose(result.survival + result.incidence.sum(axis=0), 1)


@given(cases)
def test_survival_is_that_of_scipy(rows):
    durations, causes = (np.array(each) for each in zip(*rows, strict=True))
    if not (causes > 0).any():
        return
    theirs = ecdf(CensoredData(uncensored=durations[causes > 0], right=durations[causes == 0])).sf
    result = aalen_johansen(durations, causes)
    assert np.allclose(result.survival, theirs.evaluate(result.t))


@given(cases)
def test_weights_stand_for_equal_cases(rows):
    durations, causes = zip(*rows, strict=True)
    distinct = sorted(set(rows))
    weighted = aalen_johansen(*zip(*distinct, strict=True), weights=[rows.count(each) for each in distinct])
    plain = aalen_johansen(durations, causes)
    assert np.allclose(weighted.survival, plain.survival)
    assert np.allclose(weighted.incidence, plain.incidence)


def test_quantiles():
    result = aalen_johansen([1, 2, 3, 4], [1, 1, 2, 0])
    assert quantile(result, 0.5) == 2
    assert quantile(result, 0.9) is None  # a quarter was still under way at the end
    assert quantile(result, 0.5, cause=1) == 1  # of the two who met cause 1, one by day 1
    assert quantile(result, 0.8, cause=1) == 2
    assert quantile(aalen_johansen([3], [0]), 0.5) is None
