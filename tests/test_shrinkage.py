"""Shrinkage, CUSUM, logistic and log-rank: published vectors, oracles of scipy, and cases to reckon by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, beta, false_discovery_control, logrank

from analytics.cusum import crossing, cusum, steps, worse
from analytics.logistic import fit, predict
from analytics.shrinkage import (
    beta_posterior,
    beta_weight,
    between_variance,
    cases_needed,
    gamma_below,
    gamma_interval,
    gamma_shape,
    log_odds,
    shrunk,
)
from analytics.survival import compare_incidence


def test_a_share_is_held_towards_the_mean_of_all():
    a, b = beta_posterior(0.6, 50, 10, 25)
    assert beta.mean(a, b) == pytest.approx(0.5333333, abs=1e-7)
    assert beta.std(a, b) == pytest.approx(0.0572263, abs=1e-7)
    assert beta.cdf(0.55, a, b) == pytest.approx(0.6116845, abs=1e-7)


def test_observed_against_expected_is_held_towards_zero():
    effect = log_odds(10, 14, 5.5)
    mean, sd = shrunk(effect, 1 / 5.5, 0.09)
    assert effect == pytest.approx(-0.7272727, abs=1e-7)
    assert 0.09 / (0.09 + 1 / 5.5) == pytest.approx(0.3311037, abs=1e-7)
    assert (mean, sd) == (pytest.approx(-0.2408027, abs=1e-7), pytest.approx(0.2453583, abs=1e-7))


def test_what_differs_beyond_chance_by_hand():
    """Effects -1, 0, 1 of variance 1/4: weights 4, Q = 8, (8 - 2) / (12 - 48/12) = .75; equal ones differ by nothing."""
    assert between_variance([-1, 0, 1], [0.25] * 3) == pytest.approx(0.75)
    assert between_variance([0.2, 0.2, 0.2], [0.25] * 3) == 0.01
    assert between_variance([3.0], [0.25]) == 0.01


def test_spread_of_shares_and_of_exits_is_told_from_chance():
    random = np.random.default_rng(1)
    n = np.full(400, 60)
    same = random.binomial(n, 0.6)
    apart = random.binomial(n, random.beta(12, 8, 400))
    assert beta_weight(same, n) > 300
    assert beta_weight(apart, n) == pytest.approx(20, rel=0.3)
    expected = np.full(400, 25.0)
    assert gamma_shape(random.poisson(expected), expected) > 100
    assert gamma_shape(random.poisson(expected * random.gamma(10, 1 / 10, 400)), expected) == pytest.approx(10, rel=0.3)
    mean, low, high = gamma_interval(10, 20, 10)
    assert mean == pytest.approx(20 / 30)
    assert gamma_below(low, 10, 20, 10) == pytest.approx(0.025)
    assert gamma_below(high, 10, 20, 10) == pytest.approx(0.975)


def test_of_many_findings_few_are_false():
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    assert (false_discovery_control(p) <= 0.05).sum() == 2


def test_deals_that_it_takes_to_see_a_shortfall():
    assert [cases_needed(0.6, each) for each in (0.10, 0.15, 0.20, 0.25)] == [195, 90, 49, 32]
    assert cases_needed(0.6, 0.001) == 2000


def test_the_sum_of_a_falling_chance():
    assert worse(0.5) == pytest.approx(0.375)
    assert steps([True, False], [0.5, 0.5]) == pytest.approx([-0.28768, 0.22314], abs=1e-5)
    assert cusum([False, False, True, False], [0.5] * 4) == pytest.approx([0.2231, 0.4463, 0.1586, 0.3818], abs=1e-4)


@given(st.lists(st.booleans(), max_size=60), st.floats(0.05, 0.95))
def test_the_sum_is_that_of_its_definition(outcomes, chance):
    total, expected = 0.0, []
    for step in steps(outcomes, np.full(len(outcomes), chance)):
        total = max(0.0, total + step)
        expected.append(total)
    assert cusum(outcomes, np.full(len(outcomes), chance)) == pytest.approx(expected, abs=1e-9)


def test_chances_of_an_alarm_are_those_of_a_simulation():
    """For p = .5 and a limit of 4 an alarm takes some 1,900 outcomes when nothing is wrong, and 104 after the fall."""
    assert crossing(0.5, 4.0, 1000) == pytest.approx(1 - np.exp(-1000 / 1900), abs=0.03)
    random = np.random.default_rng(1)
    for truth, cases in ((0.5, 300), (0.375, 104)):
        runs = [cusum(random.random(cases) < truth, np.full(cases, 0.5)).max() > 4 for _ in range(1500)]
        assert crossing(0.5, 4.0, cases, truth) == pytest.approx(np.mean(runs), abs=0.045)


def test_a_logistic_fit_gives_the_shares_where_nothing_holds_it():
    """Two groups of 100 with 20 and 60 successes; almost unpenalised the fit gives back their shares."""
    features = np.array([[0.0], [1.0]])
    found = fit(features, [20, 60], [100, 100], penalty=1e-9)
    assert predict(found, features) == pytest.approx([0.2, 0.6], abs=1e-4)
    held = fit(features, [20, 60], [100, 100], penalty=1e6)
    assert predict(held, features) == pytest.approx([0.4, 0.4], abs=1e-3)


def test_groups_are_compared_as_scipy_compares_two():
    random = np.random.default_rng(3)
    times = np.ceil(random.exponential(30, 300))
    events, groups = random.random(300) < 0.7, random.integers(0, 2, 300)
    times = np.where(groups == 1, np.ceil(times * 0.8), times)
    samples = [
        CensoredData(uncensored=times[(groups == g) & events], right=times[(groups == g) & ~events]) for g in (0, 1)
    ]
    chi2, df, p, alone = compare_incidence(times, events, groups)
    assert alone == pytest.approx([p, p])  # of two groups each is all that the other is not
    assert df == 1
    assert p == pytest.approx(logrank(*samples).pvalue, rel=1e-9)
    assert chi2 == pytest.approx(logrank(*samples).statistic ** 2, rel=1e-9)
    thirds = np.arange(300) % 3
    one_against_rest = compare_incidence(times, events, thirds == 1)[2]
    assert compare_incidence(times, events, thirds)[3][1] == pytest.approx(one_against_rest)
    # rows that stand for several cases
    twice = [np.tile(each, 2) for each in (times, events, groups)]
    assert compare_incidence(times, events, groups, np.full(300, 2.0))[0] == pytest.approx(compare_incidence(*twice)[0])
    assert compare_incidence([], [], [])[2] is None
