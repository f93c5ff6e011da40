"""The band: what may come, by simulation, as wide as past forecasts have been wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_SIMULATED = 2000  # so many deals at most are drawn one by one
_SMALL = 0.001  # a deal of this share of the variance is one of very many: their sum is as good as normal
_MANY = 100_000  # so many draws of amounts at once
PRIOR_SPREAD, PRIOR_WEIGHT = 2.0, 4.0


def simulate(
    p: np.ndarray,
    value: np.ndarray,
    new_wins: np.ndarray,
    new_amounts: Sequence[np.ndarray],
    draws: int,
    seed: int,
) -> np.ndarray:
    """Draws of the amount still to be won: each deal is won or not, and wins of deals to come arrive at random.

    Each deal is worth its value with its chance, independently; wins of deals to come are Poisson, their amounts drawn from
    past wins.  Of more than 2,000 deals only the largest are drawn one by one: those, at most 2,000, that hold more than a
    thousandth of the variance of what is not drawn yet.  The sum of the others is normal, with the same mean and variance.
    """
    random = np.random.default_rng(seed)
    variance = p * (1 - p) * value**2
    if len(p) > _SIMULATED:
        order = np.argpartition(-variance, _SIMULATED)
        order[:_SIMULATED] = order[np.argsort(-variance[order[:_SIMULATED]], kind="stable")]
        largest = variance[order[:_SIMULATED]]
        left = variance.sum() - np.cumsum(largest) + largest
        many = int(np.argmax(np.append(largest <= _SMALL * left, True)))
        large, small = np.sort(order[:many]), order[many:]
    else:
        large, small = np.arange(len(p)), np.array([], int)
    total = np.zeros(draws)
    for start in range(0, len(large), 250):
        some = large[start : start + 250]
        total += (random.random((draws, len(some)), dtype=np.float32) < p[some]) @ value[some]
    if len(small):
        spread = np.sqrt(variance[small].sum())
        total += random.normal((p[small] * value[small]).sum(), spread, draws)
    for wins, amounts in zip(new_wins, new_amounts, strict=True):
        if wins <= 0 or not len(amounts):
            continue
        if wins * draws > _MANY * 10:
            spread = np.sqrt(wins * np.mean(amounts**2))
            total += random.normal(wins * amounts.mean(), spread, draws)
            continue
        counts = random.poisson(wins, draws)
        drawn = random.choice(amounts, counts.sum())
        total += np.bincount(np.repeat(np.arange(draws), counts), drawn, draws)
    return total


def inflation(errors: np.ndarray) -> float:
    """By what the variance of a simulation is to be multiplied, learned from past errors over their simulated spread.

    phi = (4 x 2 + sum of squared errors) / (4 + number of errors), at least 1
    """
    errors = np.asarray(errors, float)
    phi = (PRIOR_WEIGHT * PRIOR_SPREAD + np.sum(errors**2)) / (PRIOR_WEIGHT + len(errors))
    return max(1.0, float(phi))


def around(centre: float, draws: np.ndarray, phi: float, known: float = 0.0) -> np.ndarray:
    """The draws moved to a centre and widened; never less than what is known to be won."""
    return np.maximum(known, known + centre + (draws - draws.mean()) * np.sqrt(phi))
