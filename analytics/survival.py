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
    - `variance`: of each incidence, by the delta method

    At every time the survival and the incidences add up to 1.
    """

    t: NDArray[np.float64]
    n: NDArray[np.float64]
    survival: NDArray[np.float64]
    incidence: NDArray[np.float64]
    variance: NDArray[np.float64]


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
    incidence = np.cumsum(before * by_cause / n, axis=1)
    variance = np.stack(
        [_variance(n, by_cause.sum(axis=0), *each, before) for each in zip(by_cause, incidence, strict=True)]
    )
    return Incidence(t, n, survival, incidence, variance)


def at(incidence: Incidence, time: float) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Survival, incidences and their variances at a time: those of the last event until then."""
    place = int(np.searchsorted(incidence.t, time, side="right")) - 1
    if place < 0:
        nothing = np.zeros(len(incidence.incidence))
        return 1.0, nothing, nothing
    return float(incidence.survival[place]), incidence.incidence[:, place], incidence.variance[:, place]


def effective_size(share: float, variance: float, cases: float) -> float:
    """How many plainly counted cases would know a share as exactly: share (1 - share) / variance; `cases` where it is 0 or 1."""
    return share * (1 - share) / variance if 0 < share < 1 and variance > 0 else float(cases)


def wilson(share: float, n: float, z: float = 1.959963984540054) -> tuple[float, float]:
    """The score interval of a share that `n` cases tell: (low, high), from 0 to 1; all of it where n is 0.

    >>> [round(each, 4) for each in wilson(8 / 10, 10)]
    [0.4902, 0.9433]

    Source: Wilson 1927; `z`: quantile of the normal distribution, 95 % by default.
    """
    if n <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def difference(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float]:
    """The interval of the difference of two shares, each with its own score interval: (share, low, high).

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
    """
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    below, above = np.hypot(a - a_low, b_high - b), np.hypot(a_high - a, b - b_low)
    return float(a - b - below), float(a - b + above)


def watched_for(days: ArrayLike, cases: ArrayLike, enough: int = 10) -> float:
    """The longest time for which `enough` cases were watched; the longest of all where there are fewer; 0 without any."""
    days, cases = np.asarray(days, dtype=float), np.asarray(cases, dtype=float)
    if not len(days):
        return 0.0
    order = np.argsort(-days, kind="stable")
    watched = np.cumsum(cases[order])
    return float(days[order][np.searchsorted(watched, enough if watched[-1] >= enough else 1)])


def _variance(n: NDArray, d: NDArray, d_k: NDArray, f: NDArray, before: NDArray) -> NDArray:
    """Of the incidence f of one cause with d_k of all d events among n at risk (delta method, as prefix sums)."""
    a = np.divide(d, n * (n - d), out=np.zeros_like(n), where=n > d)
    b = before * d_k / n**2
    first = f**2 * np.cumsum(a) - 2 * f * np.cumsum(a * f) + np.cumsum(a * f**2)
    second = np.cumsum(before**2 * d_k * (n - d_k) / n**3)
    return np.maximum(first + second - 2 * (f * np.cumsum(b) - np.cumsum(b * f)), 0)


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
