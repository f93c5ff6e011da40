"""How a chance falls with age: isotonic shares, and the ratio of two shares with its bound.  Plain numpy and SciPy."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression


def falling(hits: ArrayLike, of: ArrayLike) -> NDArray[np.float64]:
    """The shares hits / of by rising age, smoothed so that they never rise; missing over nothing.

    Neighbours that rise are pooled, each weighing as many cases as it rests on.

    >>> [round(float(each), 2) for each in falling([5, 6, 1], [10, 10, 10])]
    [0.55, 0.55, 0.1]

    Source: pool adjacent violators, Barlow et al. 1972, Statistical Inference under Order Restrictions.
    """
    hits, of = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    shares = np.full(len(of), np.nan)
    some = of > 0
    if some.any():
        shares[some] = isotonic_regression(hits[some] / of[some], weights=of[some], increasing=False).x
    return shares


def ratio(hits: float, of: float, other_hits: float, other_of: float, z: float) -> tuple[float, float, float]:
    """The ratio of two shares, (hits / of) / (other_hits / other_of), with its bounds at z: (ratio, low, high).

    Half a case is added to each count where there are no hits, so that the bounds exist.  Missing where either rests on nothing.

    >>> [round(each, 3) for each in ratio(20, 100, 40, 100, 1.959963984540054)]
    [0.5, 0.317, 0.79]

    Source: Katz et al. 1978, Biometrics 34:469, on the logarithm of the ratio.
    """
    if of <= 0 or other_of <= 0:
        return (float("nan"),) * 3
    if min(hits, other_hits) <= 0:
        hits, of, other_hits, other_of = hits + 0.5, of + 0.5, other_hits + 0.5, other_of + 0.5
    middle = log(hits / of) - log(other_hits / other_of)
    half = z * sqrt(max(1 / hits - 1 / of + 1 / other_hits - 1 / other_of, 0))
    return exp(middle), exp(middle - half), exp(middle + half)
