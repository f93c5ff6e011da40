"""How much more or less often groups meet an event than all cases do, small groups pulled towards all.  Plain numpy."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2


def relative_risks(observed: ArrayLike, expected: ArrayLike, groups: ArrayLike, pull: float = 10.0) -> list[NDArray]:
    """The factor by which each level of each grouping multiplies the expected number of events.

    Parameters
    ----------
    observed, expected
        of each case (or set of like cases): events seen, and events expected if it were like all others
    groups
        one row per grouping (plan, source ...): the level of each case, as whole numbers from 0
    pull
        how many expected events a level needs for half of its deviation to stand

    A log-linear Poisson model with a ridge penalty on the logarithms, by Newton's method: levels that go together share what
    they explain.  Source: Breslow & Day 1987, Statistical Methods in Cancer Research II, chapter 4; the penalty is a normal prior.
    """
    observed, expected = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    groups = np.atleast_2d(np.asarray(groups, dtype=int))
    sizes = [int(row.max()) + 1 if row.size else 0 for row in groups]
    places = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
    levels = groups + places[:-1, None]
    beta = np.zeros(places[-1])
    for _ in range(50):
        fitted = expected * np.exp(beta[levels].sum(axis=0))
        slope = -pull * beta
        curve = np.diag(np.full(len(beta), pull))
        for row in levels:
            np.add.at(slope, row, observed - fitted)
            for other in levels:
                np.add.at(curve, (row, other), fitted)
        step = np.linalg.solve(curve, slope)
        beta += np.clip(step, -1, 1)
        if np.abs(step).max(initial=0.0) < 1e-9:
            break
    return [np.exp(beta[a:b]) for a, b in pairwise(places)]


def rate_interval(events: float, exposure: float, share: float = 0.95) -> tuple[float, float]:
    """The exact interval of a rate of which `events` were seen in `exposure`.  Source: Garwood 1936, Biometrika 28:437."""
    if exposure <= 0:
        return float("nan"), float("nan")
    tail = (1 - share) / 2
    low = chi2.ppf(tail, 2 * events) / 2 if events > 0 else 0.0
    return float(low / exposure), float(chi2.ppf(1 - tail, 2 * events + 2) / 2 / exposure)
