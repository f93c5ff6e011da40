"""The probability of each deal, as its row tells it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.wording import count


def told_probability(columns: Columns, amount: pd.Series) -> pd.Series:
    """The probability as written, else the share of the amount that the weighted amount is, where that is a share."""
    probability = pd.to_numeric(columns.read("probability"), errors="coerce").astype("float64")
    if columns.has("probability") or not columns.has("weighted_amount") or not columns.has("amount"):
        return probability
    weighted, _ = columns.money("weighted_amount")
    whole, part = (each.astype("float64").to_numpy() for each in (amount, weighted))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.round(part / whole, 4)
    told = np.isfinite(share)
    sound = told & (share >= 0) & (share <= 1)
    names = f"{columns.label('weighted_amount')} / {columns.label('amount')}"
    if told.any() and 2 * sound.sum() <= told.sum():
        columns.reading.notes.append(f"{names} is seldom a share from 0 to 1: it tells no probability.")
        return probability
    if sound.any():
        left = f"; in {count(int((told & ~sound).sum()), 'row')} it is no share" if (told & ~sound).any() else ""
        columns.reading.notes.append(
            f"The probability is {names} in {count(int(sound.sum()), 'row')}, no column tells it{left}."
        )
    return pd.Series(np.where(sound, share, np.nan), index=probability.index)
