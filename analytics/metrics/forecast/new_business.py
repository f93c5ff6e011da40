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
    came = _Came.of(chain)
    amounts = _amounts(chain, came)
    wins = _expected(came, chain.now, chain.fresh)
    level = _level(chain, came, amounts)
    return NewBusiness(wins * level, amounts, level)


def new_business_until(chain: Chain, new: NewBusiness, fresh: np.ndarray) -> float:
    """The amount to be expected of them if only wins until an earlier day count; `fresh` as `Chain.until` gives it."""
    wins = _expected(_Came.of(chain), chain.now, fresh) * new.level
    return NewBusiness(wins, new.amounts).mean


@dataclass(frozen=True)
class _Came:
    """When each deal came in (`day`), and into what: `cell`, a number of its group and state (the last two: as won, as lost).

    `group`: per deal; `segment`: per group; `shape`: numbers of groups and of states.
    """

    day: np.ndarray
    cell: np.ndarray
    group: np.ndarray
    segment: np.ndarray
    shape: tuple[int, int]

    @classmethod
    def of(cls, chain: Chain) -> _Came:
        book, states = chain.book, len(chain.book.states) + 2
        segments, pipelines = (int(each.max(initial=0)) + 1 for each in (chain.segment, book.pipeline))
        group = book.pipeline * segments + chain.segment
        first = book.entries
        into = np.where(book.state[first] >= 0, book.state[first], states - 1)
        into = np.where(book.state[first] == WON, states - 2, into)
        shape = (pipelines * segments, states)
        return cls(
            book.entered[first],
            group[book.deal[first]] * states + into,
            group,
            np.arange(shape[0]) % segments,
            shape,
        )

    def between(self, after: int, until: int) -> np.ndarray:
        """How many came in after a day until the end of another, by group and state."""
        groups, states = self.shape
        some = self.cell[(self.day > after) & (self.day <= until)]
        return np.bincount(some, minlength=groups * states).reshape(self.shape)


def _expected(came: _Came, seen: Window, by_days_left: np.ndarray) -> np.ndarray:
    """Wins to be expected per group in a window, from what had come in by its origin."""
    recent = came.between(seen.origin - _WEEKS_13, seen.origin)
    before = came.between(seen.origin - 2 * _WEEKS_13, seen.origin - _WEEKS_13)
    growth = np.sqrt((recent.sum() + _GROWTH_DEALS) / (before.sum() + _GROWTH_DEALS)) if before.any() else 1.0
    ahead = (_WEEKS_13 + seen.days) / 2 / _WEEKS_13
    # a deal that comes in as won is won, and one that comes in as lost is not
    at_once = [float(seen.until - seen.after), 0.0]
    fresh = by_days_left[1 : seen.days + 1].sum(0)[came.segment]
    fresh = np.concatenate([fresh, np.tile(at_once, (len(fresh), 1))], axis=1)
    # the last 13 weeks tell how many, the last 26 of which kind
    lately = recent + before
    per_day = lately * (recent.sum() / max(lately.sum(), 1) / _WEEKS_13)
    return np.sum(per_day * fresh, axis=1) * np.clip(growth**ahead, 1 / _LIMIT, _LIMIT)


def _amounts(chain: Chain, came: _Came) -> list[np.ndarray]:
    """The amounts of the last year's wins of each group, with some of all wins where there are few."""
    book, outcomes = chain.book, chain.outcomes
    wins = np.flatnonzero((outcomes.won_on <= book.as_of) & (outcomes.won_on > book.as_of - _YEAR))
    everything, group = outcomes.amount[wins], came.group[wins]
    found = []
    for each in range(came.shape[0]):
        own = everything[group == each]
        lack = max(0, _AMOUNT_DEALS - len(own))
        typical = np.full(lack, everything.mean()) if len(everything) else np.zeros(0)
        found.append(np.concatenate([own, typical]))
    return found


def _level(chain: Chain, came: _Came, amounts: list[np.ndarray]) -> float:
    """What deals that came in later brought in past periods, over what would have been expected of them."""
    outcomes, actual, expected = chain.outcomes, 0.0, []
    means = np.array([each.mean() if len(each) else 0.0 for each in amounts])
    won = np.flatnonzero(outcomes.won_on <= chain.book.as_of)
    began, won_on, amount = outcomes.began[won], outcomes.won_on[won], outcomes.amount[won]
    for seen in past(chain.book, chain.now, 8):
        actual += amount[(began > seen.origin) & (won_on > seen.after) & (won_on <= seen.until)].sum()
        expected.append(float(_expected(came, seen, chain.fresh) @ means))
    if not expected or sum(expected) <= 0:
        return 1.0
    prior = 2 * sum(expected) / len(expected)
    return float(np.clip((actual + prior) / (sum(expected) + prior), 1 / _LIMIT, _LIMIT))
