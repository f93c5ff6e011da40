"""What the stages of a process tell of its outcome, in shares of all there is to know.  Plain numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

DRAWS = 4000


def entropy(share: ArrayLike) -> NDArray[np.float64]:
    """The doubt about a yes or no that is yes with this share, in bits; none where it is sure."""
    share = np.asarray(share, dtype=float)
    inside = np.clip(share, 1e-300, 1 - 1e-16)
    doubt = -(inside * np.log2(inside) + (1 - inside) * np.log2(1 - inside))
    return np.where((share <= 0) | (share >= 1), 0.0, doubt)


def told_by_step(lost: ArrayLike, won: ArrayLike) -> NDArray[np.float64]:
    """Of all that passing the steps of a process tells of winning, the share that each step tells; they add up to 1.

    `lost`: cases that ended at each step, in order, along the last axis; `won`: those that passed all of them.  At each step it is
    the mutual information between passing it and winning, among the cases that reached it, times the share that reached it, over
    the doubt about winning at the start (chain rule of information).  Missing where there is no doubt.
    """
    lost, won = np.asarray(lost, dtype=float), np.asarray(won, dtype=float)[..., None]
    reached = won + np.flip(np.cumsum(np.flip(lost, -1), axis=-1), -1)
    passed = reached - lost
    with np.errstate(invalid="ignore", divide="ignore"):
        before = reached * entropy(np.where(reached > 0, won / reached, 0))
        after = passed * entropy(np.where(passed > 0, won / passed, 0))
        return (before - after) / before[..., :1]


def told_by_step_interval(lost: Sequence[int], won: int, level: float = 0.9) -> tuple[NDArray, NDArray]:
    """Bounds of `told_by_step`: quantiles over draws from what the counts leave possible (Jeffreys' prior, fixed seed)."""
    counts = np.array([*lost, won], dtype=float) + 0.5
    draws = np.random.default_rng(0).dirichlet(counts, DRAWS)
    shares = told_by_step(draws[:, :-1], draws[:, -1])
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def mutual_information(table: ArrayLike) -> float:
    """Of two yes-or-no facts: the bits that one tells of the other, from their 2 x 2 counts; 0 where they are independent.

    >>> mutual_information([[50, 0], [0, 50]])
    1.0
    """
    counts = np.asarray(table, dtype=float)
    if counts.sum() <= 0:
        return float("nan")
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    share = counts / counts.sum()
    expected = np.outer(rows, columns) / counts.sum() ** 2
    some = share > 0
    return float((share[some] * np.log2(share[some] / expected[some])).sum())


def mutual_information_interval(table: ArrayLike, level: float = 0.9) -> tuple[float, float]:
    """Bounds of `mutual_information`: quantiles over draws from what the counts leave possible (Jeffreys' prior, fixed seed)."""
    counts = np.asarray(table, dtype=float)
    draws = np.random.default_rng(0).dirichlet(counts.ravel() + 0.5, DRAWS).reshape(-1, 2, 2)
    doubt = entropy(draws.sum(axis=1)[:, 1])
    rows = draws.sum(axis=2)
    left = (rows * entropy(draws[:, :, 1] / rows)).sum(axis=1)
    low, high = np.quantile(doubt - left, [(1 - level) / 2, (1 + level) / 2])
    return float(max(low, 0)), float(high)
