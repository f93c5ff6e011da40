"""Deal by deal: the chance by stage and age, corrected by what else is known of a deal (logistic regression with L2)."""

from __future__ import annotations

import numpy as np

from analytics.logistic import fit_from, log_odds
from analytics.metrics.forecast.chain import SHIFT, Chain
from analytics.metrics.forecast.windows import Snapshot, past, snapshot

_PERIODS = 6
_ROWS = 12_000
_FEW = 20  # wins; with fewer there is nothing to learn from
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
    now = _features(chain, open_now, due)
    x = np.column_stack([np.concatenate([each[name] for each in tables]) for name in now])
    x_now = np.column_stack(list(now.values()))
    centre, scale = x.mean(0), x.std(0)
    usable = scale > 1e-9
    x, x_now = ((each[:, usable] - centre[usable]) / scale[usable] for each in (x, x_now))
    extra, extra_now = _indicators([_names(chain, each) for each, _ in rows], _names(chain, open_now))
    odds_now = log_odds(chain.raw(open_now))
    x = np.column_stack([np.ones(len(won)), odds, x, extra])
    x_now = np.column_stack([np.ones(len(odds_now)), odds_now, x_now, extra_now])
    penalty = np.ones(x.shape[1])
    penalty[0] = 0.01
    coefficients = fit_from(odds, x, won, penalty)
    return 1 / (1 + np.exp(-(odds_now + x_now @ coefficients)))


def _past(chain: Chain) -> list[tuple[Snapshot, int]]:
    """Snapshots of the last six periods and the shift of each; fewer deals of each where there are very many."""
    book, found = chain.book, []
    seen = [
        (each.shifted(shift), shift)
        for each in past(book, chain.now, _PERIODS)
        for shift in (-SHIFT, 0, SHIFT)
        if chain.now.days - shift in chain.tables and each.days - shift > 0
    ]
    if not seen:
        return []
    rows = len(book.inside_at(seen[0][0].origin)) * len(seen)
    every = max(1, round(rows / _ROWS))
    for each, shift in seen:
        then = snapshot(book, chain.outcomes, each, every)
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
    """What each deal belongs to on the day, as numbers of names."""
    owner = chain.book.fields_at(deals.window.origin, "owner")["owner"]
    return {
        "stage": deals.state,
        "segment": chain.segment[deals.deal],
        "source": chain.book.source[deals.deal],
        "owner": owner[deals.deal],
    }


def _indicators(tables: list[dict[str, np.ndarray]], now: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A column for each stage, segment, source and owner of which enough has been seen."""
    columns, columns_now = [], []
    for name, values_now in now.items():
        values = np.concatenate([each[name] for each in tables])
        seen = np.flatnonzero(np.bincount(values[values >= 0], minlength=1) >= _SEEN)
        columns.append((values[:, None] == seen).astype(float))
        columns_now.append((values_now[:, None] == seen).astype(float))
    return np.concatenate(columns, axis=1), np.concatenate(columns_now, axis=1)
