"""The weighted pipeline: each open deal times a chance by its stage, as configured in the CRM and as stages have turned out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

from analytics.metrics.evidence import MOST_UNPLACED
from analytics.metrics.forecast.book import NEVER, WON, Book
from analytics.metrics.forecast.windows import Snapshot

_PRIOR_DEALS = 4.0


def configured(book: Book, deals: Snapshot) -> np.ndarray:
    """The probability of each deal as the CRM had it on the day: its own, else that of its stage."""
    day, stages = deals.window.origin, book.states["stage"].to_numpy(object)
    shown = book.standing_at(day)[deals.deal]
    stands = np.where(shown >= 0, shown, deals.state)
    of_stage = book.states["configured"].to_numpy(float)[stands]
    former = book.former
    is_former = np.zeros(len(book.deals), bool)
    is_former[former.deal[(former.from_day <= day) & (former.to_day > day)]] = True
    # a deal's probability of today is that of the stage in which it stands today
    status, stage = (book.deals[name].to_numpy(object)[deals.deal] for name in ("status", "stage"))
    is_same = (status == "open") & (stage == stages[stands])
    own = book.fields_at(day, "probability", of=deals.deal)["probability"]
    return np.where((is_former[deals.deal] | is_same) & ~np.isnan(own), own, of_stage)


def is_due(deals: Snapshot) -> np.ndarray:
    """Open deals whose close date lies in the window."""
    first = deals.window.until - deals.window.period.days
    return (deals.due > first) & (deals.due <= deals.window.until)


def are_dated(deals: Snapshot) -> bool:
    """Whether the close dates of the day are known of four deals in five, and there are any."""
    return len(deals.deal) > 0 and deals.is_due_known.mean() >= 0.8 and not np.isnan(deals.due).all()


def crm_chances(book: Book, deals: Snapshot) -> np.ndarray | None:
    """The chance of each deal as the CRM's weighted pipeline has it: configured where it is due, else none.

    None where nothing is configured, or close dates are not known.
    """
    if not are_dated(deals):
        return None
    chance = configured(book, deals)
    return None if np.isnan(chance).all() else np.where(is_due(deals), np.nan_to_num(chance), 0.0)


def learned_stages(book: Book) -> pd.DataFrame:
    """One row per state that is told: how often deals that got there or beyond were won, drawn to the configured chance.

    `n`: closed deals that had reached the stage, as on the funnel: a deal that was won passed all, and of a lost one the stage
    in which it was last is enough.  Where more than one lost deal in ten tells none, only deals with a history count.  `learned` is the mean, `low` and `high` the 95% interval of
    Beta(won + 4 configured, lost + 4 (1 - configured)): the configured chance is worth four deals.  Without a configured one
    the prior is Beta(1/2, 1/2), and without a closed deal nothing is learned.
    """
    states = book.states
    ended = np.flatnonzero((book.left == NEVER) & (book.state < 0))
    is_won = np.zeros(len(book.deals), bool)
    is_won[book.deal[ended[book.state[ended] == WON]]] = True
    closed = np.zeros(len(book.deals), bool)
    closed[book.deal[ended]] = True
    told = states["is_told"].to_numpy()
    pipeline = pd.factorize(states["pipeline"])[0]
    furthest = _furthest(book, closed, closed & ~is_won)
    known = np.flatnonzero(furthest >= 0)
    last = pd.Series(np.arange(len(states)))[told].groupby(pipeline[told]).max()
    of_deal = pipeline[furthest[known]]
    # a deal that was won passed all stages
    reached = np.where(is_won[known], last.reindex(of_deal).to_numpy(), furthest[known])
    rows = []
    for state in range(len(states)):
        there = (of_deal == pipeline[state]) & (reached >= state)
        rows.append((int(is_won[known][there].sum()), int(there.sum())))
    won, n = np.array(rows).reshape(-1, 2).T
    prior = states["configured"].to_numpy(float)
    has_prior = ~np.isnan(prior)
    a = won + np.where(has_prior, _PRIOR_DEALS * prior, 0.5)
    b = n - won + np.where(has_prior, _PRIOR_DEALS * (1 - prior), 0.5)
    usable = (n > 0) & told
    learned = np.where(usable, a / (a + b), np.where(told, prior, np.nan))
    with np.errstate(invalid="ignore"):
        low, high = (np.where(usable, beta.ppf(q, a, b), np.nan) for q in (0.025, 0.975))
    return states.assign(learned=learned, low=low, high=high, n=np.where(told, n, 0))


def _furthest(book: Book, closed: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Per closed deal the furthest state that it is known to have reached, at least the first of its pipeline if won; else -1."""
    told = book.states["is_told"].to_numpy()
    inside = np.flatnonzero((book.state >= 0) & closed[book.deal])
    inside = inside[told[book.state[inside]]]
    # states of a pipeline are numbered in its order: the furthest one tells all that were reached
    with_history = np.full(len(book.deals), -1)
    np.maximum.at(with_history, book.deal[inside], book.state[inside])
    found = with_history.copy()
    deal, day, state = book.shown.T
    seen = closed[deal] & (day <= book.as_of)
    np.maximum.at(found, deal[seen], state[seen])
    unplaced = np.bincount(book.pipeline[lost & (found < 0)], minlength=len(book.untold))
    is_enough = unplaced <= MOST_UNPLACED * np.bincount(book.pipeline[lost], minlength=len(book.untold))
    first = np.r_[0, book.untold[:-1] + 1]
    found = np.where(closed & ~lost, np.maximum(found, first[book.pipeline]), found)
    return np.where(is_enough[book.pipeline], found, with_history)
