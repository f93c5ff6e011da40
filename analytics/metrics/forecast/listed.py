"""The tables of a forecast: its stages and its open deals, each with the reasons for its chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.forecast.book import Book
from analytics.metrics.forecast.estimate import Estimate
from analytics.metrics.forecast.weighted import configured, learned_stages


def listed_stages(book: Book, found: Estimate, every: bool = False) -> pd.DataFrame:
    """One row per open stage: what is open in it, and the chance of its deals as configured and as learned.

    Deals whose stages are not told stand in a row without a stage, where there are any (`every`: in any case).
    """
    deals, n = found.open_now, len(book.states)
    state = standing(book, found)
    stages = learned_stages(book).assign(
        state=np.arange(n),
        open_deals=np.bincount(state, minlength=n),
        amount=np.bincount(state, np.nan_to_num(deals.amount), n),
    )
    if not every:
        stages = stages[stages["is_told"] | (stages["open_deals"] > 0)]
    columns = [
        "pipeline",
        "stage",
        "position",
        "open_deals",
        "amount",
        "configured",
        "learned",
        "low",
        "high",
        "n",
        "state",
    ]
    return stages[columns].reset_index(drop=True)


def standing(book: Book, found: Estimate) -> np.ndarray:
    """The stage in which each open deal stands; where no history tells it, that of the export."""
    deals = found.open_now
    shown = book.standing_at(book.as_of)[deals.deal]
    return np.where(~book.states["is_told"].to_numpy()[deals.state] & (shown >= 0), shown, deals.state)


def listed_deals(book: Book, found: Estimate, scale: float = 1.0) -> pd.DataFrame:
    """One row per open deal, the one on which the band rests most first; `scale`: of the headline, by which each counts."""
    deals, table = found.open_now, book.deals.iloc[found.open_now.deal]
    p = found.p if found.p is not None else np.full(len(deals.deal), np.nan)
    counted = book.pushes_at(found.window.origin)[deals.deal]
    frame = pd.DataFrame(
        {
            **{name: table[name].to_numpy() for name in ("deal_key", "deal_id", "name", "pipeline")},
            "owner": book.owner_names[book.fields["owner"][deals.deal]],
            "stage": book.states["stage"].to_numpy(object)[standing(book, found)],
            "amount": deals.amount,
            "expected_close_on": _days(deals.due),
            "days_in_stage": deals.age,
            "pushes": counted,
            "p_win_in_quarter": p,
            "configured": configured(book, deals),
            "expected": scale * p * found.value,
            "reasons": _reasons(book, found, counted),
        }
    )
    weight = p * (1 - p) * found.value**2 if found.p is not None else np.nan_to_num(deals.amount)
    return frame.iloc[np.argsort(-weight, kind="stable")].reset_index(drop=True)


def _days(numbers: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(numbers), np.datetime64("NaT", "D"), np.nan_to_num(numbers).astype("datetime64[D]"))


def _reasons(book: Book, found: Estimate, counted: np.ndarray) -> list[str]:
    """In words: stage and age, close date, pushes."""
    deals, now = found.open_now, found.window
    stage = ["since creation" if pd.isna(each) else f"in {each}" for each in book.states["stage"]]
    age = [
        f"{each} day{'' if each == 1 else 's'} {stage[state]}"
        for each, state in zip(deals.age, deals.state, strict=True)
    ]
    due = np.select(
        [~deals.is_due_known, np.isnan(deals.due), deals.due <= now.origin, deals.due > now.until],
        ["close date of that day not known", "no close date", "close date has passed", "due after the period"],
        "due in the period",
    )
    pushed = ["", "; pushed once", "; pushed twice"]
    bare = np.where(np.isnan(deals.amount), "; no amount", "")
    return [
        f"{one}; {two}{pushed[n] if n < 3 else f'; pushed {n} times'}{three}"
        for one, two, n, three in zip(age, due, counted, bare, strict=True)
    ]
