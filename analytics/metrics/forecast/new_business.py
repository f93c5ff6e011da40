"""Deals that are not there yet: how many will come in, and what of them will be won by the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.metrics.forecast.book import WON
from analytics.metrics.forecast.chain import Chain
from analytics.metrics.forecast.windows import Window, past

_WEEKS_13, _YEAR = 91, 364
_GROWTH_DEALS, _AMOUNT_DEALS = 5, 5
_LIMIT = 2.0


@dataclass(frozen=True)
class NewBusiness:
    """Per group of deals to come (pipeline and segment): the wins to be expected, and the amounts of wins to draw from."""

    wins: np.ndarray
    amounts: list[np.ndarray]
    level: float = 1.0

    @property
    def mean(self) -> float:
        """The amount to be expected."""
        return float(sum(n * each.mean() for n, each in zip(self.wins, self.amounts, strict=True) if len(each)))


def new_business(chain: Chain) -> NewBusiness:
    """The wins to be expected of deals that come in after the origin, levelled by what such deals brought in the past.

    They come in at the rate of the last 13 weeks, with half of its growth over the 13 before; each is won by the end with
    the chance of a fresh deal of its pipeline and segment.
    """
    group, groups = _groups(chain)
    amounts = _amounts(chain, group, groups)
    wins = _expected(chain, chain.now, group, groups, chain.fresh)
    level = _level(chain, group, groups, amounts)
    return NewBusiness(wins * level, amounts, level)


def new_business_until(chain: Chain, new: NewBusiness, fresh: np.ndarray) -> float:
    """The amount to be expected of them if only wins until an earlier day count; `fresh` as `Chain.until` gives it."""
    group, groups = _groups(chain)
    wins = _expected(chain, chain.now, group, groups, fresh) * new.level
    return NewBusiness(wins, new.amounts).mean


def _groups(chain: Chain) -> tuple[np.ndarray, int]:
    segments = int(chain.segment.max(initial=0)) + 1
    pipeline = chain.book.pipeline
    return pipeline * segments + chain.segment, (int(pipeline.max(initial=0)) + 1) * segments


def _expected(chain: Chain, seen: Window, group: np.ndarray, groups: int, by_days_left: np.ndarray) -> np.ndarray:
    """Wins to be expected per group in a window, from what had come in by its origin."""
    book, states = chain.book, len(chain.book.states)
    entries = book.entries
    days = book.entered[entries]
    recent = (days <= seen.origin) & (days > seen.origin - _WEEKS_13)
    before = (days <= seen.origin - _WEEKS_13) & (days > seen.origin - 2 * _WEEKS_13)
    lately = entries[recent | before]
    per_day = np.bincount(group[book.deal[lately]], minlength=groups) / (2 * _WEEKS_13)
    if not before.any():
        lately = entries[recent]
        per_day = np.bincount(group[book.deal[lately]], minlength=groups) / _WEEKS_13
    else:
        # the last 13 weeks tell how many, the last 26 of which kind
        per_day = per_day * (2 * recent.sum() / max(len(lately), 1))
    growth = np.sqrt((recent.sum() + _GROWTH_DEALS) / (before.sum() + _GROWTH_DEALS)) if before.any() else 1.0
    ahead = (_WEEKS_13 + seen.days) / 2 / _WEEKS_13
    per_day = per_day * np.clip(growth**ahead, 1 / _LIMIT, _LIMIT)
    # a deal that comes in as won is won
    fresh = by_days_left[1 : seen.days + 1].sum(0)
    at_once = np.full((len(fresh), 1), float(seen.until - seen.after))
    fresh = np.concatenate([fresh, at_once], axis=1)
    state = np.where(book.state[lately] == WON, states, book.state[lately])
    open_ = state >= 0
    each = np.where(open_, fresh[chain.segment[book.deal[lately]], np.maximum(state, 0)], 0.0)
    total = np.bincount(group[book.deal[lately]], each, groups)
    count = np.bincount(group[book.deal[lately]], minlength=groups)
    return per_day * np.divide(total, count, out=np.zeros(groups), where=count > 0)


def _amounts(chain: Chain, group: np.ndarray, groups: int) -> list[np.ndarray]:
    """The amounts of the last year's wins of each group, with some of all wins where there are few."""
    book, outcomes = chain.book, chain.outcomes
    wins = np.flatnonzero((outcomes.won_on <= book.as_of) & (outcomes.won_on > book.as_of - _YEAR))
    everything = outcomes.amount[wins]
    found = []
    for each in range(groups):
        own = outcomes.amount[wins[group[wins] == each]]
        lack = max(0, _AMOUNT_DEALS - len(own))
        typical = np.full(lack, everything.mean()) if len(everything) else np.zeros(0)
        found.append(np.concatenate([own, typical]))
    return found


def _level(chain: Chain, group: np.ndarray, groups: int, amounts: list[np.ndarray]) -> float:
    """What deals that came in later brought in past periods, over what would have been expected of them."""
    outcomes, actual, expected = chain.outcomes, 0.0, []
    means = np.array([each.mean() if len(each) else 0.0 for each in amounts])
    for seen in past(chain.book, chain.now, 8):
        later = (outcomes.began > seen.origin) & (outcomes.won_on > seen.after) & (outcomes.won_on <= seen.until)
        actual += outcomes.amount[later].sum()
        expected.append(float(_expected(chain, seen, group, groups, chain.fresh) @ means))
    if not expected or sum(expected) <= 0:
        return 1.0
    prior = 2 * sum(expected) / len(expected)
    return float(np.clip((actual + prior) / (sum(expected) + prior), 1 / _LIMIT, _LIMIT))
