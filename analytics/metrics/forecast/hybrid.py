"""Deal by deal: the chance by stage and age, corrected by what else is known of a deal (logistic regression with L2)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.logistic import fit_from, log_odds
from analytics.metrics.forecast.book import Book
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
    names = [name for name in now if now[name].dtype != object]
    x = np.column_stack([np.concatenate([each[name] for each in tables]) for name in names])
    x_now = np.column_stack([now[name] for name in names])
    centre, scale = x.mean(0), x.std(0)
    usable = scale > 1e-9
    x, x_now = ((each[:, usable] - centre[usable]) / scale[usable] for each in (x, x_now))
    extra, extra_now = _indicators(tables, now)
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
    """What is known of each deal on the day, as numbers; names as texts."""
    book, table = chain.book, chain.book.deals
    owner = book.fields_at(deals.window.origin, "owner")["owner"]
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
            "pushes": np.minimum(pushes(book, deals.window.origin)[deals.deal], 5.0) * deals.is_due_known,
        }
    found |= {"stage": deals.state.astype(object), "segment": chain.segment[deals.deal].astype(object)}
    found["source"] = table["source"].to_numpy(object)[deals.deal]
    found["owner"] = owner[deals.deal]
    return found


def pushes(book: Book, day: int) -> np.ndarray:
    """Per deal, how often its close date had been moved to a later day by then."""
    former = book.former
    counts = np.zeros(len(book.deals))
    if not len(former):
        return counts
    former = former[former["from_day"] <= day]
    current = book.fields_at(day, "due")["due"]
    following = former["due"].shift(-1).where(former["deal"] == former["deal"].shift(-1))
    is_last = former["deal"] != former["deal"].shift(-1)
    following = np.where(is_last, current[former["deal"]], following)
    is_past = (former["to_day"] <= day).to_numpy()
    later = (following > former["due"].to_numpy()) & is_past
    np.add.at(counts, former["deal"].to_numpy()[later], 1)
    return counts


def _indicators(tables: list[dict[str, np.ndarray]], now: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A column for each stage, segment, source and owner of which enough has been seen."""
    columns, columns_now = [], []
    for name in ("stage", "segment", "source", "owner"):
        values = np.concatenate([each[name] for each in tables])
        counts = pd.Series(values).value_counts()
        for value in sorted(counts.index[counts >= _SEEN], key=str):
            columns.append((values == value).astype(float))
            columns_now.append((now[name] == value).astype(float))
    rows, rows_now = sum(len(each["age"]) for each in tables), len(now["age"])
    if not columns:
        return np.zeros((rows, 0)), np.zeros((rows_now, 0))
    return np.column_stack(columns), np.column_stack(columns_now)
