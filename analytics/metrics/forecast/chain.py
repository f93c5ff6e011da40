"""Stage and age: each open deal's chance by its stage, its days in it, its segment and the days that are left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.logistic import fit_from, log_odds
from analytics.metrics.forecast.book import LOST, NEVER, WON, Book, day_number
from analytics.metrics.forecast.windows import Outcomes, Snapshot, Window, past, snapshot
from analytics.periods import shifted
from analytics.semi_markov import at_age, chances, exposure, hazard_at, hazards

SHIFT = 7  # the hybrid looks a week to both sides
_ENOUGH_DEALS = 20_000  # more do not make a calendar or a calibration better, only slower
_WEEK_EVENTS = 4.0
_PERIODS = 8


@dataclass(frozen=True)
class Chain:
    """The chain as fitted from a book for one window.

    `sample`: the book of some of the deals, enough for what is learned from past periods.
    `tables`: days left -> chance by segment, state and age; `fresh`: the same of a deal that comes in, by days left.
    `platt`: intercept and slope by which the chances are recalibrated on past periods.
    """

    book: Book
    sample: Book
    now: Window
    outcomes: Outcomes
    segment: np.ndarray
    hazard: np.ndarray
    tables: dict[int, np.ndarray]
    fresh: np.ndarray
    win_factor: np.ndarray
    platt: tuple[float, float] = (0.0, 1.0)

    def raw(self, deals: Snapshot, shift: int = 0) -> np.ndarray:
        """The chances of these deals before recalibration; `shift`: so many days later in the period."""
        return at_age(self.tables[self.now.days - shift], self.segment[deals.deal], deals.state, deals.age)

    def chances(self, deals: Snapshot) -> np.ndarray:
        """The chance of each deal to be won in the window."""
        intercept, slope = self.platt
        return 1 / (1 + np.exp(-intercept - slope * log_odds(self.raw(deals))))

    def until(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """The table for the days that are left, and that of fresh deals, if only wins until a day count."""
        days = self.now.until - np.arange(self.now.days)
        counts = (days > self.now.after) & (days <= day)
        kept, fresh = chances(self.hazard, counts, self.win_factor[: self.now.days], {self.now.days})
        return kept[self.now.days], fresh

    @cached_property
    def past(self) -> list[Snapshot]:
        """What was open in earlier periods at the same point of time (of a sample of deals)."""
        return [snapshot(self.sample, self.outcomes, each) for each in past(self.book, self.now, _PERIODS)]


def fit(book: Book, now: Window, outcomes: Outcomes) -> Chain:
    """The chain of a book for a window: hazards, calendar, recalibration."""
    segment = book.segment()
    hazard = _hazards(book, segment)
    every = max(1, round(len(book.entries) / _ENOUGH_DEALS))
    sample = book.thinned(every)
    weeks = max(1, now.period.days // 7)
    factors = _calendar(sample, past(book, now, _PERIODS), weeks, outcomes.won_on[::every], segment, hazard)
    longest = now.days + SHIFT
    days = now.until - np.arange(longest)
    counts = days > now.after if now.after > now.origin else np.ones(longest, bool)
    win_factor = factors[_weeks(days, now, len(factors))]
    keep = {each for each in (now.days - SHIFT, now.days, longest) if each > 0}
    tables, fresh = chances(hazard, counts, win_factor, keep)
    chain = Chain(book, sample, now, outcomes, segment, hazard, tables, fresh, win_factor)
    return replace(chain, platt=_recalibrated(chain))


def _hazards(book: Book, segment: np.ndarray) -> np.ndarray:
    n = len(book.states)
    inside = np.flatnonzero(book.state >= 0)
    following = np.append(book.state, LOST)[inside + 1]
    goes_to = np.where(following >= 0, following, np.where(following == WON, n, n + 1))
    goes_to = np.where(book.left[inside] == NEVER, -1, goes_to)
    days = np.minimum(book.left[inside], book.as_of) - book.entered[inside]
    group = segment[book.deal[inside]]
    at_risk, events = exposure(group, book.state[inside], days, goes_to, (int(segment.max(initial=0)) + 1, n))
    return hazards(at_risk, events, pd.factorize(book.states["pipeline"])[0])


def _weeks(days: np.ndarray, now: Window, weeks: int) -> np.ndarray:
    """The week of its own period in which each day lies; the last one takes what is over."""
    found, period = np.full(len(days), -1), now.period
    while (found < 0).any():
        first = day_number(period.from_on)
        found = np.where((found < 0) & (days >= first), np.minimum((days - first) // 7, weeks - 1), found)
        period = shifted(period, -1)
    return found


def _calendar(
    book: Book, seen: list[Window], weeks: int, won_on: np.ndarray, segment: np.ndarray, hazard: np.ndarray
) -> np.ndarray:
    """By week of the period: wins there were, over wins to be expected of the deals that were open in the middle of it."""
    seen = seen[::-1]  # oldest first
    week = np.tile(np.arange(weeks), len(seen))
    starts = np.array([day_number(each.period.from_on) for each in seen], int).repeat(weeks) + 7 * week
    after = np.where(week == weeks - 1, np.array([each.until + 1 for each in seen], int).repeat(weeks), starts + 7)
    middle = (starts + after - 1) // 2
    won = np.searchsorted(np.sort(won_on), np.stack([starts, after]))
    wins = np.bincount(week, won[1] - won[0], weeks)
    # one row per deal and week in whose middle it was open
    some = np.flatnonzero(book.state >= 0)
    first, last = np.searchsorted(middle, book.entered[some]), np.searchsorted(middle, book.left[some])
    stay = np.repeat(some, last - first)
    place = np.arange(len(stay)) - np.repeat(np.cumsum(last - first) - last, last - first)
    rates = hazard_at(hazard[..., -2], segment[book.deal[stay]], book.state[stay], middle[place] - book.entered[stay])
    expected = np.bincount(week[place], rates * (after - starts)[place], weeks)
    return (wins + _WEEK_EVENTS) / (expected + _WEEK_EVENTS)


def _recalibrated(chain: Chain) -> tuple[float, float]:
    """Intercept and slope on the log-odds of past chances (Platt 1999), drawn to 0 and 1."""
    if len(chain.past) < 2:
        return 0.0, 1.0
    odds = np.concatenate([log_odds(chain.raw(each)) for each in chain.past])
    won = np.concatenate([each.is_won for each in chain.past])
    if won.sum() < 10:
        return 0.0, 1.0
    x = np.column_stack([np.ones(len(odds)), odds])
    intercept, slope = fit_from(odds, x, won, [1.0, 1.0])
    return float(intercept), float(1 + slope)
