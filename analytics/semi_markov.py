"""A semi-Markov chain in daily steps: hazards by stage and age, and the chance to be won within the days that are left.

States are numbered 0 to n - 1; destination n is won, n + 1 lost.  Everything is an array over (group, state, age bin, destination).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

# days in the state; within a bin the hazard is constant
EDGES = np.array([0, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, np.inf])
BINS = len(EDGES) - 1
OLDEST = 271  # older is as old
_BIN_OF_AGE = np.digitize(np.arange(OLDEST + 1), EDGES) - 1
_PRIOR_EVENTS, _SEGMENT_EVENTS, _STATE_EVENTS = 6.0, 3.0, 2.0
_SHORTEST = 0.5  # what begins and ends on one day lasted for half of it


def exposure(group: np.ndarray, state: np.ndarray, days: np.ndarray, goes_to: np.ndarray, shape: tuple[int, int]):
    """Days at risk E[group, state, bin] and events O[group, state, bin, destination].

    `days` are whole; `goes_to` is -1 while inside.
    """
    groups, states = shape
    # counted by whole days first: there are far fewer of them than stays
    lasted = np.arange(days.max(initial=0) + 1)
    cell = (group * states + state) * len(lasted) + days
    counts = np.bincount(cell, minlength=groups * states * len(lasted)).reshape(-1, len(lasted))
    at_risk = counts @ np.stack([np.clip(lasted, low, high) - low for low, high in pairwise(EDGES)], axis=-1)
    ended = goes_to >= 0
    place = (cell[ended] // len(lasted) * BINS + _BIN_OF_AGE[np.minimum(days[ended], OLDEST)]) * (states + 2)
    events = np.bincount(place + goes_to[ended], minlength=groups * states * BINS * (states + 2))
    at_risk[:, 0] += _SHORTEST * np.bincount(cell[ended & (days == 0)] // len(lasted), minlength=groups * states)
    return at_risk.reshape(groups, states, BINS), events.reshape(groups, states, BINS, states + 2).astype(float)


def hazards(at_risk: np.ndarray, events: np.ndarray, family: np.ndarray) -> np.ndarray:
    """Hazard per day in every cell, each drawn towards a wider one that knows more.

    A cell's rate is drawn to that of its bin over all groups times a multiplier of the group, that of the bin to the state,
    that of the state to its family (`family`: a number per state; the states of one pipeline).  The wider one is worth six
    events in bins, three in multipliers and two in states.
    """
    by_bin, events_by_bin = at_risk.sum(0), events.sum(0)
    closing = np.zeros(events.shape[-1], bool)
    closing[-2:] = True
    rate = np.zeros(events_by_bin.shape[::2])
    for each in np.unique(family):
        mine = family == each
        wider = np.where(closing, _ratio(events_by_bin[mine].sum((0, 1)), by_bin[mine].sum()), 0.0)
        days = _ratio(_STATE_EVENTS, wider.sum())
        rate[mine] = _ratio(events_by_bin[mine].sum(1) + days * wider, by_bin[mine].sum(1)[:, None] + days)
    prior_days = _ratio(_PRIOR_EVENTS, rate.sum(1))
    weight = prior_days[:, None, None]
    pooled = _ratio(events_by_bin + weight * rate[:, None, :], by_bin[..., None] + weight)
    expected = np.einsum("gsb,sbk->gsk", at_risk, pooled)
    multiplier = (events.sum(2) + _SEGMENT_EVENTS) / (expected + _SEGMENT_EVENTS)
    drawn = pooled[None] * multiplier[:, :, None, :]
    return _ratio(events + weight[None] * drawn, at_risk[..., None] + weight[None])


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    over, under = np.broadcast_arrays(np.asarray(over, float), np.asarray(under, float))
    return np.divide(over, under, out=np.zeros(over.shape), where=under > 0)


def chances(
    hazard: np.ndarray, counts: np.ndarray, win_factor: np.ndarray, keep: set[int]
) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """The chance to be won on a day that counts, backwards from the last day.

    `counts`, `win_factor`: per day from the last one backwards, whether a win on it counts, and by what the hazard of
    winning is multiplied.  Gives days left -> chance[group, state, age in days] for the days left in `keep`, and
    fresh[days left, group, state]: of a deal that has just come into the state.

        W(age, h) = p [sum of share_k W_k(0, h - 1)] + (1 - p) W(age + 1, h - 1),    p = 1 - exp(-sum of hazards)
    """
    groups, states = hazard.shape[:2]
    now = np.zeros((groups, states, OLDEST + 1))
    fresh = np.zeros((len(counts) + 1, groups, states))
    kept = {0: now} if 0 in keep else {}
    rates = hazard.copy()
    factor = None
    for left in range(1, len(counts) + 1):
        if win_factor[left - 1] != factor:
            factor = win_factor[left - 1]
            rates[..., states] = hazard[..., states] * factor
            total = rates.sum(-1)
            leaves = -np.expm1(-total)
            share = _ratio(rates, total[..., None]) * leaves[..., None]
            stays = (1 - leaves)[..., _BIN_OF_AGE]
        arrives = np.einsum("gsbk,gk->gsb", share[..., :states], now[..., 0])
        if counts[left - 1]:
            arrives = arrives + share[..., states]
        older = np.concatenate([now[..., 1:], now[..., -1:]], axis=-1)
        now = arrives[..., _BIN_OF_AGE] + stays * older
        fresh[left] = now[..., 0]
        if left in keep:
            kept[left] = now
    return kept, fresh


def at_age(table: np.ndarray, group: np.ndarray, state: np.ndarray, age: np.ndarray) -> np.ndarray:
    """The chance of each deal from a table of `chances`."""
    return table[group, state, np.minimum(age, OLDEST)]


def hazard_at(hazard: np.ndarray, group: np.ndarray, state: np.ndarray, age: np.ndarray) -> np.ndarray:
    """The hazards of each deal: of all destinations, or of one, as `hazard` has them."""
    return hazard[group, state, _BIN_OF_AGE[np.minimum(age, OLDEST)]]
