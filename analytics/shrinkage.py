"""Small samples held towards what is usual: empirical Bayes for shares, odds and rates of exits.  Plain numpy and scipy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, gamma, norm

LEAST_TAU2 = 0.01


def log_odds(observed: ArrayLike, expected: ArrayLike, variance: ArrayLike) -> NDArray[np.float64]:
    """How far observed successes are from the expected ones, in log-odds: (O - E) / V, with variance 1 / V.

    `variance`: the sum of p (1 - p) over the cases.  It is the first step of a maximum likelihood fit.
    """
    return (np.asarray(observed, float) - np.asarray(expected, float)) / np.asarray(variance, float)


def between_variance(effects: ArrayLike, variances: ArrayLike, least: float = LEAST_TAU2) -> float:
    """How much effects differ beyond chance: tau squared by the method of moments, at least `least`.

    Source: DerSimonian & Laird 1986, Controlled Clinical Trials 7:177.
    """
    effects, weights = np.asarray(effects, float), 1 / np.asarray(variances, float)
    if len(effects) < 2:
        return least
    middle = np.average(effects, weights=weights)
    spread = np.sum(weights * (effects - middle) ** 2)
    room = weights.sum() - np.sum(weights**2) / weights.sum()
    return max(least, float((spread - (len(effects) - 1)) / room)) if room > 0 else least


def shrunk(effects: ArrayLike, variances: ArrayLike, tau2: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of the true effects, given the estimated ones and that true ones are N(0, tau2).

    With B = tau2 / (tau2 + variance): mean = B x effect, variance = B x variance.
    """
    effects, variances = np.asarray(effects, float), np.asarray(variances, float)
    share = tau2 / (tau2 + variances)
    return share * effects, np.sqrt(share * variances)


def chance_below(limit: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> NDArray[np.float64]:
    """The chance that a normal variable is below a limit."""
    return norm.cdf(limit, loc=mean, scale=sd)


def beta_posterior(mean: float, weight: float, successes: ArrayLike, cases: ArrayLike) -> tuple[NDArray, NDArray]:
    """The two parameters of Beta(mean x weight + x, (1 - mean) x weight + n - x)."""
    successes, cases = np.asarray(successes, float), np.asarray(cases, float)
    return mean * weight + successes, (1 - mean) * weight + cases - successes


def beta_weight(successes: ArrayLike, cases: ArrayLike, most: float = 5000.0) -> float:
    """The weight of the mean of all groups, in cases, that their spread speaks for; `most` where chance alone explains it.

    By the method of moments: the spread of shares x / n around their common mean m, less m (1 - m) / n, is
    m (1 - m) / (weight + 1).  Source: Kleinman 1973, JASA 68:46.
    """
    successes, cases = np.asarray(successes, float), np.asarray(cases, float)
    successes, cases = successes[cases > 0], cases[cases > 0]
    if len(cases) < 2:
        return most
    mean = successes.sum() / cases.sum()
    own = mean * (1 - mean)
    room = cases.sum() - np.sum(cases**2) / cases.sum()
    spread = np.sum(cases * (successes / cases - mean) ** 2) - (len(cases) - 1) * own
    if own <= 0 or spread <= 0:
        return most
    return float(np.clip(own * room / spread - 1, 1.0, most))


def gamma_shape(observed: ArrayLike, expected: ArrayLike, most: float = 400.0, least: float = 2.0) -> float:
    """The prior of true ratios observed / expected, Gamma(a, a): the a that their spread speaks for.

    By the method of moments: the variance of O / E is 1 / E by chance (Poisson) and 1 / a besides.  Source: Clayton & Kaldor
    1987, Biometrics 43:671.
    """
    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    observed, expected = observed[expected > 0], expected[expected > 0]
    if len(expected) < 2:
        return most
    middle = observed.sum() / expected.sum()
    room = expected.sum() - np.sum(expected**2) / expected.sum()
    spread = np.sum(expected * (observed / expected - middle) ** 2) - (len(expected) - 1) * middle
    if spread <= 0 or room <= 0:
        return most
    return float(np.clip(room / spread, least, most))


def gamma_below(limit: float, observed: ArrayLike, expected: ArrayLike, shape: float) -> NDArray[np.float64]:
    """The chance that the true ratio is below a limit: it is Gamma(shape + O, shape + E)."""
    return gamma.cdf(limit, shape + np.asarray(observed, float), scale=1 / (shape + np.asarray(expected, float)))


def gamma_interval(
    observed: ArrayLike, expected: ArrayLike, shape: float, level: float = 0.95
) -> tuple[NDArray, NDArray, NDArray]:
    """Mean, low and high of the true ratio."""
    a, rate = shape + np.asarray(observed, float), shape + np.asarray(expected, float)
    tail = (1 - level) / 2
    return a / rate, gamma.ppf(tail, a, scale=1 / rate), gamma.ppf(1 - tail, a, scale=1 / rate)


@lru_cache(maxsize=2048)
def cases_needed(share: float, shortfall: float, power: float = 0.8, level: float = 0.025, most: int = 2000) -> int:
    """How many cases show, `power` of the time, that a share is `shortfall` below a known one.

    Exact, one-sided at `level`; the first number of cases that has the power.  `most` where it takes more than that.

    >>> [cases_needed(0.6, each) for each in (0.10, 0.15, 0.20, 0.25)]
    [195, 90, 49, 32]
    """
    n = np.arange(1, most + 1)
    place = binom.ppf(level, n, share)
    # the largest number of successes that chance gives no more often than `level`
    critical = np.where(binom.cdf(place, n, share) <= level, place, place - 1)
    seen = np.where(critical >= 0, binom.cdf(critical, n, max(share - shortfall, 0.0)), 0.0)
    enough = seen >= power
    return int(n[np.argmax(enough)]) if enough.any() else most
