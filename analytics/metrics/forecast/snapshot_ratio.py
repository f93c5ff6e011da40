"""Snapshot ratio: what was won, of what had been open in each stage at the same point of past periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.metrics.forecast.windows import Outcomes, Snapshot, past, snapshot

_PERIODS = 4


@dataclass(frozen=True)
class Ratio:
    """Per state, the share of open money that was won, and of open deals; `later`: mean amount won by deals that came later."""

    of_amount: np.ndarray
    of_deals: np.ndarray
    later: float

    def centre(self, deals: Snapshot) -> float:
        """The amount to be expected in the window."""
        return float(np.sum(np.nan_to_num(deals.amount) * self.of_amount[deals.state])) + self.later

    def chances(self, deals: Snapshot) -> np.ndarray:
        """The chance of each deal by its stage alone."""
        return self.of_deals[deals.state]


def snapshot_ratio(book, now, outcomes: Outcomes) -> Ratio | None:
    """The ratios over the last four periods; None where there is none."""
    seen = past(book, now, _PERIODS)
    if not seen:
        return None
    n = len(book.states)
    amount, won_amount, count, won, later = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), []
    for each in seen:
        then = snapshot(book, outcomes, each)
        amount += np.bincount(then.state, np.nan_to_num(then.amount), n)
        won_amount += np.bincount(then.state, then.won_amount, n)
        count += np.bincount(then.state, minlength=n)
        won += np.bincount(then.state, then.is_won, n)
        inside = (outcomes.won_on > each.after) & (outcomes.won_on <= each.until)
        # a deal that was closed then and opened again is no open deal of that day either
        was_open = np.zeros(len(outcomes.won_on), bool)
        was_open[then.deal] = True
        later.append(float(outcomes.amount[inside & ~was_open].sum()))
    return Ratio(_share(won_amount, amount), _share(won, count), float(np.mean(later)))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
