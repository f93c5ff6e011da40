"""Survival estimates under right-censoring, on whole days.  Plain numpy; pages and SQL know nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2 as chi2_distribution


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
    if entries is None:
        durations, causes, weights = _tallied(durations, causes, weights)
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


def incidence_by_group(
    durations: ArrayLike, causes: ArrayLike, groups: ArrayLike, n_groups: int, until: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """The incidence of cause 1 within `until` days of many groups at once, its variance, and the cases of each group.

    Durations are whole days; group k of 0 ... `n_groups` - 1 is in row k.  The same figures as `aalen_johansen` for each group.
    """
    durations = np.minimum(np.asarray(durations, dtype=int), until + 1)
    causes, groups = np.asarray(causes, dtype=int), np.asarray(groups, dtype=int)
    # what happens after the horizon is not seen
    causes = np.where(durations > until, 0, causes)
    width = until + 2
    counts = np.stack(
        [np.bincount((groups * width + durations)[causes == k], minlength=n_groups * width) for k in (0, 1, 2)]
    ).reshape(3, n_groups, width)
    left = counts.sum(axis=0)
    n = np.cumsum(left[:, ::-1], axis=1)[:, ::-1].astype(float)
    d, d_k = (counts[1] + counts[2]).astype(float), counts[1].astype(float)
    risk = np.maximum(n, 1)
    survival = np.cumprod(1 - d / risk, axis=1)
    before = np.concatenate([np.ones((n_groups, 1)), survival[:, :-1]], axis=1)
    f = np.cumsum(before * d_k / risk, axis=1)
    a = np.divide(d, risk * (risk - d), out=np.zeros_like(risk), where=(n > d))
    b = before * d_k / risk**2
    end, total = f[:, -1], lambda values: values.sum(axis=1)
    variance = end**2 * total(a) - 2 * end * total(a * f) + total(a * f**2)
    variance += total(before**2 * d_k * (risk - d_k) / risk**3) - 2 * (end * total(b) - total(b * f))
    return end, np.maximum(variance, 0), left.sum(axis=1)


def medians_by_group(durations: ArrayLike, left: ArrayLike, groups: ArrayLike, n_groups: int) -> NDArray[np.float64]:
    """The first whole day by which half of each group have left (Kaplan-Meier); NaN where that is not reached."""
    durations, groups = np.asarray(durations, dtype=int), np.asarray(groups, dtype=int)
    width = int(durations.max(initial=0)) + 1
    all_, gone = (
        np.bincount((groups * width + durations)[chosen], minlength=n_groups * width).reshape(n_groups, width)
        for chosen in (slice(None), np.asarray(left, dtype=bool))
    )
    n = np.cumsum(all_[:, ::-1], axis=1)[:, ::-1]
    survival = np.cumprod(1 - gone / np.maximum(n, 1), axis=1)
    reached = survival <= 0.5 + 1e-12
    return np.where(reached.any(axis=1), np.argmax(reached, axis=1).astype(float), np.nan)


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

    Source: Wilson 1927; `z`: quantile of the normal distribution, 95% by default.
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


def _tallied(durations: NDArray, causes: NDArray, weights: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Equal cases as one row that stands for all of them; of few cases, or other times than short whole ones, as they are."""
    if len(durations) < 1000 or durations.min() < 0 or durations.max() > len(durations) or np.any(durations % 1):
        return durations, causes, weights
    width = int(causes.max()) + 1
    counts = np.bincount(durations.astype(int) * width + causes, weights)
    kept = np.flatnonzero(counts)
    return (kept // width).astype(float), kept % width, counts[kept]


def _count(t: NDArray, times: NDArray, weights: NDArray) -> NDArray:
    return np.bincount(np.searchsorted(t, times), weights=weights, minlength=len(t)).astype(float)[: len(t)]


def _below(t: NDArray, times: NDArray, weights: NDArray) -> NDArray:
    """Total weight of the times that lie before each t."""
    order = np.argsort(times, kind="stable")
    cumulated = np.concatenate([[0.0], np.cumsum(weights[order])])
    return cumulated[np.searchsorted(times[order], t, side="left")]


def compare_incidence(
    times: ArrayLike, events: ArrayLike, groups: ArrayLike, weights: ArrayLike | None = None
) -> tuple[float, int, float | None, NDArray[np.float64]]:
    """Do groups meet an event at different times or rates?  The log-rank test.

    Chi-square, degrees of freedom and p of all groups; and the p of each group, in order of their names, against all others.

    For competing causes give a case that left by another cause the time until which it could have been watched, as one that
    was not seen to meet the event: where that time is known of every case, this is the test of Gray for the incidence itself.
    p is None where fewer than two groups can meet an event.  Sources: Peto & Peto 1972; Gray 1988; Fine & Gray 1999.
    """
    times, events = np.asarray(times, dtype=float), np.asarray(events, dtype=bool)
    weights = np.ones(len(times)) if weights is None else np.asarray(weights, dtype=float)
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    t = np.unique(times[events])
    if len(names) < 2 or not len(t):
        return 0.0, 0, None, np.ones(len(names))
    width = len(t) + 1
    # the number of event times that each case has lived to see
    seen = place * width + np.searchsorted(t, times, side="right")
    left = np.bincount(seen, weights, len(names) * width).reshape(-1, width)
    n = np.cumsum(left[:, ::-1], axis=1)[:, ::-1][:, 1:]
    d = np.bincount(seen[events], weights[events], len(names) * width).reshape(-1, width)[:, 1:]
    all_d, all_n = d.sum(axis=0), n.sum(axis=0)
    surplus = (d - n * all_d / all_n).sum(axis=1)
    share = n / all_n
    spread = all_d * np.divide(all_n - all_d, all_n - 1, out=np.zeros_like(all_n), where=all_n > 1)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    # the surpluses add up to zero: one of them says nothing new
    chi2 = float(surplus[:-1] @ np.linalg.pinv(covariance[:-1, :-1]) @ surplus[:-1])
    freedom = int(np.linalg.matrix_rank(covariance[:-1, :-1]))
    own = np.diag(covariance)
    alone = np.divide(surplus**2, own, out=np.zeros_like(own), where=own > 1e-12)
    p = float(chi2_distribution.sf(chi2, freedom)) if freedom else None
    return chi2, freedom, p, chi2_distribution.sf(alone, 1)
