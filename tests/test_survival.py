"""Survival estimates against the worked vectors of Aalen-Johansen and against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from analytics.survival import (
    aalen_johansen,
    at,
    effective_size,
    incidence_by_group,
    medians_by_group,
    quantile,
    wilson,
)


def test_competing_causes_by_hand():
    """Eight cases; n, S, F1 and F2 worked out with pencil: 8 at risk, one of each cause at t = 1, and so on."""
    result = aalen_johansen([1, 1, 2, 2, 3, 3, 4, 5], [1, 2, 0, 1, 2, 1, 0, 1])
    assert result.t.tolist() == [1, 2, 3, 5]
    assert result.n.tolist() == [8, 6, 4, 1]
    assert result.survival == pytest.approx([0.75, 0.625, 0.3125, 0], abs=1e-12)
    assert result.incidence[0] == pytest.approx([0.125, 0.25, 0.40625, 0.71875], abs=1e-12)
    assert result.incidence[1] == pytest.approx([0.125, 0.125, 0.28125, 0.28125], abs=1e-12)
    assert result.variance[0][:3] == pytest.approx([0.013672, 0.023438, 0.033813], abs=6e-7)


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


def test_reading_at_a_time():
    result = aalen_johansen([1, 1, 2, 2, 3, 3, 4, 5], [1, 2, 0, 1, 2, 1, 0, 1])
    survival, incidence, _ = at(result, 4)  # no event on day 4: as of day 3
    assert (survival, incidence.tolist()) == (pytest.approx(0.3125), pytest.approx([0.40625, 0.28125]))
    assert at(result, 0)[0] == 1


@given(st.lists(st.integers(1, 2), min_size=1, max_size=50))
def test_without_censoring_the_variance_is_that_of_a_plain_share(causes):
    """All decided on one day: the incidence is the share k / n, its variance p (1 - p) / n, so n_eff is n."""
    result = aalen_johansen([1] * len(causes), causes)
    share = causes.count(1) / len(causes)
    assert result.incidence[0][-1] == pytest.approx(share)
    assert effective_size(share, result.variance[0][-1], len(causes)) == pytest.approx(len(causes))


@given(cases)
def test_splitting_days_without_censoring_changes_no_variance(rows):
    """Without censoring, when the events fall on different days makes no difference to a share at the end."""
    durations, causes = zip(*rows, strict=True)
    causes = [max(1, cause) for cause in causes]
    result = aalen_johansen(durations, causes)
    share = causes.count(1) / len(causes)
    assert result.variance[0][-1] == pytest.approx(share * (1 - share) / len(causes), abs=1e-12)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"), [(8 / 10, 10, 0.4902, 0.9433), (0, 12, 0, 0.2425), (0.5, 90, 0.3988, 0.6012)]
)
def test_wilson_by_published_values(share, n, low, high):
    assert wilson(share, n) == pytest.approx((low, high), abs=5e-5)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=80),
    st.integers(1, 50),
)
def test_many_groups_at_once_are_each_as_alone(cases, until):
    groups, days, causes = (np.array(each) for each in zip(*cases, strict=True))
    shares, variances, n = incidence_by_group(days, causes, groups, 3, until)
    for group in range(3):
        mine = groups == group
        _, (share, _), (variance, _) = at(aalen_johansen(days[mine], causes[mine]), until)
        assert (shares[group], variances[group]) == (pytest.approx(share), pytest.approx(variance, abs=1e-12))
        assert n[group] == mine.sum()
        alone = quantile(aalen_johansen(days[mine], causes[mine] > 0, n_causes=1), 0.5)
        median = medians_by_group(days, causes > 0, groups, 3)[group]
        assert np.isnan(median) if alone is None else median == alone
