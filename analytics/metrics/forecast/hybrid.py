"""Deal by deal: the chance by stage and age, corrected by what else is known of a deal (logistic regression with L2)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack
from scipy.special import expit

from analytics.logistic import fit_from, log_odds
from analytics.metrics.forecast.chain import SHIFT, Chain
from analytics.metrics.forecast.windows import Snapshot, past, snapshot

_PERIODS = 6
_ROWS = 12_000
_FEW = 20  # wins; with fewer there is nothing to learn from
_WIDE = 100  # columns; fewer are quicker as they are, more as a sparse table
_SEEN = 30  # so many rows before an owner or a source has a say of its own


def hybrid(chain: Chain, open_now: Snapshot) -> np.ndarray | None:
    """The chance of each open deal; None where too few past deals were won to learn from.

    Learned on what was open in the last six periods at the same point of time, and a week to both sides, with what each
    deal became by the end of its period.  The log-odds of the chain are the starting point; the rest is drawn to zero.
    """
    rows = _past(chain)
    if not rows:
        return None
    won = np.concatenate([each.is_won for each, _ in rows])
    if won.sum() < _FEW or len(rows) < 2:
        return None
    odds = np.concatenate([log_odds(chain.raw(*each)) for each in rows])
    # close dates say something where enough of the past knows them as they were
    due = sum(int(each.is_due_known.sum()) for each, _ in rows) > len(won) // 4
    tables = [_features(chain, each, due) for each, _ in rows]
    now = {"odds": log_odds(chain.raw(open_now))} | _features(chain, open_now, due)
    x = np.column_stack([odds, *(np.concatenate([each[name] for each in tables]) for name in tables[0])])
    centre, scale = x.mean(0), x.std(0)
    centre[0], scale[0] = 0.0, 1.0  # the odds count as they are
    usable = scale > 1e-9
    x = (x - centre)[:, usable] / scale[usable]
    names = [_names(chain, each) for each, _ in rows]
    belongs = {name: np.concatenate([each[name] for each in names]) for name in names[0]}
    often = {name: _often(values) for name, values in belongs.items()}
    dense = csr_array(np.column_stack([np.ones(len(won)), x]))
    penalty = np.ones(1 + x.shape[1] + sum(map(len, often.values())))
    penalty[0] = 0.01
    indicators = [_indicators(values, often[name]) for name, values in belongs.items()]
    table = hstack([dense, *indicators], "csr")
    coefficients = fit_from(odds, table if table.shape[1] > _WIDE else table.toarray(), won, penalty)
    # applied term by term: a table of all open deals would be large
    score = coefficients[0] + now["odds"]
    slopes = np.zeros(len(usable))
    slopes[usable] = coefficients[1 : 1 + x.shape[1]] / scale[usable]
    for each, slope, mean in zip(now.values(), slopes, centre, strict=True):
        score += slope * (each - mean)
    rest = np.split(coefficients[1 + x.shape[1] :], np.cumsum([len(each) for each in often.values()]))
    for (name, values), own in zip(_names(chain, open_now).items(), rest, strict=False):
        of_number = np.zeros(max(values.max(initial=0), often[name].max(initial=0)) + 2)  # the last: none
        of_number[often[name]] = own
        score += of_number[values]
    return expit(score)


def _past(chain: Chain) -> list[tuple[Snapshot, int]]:
    """Snapshots of the last six periods and the shift of each; fewer deals of each where there are very many."""
    found = []
    seen = [
        (each.shifted(shift), shift)
        for each in past(chain.book, chain.now, _PERIODS)
        for shift in (-SHIFT, 0, SHIFT)
        if chain.now.days - shift in chain.tables and each.days - shift > 0
    ]
    if not seen:
        return []
    rows = len(chain.book.inside_at(seen[0][0].origin)) * len(seen)
    book = chain.book.thinned(max(1, round(rows / _ROWS)))
    for each, shift in seen:
        then = snapshot(book, chain.outcomes, each)
        if len(then.deal):
            found.append((then, shift))
    return found


def _features(chain: Chain, deals: Snapshot, dated: bool) -> dict[str, np.ndarray]:
    """What is known of each deal on the day, as numbers."""
    book = chain.book
    amount = np.where(np.isnan(deals.amount) | (deals.amount <= 0), np.nan, deals.amount)
    log_amount = np.log(amount)
    typical = np.nanmedian(log_amount) if np.isfinite(log_amount).any() else 0.0
    age = np.log1p(deals.age)
    found = {
        "age": age,
        "age_squared": age**2,
        "whole_age": np.log1p(np.maximum(deals.window.origin - chain.outcomes.began[deals.deal], 0)),
        "amount": np.where(np.isnan(log_amount), typical, log_amount),
        "no_amount": np.isnan(amount).astype(float),
    }
    if dated:
        days = deals.due - deals.window.until
        inside = (deals.due > deals.window.origin) & (days <= 0)
        found |= {
            "due_inside": inside.astype(float),
            "due_days": np.where(np.isnan(days), 0.0, np.clip(days, -120, 180) / 30),
            "overdue": (deals.due <= deals.window.origin).astype(float),
            "no_due": (np.isnan(deals.due) & deals.is_due_known).astype(float),
            "due_unknown": (~deals.is_due_known).astype(float),
            "pushes": np.minimum(book.pushes_at(deals.window.origin)[deals.deal], 5.0) * deals.is_due_known,
        }
    return found


def _names(chain: Chain, deals: Snapshot) -> dict[str, np.ndarray]:
    """What each deal belongs to on the day, as numbers of names; -1: none."""
    return {
        "stage": deals.state,
        "segment": chain.segment[deals.deal],
        "source": chain.book.source[deals.deal],
        "owner": chain.book.fields_at(deals.window.origin, "owner", of=deals.deal)["owner"],
    }


def _often(values: np.ndarray) -> np.ndarray:
    """The numbers of which enough has been seen."""
    return np.flatnonzero(np.bincount(values[values >= 0], minlength=1) >= _SEEN)


def _indicators(values: np.ndarray, often: np.ndarray) -> csr_array:
    """A column for each of these numbers."""
    place = np.full(max(values.max(initial=0), often.max(initial=0)) + 2, -1)
    place[often] = np.arange(len(often))
    rows = np.flatnonzero(place[values] >= 0)
    return csr_array((np.ones(len(rows)), (rows, place[values[rows]])), shape=(len(values), len(often)))
