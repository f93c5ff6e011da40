"""Bernoulli CUSUM: has a chance of success fallen?  Plain numpy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

ODDS = 0.6


def worse(chance: ArrayLike, odds: float = ODDS) -> NDArray[np.float64]:
    """The chance with its odds times `odds`.

    >>> float(worse(0.5))
    0.375
    """
    chance = np.asarray(chance, float)
    return odds * chance / (1 - chance + odds * chance)


def steps(is_success: ArrayLike, chance: ArrayLike, odds: float = ODDS) -> NDArray[np.float64]:
    """What each outcome adds: ln(p1 / p0) for a success, ln((1 - p1) / (1 - p0)) for a failure.

    `chance`: p0 of each case, so that hard cases speak less against anybody.
    """
    p0 = np.asarray(chance, float)
    p1 = worse(p0, odds)
    return np.where(np.asarray(is_success, bool), np.log(p1 / p0), np.log((1 - p1) / (1 - p0)))


def cusum(is_success: ArrayLike, chance: ArrayLike, odds: float = ODDS) -> NDArray[np.float64]:
    """The sum after each outcome, never below zero: S = max(0, S + step).

    Source: Steiner, Cook, Farewell & Treasure 2000, Biostatistics 1:441 (risk-adjusted); Page 1954.
    """
    total = np.cumsum(steps(is_success, chance, odds))
    # S after i steps = the walk less its lowest point so far, the start included
    return total - np.minimum(np.minimum.accumulate(total), 0.0) if len(total) else total


@lru_cache(maxsize=4096)
def crossing(
    chance: float, limit: float, cases: int, truth: float | None = None, odds: float = ODDS, parts: int = 100
) -> float:
    """The chance that the sum, zero at first, exceeds `limit` within so many outcomes whose true chance is `truth`
    (default: `chance`, nothing is wrong).

    By a Markov chain on `parts` equal steps of the sum; what falls between two of them is shared so that its mean is kept.
    Source: Brook & Evans 1972, Biometrika 59:539.
    """
    truth = chance if truth is None else truth
    up, down = (float(steps(flag, chance, odds)) for flag in (False, True))
    width = limit / parts
    sums = np.arange(parts + 1) * width
    moves = np.zeros((parts + 1, parts + 1))
    for share, step in ((1 - truth, up), (truth, down)):
        after = np.maximum(sums + step, 0.0)
        inside = np.flatnonzero(after <= limit)
        below = np.minimum((after[inside] / width).astype(int), parts - 1)
        upper = after[inside] / width - below
        np.add.at(moves, (inside, below), share * (1 - upper))
        np.add.at(moves, (inside, below + 1), share * upper)
    return 1 - float(np.linalg.matrix_power(moves, cases)[0].sum())
