"""How often buyers without a contract come back, and whether they still do: the BG/NBD model.  Plain numpy and scipy.

A buyer buys at a rate of their own (gamma distributed over buyers) until, after any purchase, they stop for good with a
chance of their own (beta distributed).  Each buyer is told by three numbers: `x` repeat purchases, the last of them `last`
after the first purchase, watched for `watched` (all times in one unit).

Source: Fader, Hardie & Lee 2005, "Counting your customers" the easy way, Marketing Science 24:275.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1


@dataclass(frozen=True)
class Buying:
    """The four parameters, and the log-likelihood at which they were found."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")


def log_likelihood(model: Buying, x: ArrayLike, last: ArrayLike, watched: ArrayLike) -> float:
    """Of all buyers together."""
    x, last, watched = (np.asarray(each, dtype=float) for each in (x, last, watched))
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = betaln(a, b + x) - betaln(a, b)
    still = -(r + x) * np.log(alpha + watched)
    stopped = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + last)
    return float(np.sum(buying + staying + np.logaddexp(still, np.where(x > 0, stopped, -np.inf))))


def fit(x: ArrayLike, last: ArrayLike, watched: ArrayLike) -> Buying:
    """The parameters of greatest likelihood."""
    x, last, watched = (np.asarray(each, dtype=float) for each in (x, last, watched))
    # a unit in which nobody is watched for long keeps the search in one region, whatever the unit of the data
    unit = watched.max() / 10

    def loss(logs: NDArray[np.float64]) -> float:
        return -log_likelihood(Buying(*np.exp(logs)), x, last / unit, watched / unit) / len(x)

    starts = ([0.0, 0.0, 0.0, 0.0], [-1.0, 0.0, 0.0, 1.0], [1.0, 1.0, -1.0, 1.0])
    bounds = [(-8.0, 8.0)] * 4
    found = min(
        (minimize(loss, start, method="L-BFGS-B", bounds=bounds) for start in starts), key=lambda each: each.fun
    )
    r, alpha, a, b = (float(each) for each in np.exp(found.x))
    model = Buying(r, alpha * unit, a, b)
    return Buying(r, alpha * unit, a, b, log_likelihood(model, x, last, watched))


def still_buying(model: Buying, x: ArrayLike, last: ArrayLike, watched: ArrayLike) -> NDArray[np.float64]:
    """The chance that each buyer has not stopped."""
    x, last, watched = (np.asarray(each, dtype=float) for each in (x, last, watched))
    odds = (
        model.a / (model.b + np.maximum(x, 1) - 1) * ((model.alpha + watched) / (model.alpha + last)) ** (model.r + x)
    )
    return 1 / (1 + np.where(x > 0, odds, 0.0))


def expected_purchases(
    model: Buying, x: ArrayLike, last: ArrayLike, watched: ArrayLike, ahead: float
) -> NDArray[np.float64]:
    """Purchases that each buyer is expected to make within `ahead` from now."""
    x, last, watched = (np.asarray(each, dtype=float) for each in (x, last, watched))
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    if abs(a - 1) < 1e-9:
        a = 1 + 1e-6
    share = ahead / (alpha + watched + ahead)
    less = ((alpha + watched) / (alpha + watched + ahead)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, share)
    return (a + b + x - 1) / (a - 1) * (1 - less) * still_buying(model, x, last, watched)
