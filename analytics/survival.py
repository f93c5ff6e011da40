"""Survival estimates under right-censoring, on whole days.  Plain numpy; pages and SQL know nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Incidence:
    """The Aalen-Johansen estimate at each distinct event time.

    - `t`: the times; `n`: number at risk just before
    - `survival`: share that no event has met by then
    - `incidence`: one row per cause 1, 2, ...: share that this cause has met by then

    At every time the survival and the incidences add up to 1.
    """

    t: NDArray[np.float64]
    n: NDArray[np.float64]
    survival: NDArray[np.float64]
    incidence: NDArray[np.float64]


def aalen_johansen(
    durations: ArrayLike,
    causes: ArrayLike,
    entries: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    n_causes: int = 2,
) -> Incidence:
    """Cumulative incidence of competing causes, each case leaving by one cause or being censored.

    Parameters
    ----------
    durations
        time under observation of each case
    causes
        0 where the end was not seen, else the cause, from 1 to `n_causes`
    entries
        time at which observation of a case began (delayed entry); a case is at risk where entry < t.  Default: from the start.
    weights
        how many equal cases a row stands for.  Default: one.

    Source: Aalen & Johansen 1978; the product-limit form, ties inside and across causes included.
    """
    durations = np.asarray(durations, dtype=float)
    causes = np.asarray(causes, dtype=int)
    weights = np.ones(len(durations)) if weights is None else np.asarray(weights, dtype=float)
    starts = np.full(len(durations), -np.inf) if entries is None else np.asarray(entries, dtype=float)
    seen = durations > starts
    durations, causes, weights, starts = durations[seen], causes[seen], weights[seen], starts[seen]
    t = np.unique(durations[causes > 0])
    by_cause = np.stack([_count(t, durations[causes == k], weights[causes == k]) for k in range(1, n_causes + 1)])
    # at risk just before t: entered before t, and not gone before t
    entered = _below(t, starts, weights)
    gone = _below(t, durations, weights)
    n = entered - gone
    survival = np.cumprod(1 - by_cause.sum(axis=0) / n) if len(t) else np.array([])
    before = np.concatenate([[1.0], survival[:-1]]) if len(t) else survival
    return Incidence(t, n, survival, np.cumsum(before * by_cause / n, axis=1))


def quantile(incidence: Incidence, share: float, cause: int | None = None) -> float | None:
    """The first time by which `share` of the cases have met an event; None where that is not reached in the data.

    With a `cause`: by which `share` of those who met this cause at all, within the observed time, have met it.
    """
    if not len(incidence.t):
        return None
    if cause is None:
        reached = 1 - incidence.survival >= share - 1e-12
    else:
        curve = incidence.incidence[cause - 1]
        if curve[-1] <= 0:
            return None
        reached = curve >= share * curve[-1] - 1e-12
    return float(incidence.t[np.argmax(reached)]) if reached.any() else None


def _count(t: NDArray, times: NDArray, weights: NDArray) -> NDArray:
    return np.bincount(np.searchsorted(t, times), weights=weights, minlength=len(t)).astype(float)[: len(t)]


def _below(t: NDArray, times: NDArray, weights: NDArray) -> NDArray:
    """Total weight of the times that lie before each t."""
    order = np.argsort(times, kind="stable")
    cumulated = np.concatenate([[0.0], np.cumsum(weights[order])])
    return cumulated[np.searchsorted(times[order], t, side="left")]
