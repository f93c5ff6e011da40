"""One forecast from one book: all methods, the chance of each deal, and the draws around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.metrics.forecast.band import simulate
from analytics.metrics.forecast.book import Book
from analytics.metrics.forecast.chain import Chain, fit
from analytics.metrics.forecast.hybrid import hybrid
from analytics.metrics.forecast.model import METHODS
from analytics.metrics.forecast.new_business import NewBusiness, new_business
from analytics.metrics.forecast.run_rate import last_period, run_rate
from analytics.metrics.forecast.snapshot_ratio import Ratio, snapshot_ratio
from analytics.metrics.forecast.weighted import crm_chances
from analytics.metrics.forecast.windows import Outcomes, Snapshot, Window, closed_deals, past, snapshot

FEWEST_PERIODS, FEWEST_CLOSED = 4, 100
_RATIO_DEALS = 5.0


@dataclass(frozen=True)
class Estimate:
    """What each method says of a window.

    - `centres`: method -> the amount still to be won after the origin; `known`: the amount won before it
    - `open_now`: the deals that are open; `p`: the best chance of each; `value`: what each is worth if it is won
    - `by_method`: method -> the chance that it gives to each deal
    - `draws`: simulated amounts still to be won
    - `is_enough`: whether there is history enough for chances and a band
    """

    window: Window
    known: float
    centres: dict[str, float]
    open_now: Snapshot
    p: np.ndarray | None
    value: np.ndarray
    by_method: dict[str, np.ndarray]
    new: NewBusiness | None
    draws: np.ndarray | None
    chain: Chain | None
    is_enough: bool

    @property
    def median(self) -> float:
        """The median of the four methods, of those that can be told."""
        return float(np.median([self.centres[name] for name in METHODS if name in self.centres]))


def estimate(book: Book, now: Window, draws: int, seed: int) -> Estimate:
    """Everything that the book tells of a window; the book must be cut at its origin."""
    outcomes = Outcomes.of(book)
    open_now = snapshot(book, outcomes, now)
    by_crm = crm_chances(book, open_now)
    first = now.until - now.period.days
    centres = {
        "run_rate": run_rate(book, now),
        "last_period": last_period(book, now),
        "crm_weighted": None if by_crm is None else float(by_crm @ np.nan_to_num(open_now.amount)),
    }
    ratio = snapshot_ratio(book, now, outcomes)
    if ratio is not None:
        centres["snapshot_ratio"] = ratio.centre(open_now)
    known = book.won_between(first, min(now.origin, now.until))
    is_enough = len(past(book, now, FEWEST_PERIODS)) >= FEWEST_PERIODS and closed_deals(book) >= FEWEST_CLOSED
    value = np.nan_to_num(open_now.amount)
    if not is_enough or now.days <= 0:
        told = {name: each for name, each in centres.items() if each is not None}
        return Estimate(now, known, told, open_now, None, value, {}, None, None, None, is_enough)
    chain = fit(book, now, outcomes)
    new = new_business(chain)
    value = _value(chain, open_now, new)
    by_method = _chances(chain, ratio, open_now, by_crm)
    for name in ("semi_markov", "hybrid"):
        if name in by_method:
            centres[name] = float(by_method[name] @ value) + new.mean
    p = by_method.get("hybrid", by_method["semi_markov"])
    told = {name: each for name, each in centres.items() if each is not None}
    drawn = simulate(p, value, new.wins, new.amounts, draws, seed)
    return Estimate(now, known, told, open_now, p, value, by_method, new, drawn, chain, is_enough)


def _chances(chain: Chain, ratio: Ratio, open_now: Snapshot, by_crm: np.ndarray | None) -> dict[str, np.ndarray]:
    found = {
        "semi_markov": chain.chances(open_now),
        "snapshot_ratio": ratio.chances(open_now),
        "hybrid": hybrid(chain, open_now),
        "crm_weighted": by_crm,
    }
    return {name: each for name, each in found.items() if each is not None}


def _value(chain: Chain, deals: Snapshot, new: NewBusiness) -> np.ndarray:
    """What each deal is worth if it is won: its amount, times what amounts of its stage became by winning.

    A deal without an amount counts with the mean of last year's wins.
    """
    n = len(chain.book.states)
    final, then, known = np.zeros(n), np.zeros(n), chain.book.amounts_known
    typical = [each.mean() for each in new.amounts if len(each)]
    mean = float(np.mean(typical)) if typical else 0.0
    for each in chain.past:
        usable = each.is_won & (each.amount > 0) & (known[each.deal] <= each.window.origin)
        final += np.bincount(each.state[usable], each.won_amount[usable], n)
        then += np.bincount(each.state[usable], each.amount[usable], n)
    ratio = (final + _RATIO_DEALS * mean) / (then + _RATIO_DEALS * mean) if mean > 0 else np.ones(n)
    return np.where(np.isnan(deals.amount), mean, np.maximum(deals.amount, 0)) * ratio[deals.state]
