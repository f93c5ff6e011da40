"""Buyers without a contract: who still buys, and what may they buy next?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.bgnbd import Buying, expected_purchases, fit, still_buying

LEAST_REPEATS = 0.3
FEW_BUYERS = 30


@dataclass(frozen=True)
class Buyers:
    """What the model says of buyers.

    `table`: one row per buyer: `row`, `purchases`, `last_on`, `still_buying` (the chance), `expected` purchases within twelve months,
    `expected_cents`; the most money first.  `model`: its parameters, in weeks.
    """

    table: pd.DataFrame
    model: Buying
    repeat_share: float


def buyers(won: pd.DataFrame, as_of: date) -> Buyers | None:
    """Who still buys, by how often and how lately they bought (BG/NBD, Fader, Hardie & Lee 2005).

    Only where at least 30% of the customers have bought more than once, and nothing tells of contracts.

    `won`: one row per won deal: `row` of the customer, `closed_on`, `cents`.
    """
    days = won.groupby(["row", "closed_on"], as_index=False)["cents"].sum()
    by = days.groupby("row").agg(
        first=("closed_on", "min"),
        last_on=("closed_on", "max"),
        purchases=("closed_on", "size"),
        cents=("cents", "mean"),
    )
    repeats = float((by["purchases"] > 1).mean()) if len(by) else 0.0
    if len(by) < FEW_BUYERS or repeats < LEAST_REPEATS:
        return None
    x = by["purchases"].to_numpy() - 1
    last = (by["last_on"] - by["first"]).dt.days.to_numpy() / 7
    watched = np.maximum((pd.Timestamp(as_of) - by["first"]).dt.days.to_numpy() / 7, last + 1 / 7)
    model = fit(x, last, watched)
    ahead = expected_purchases(model, x, last, watched, 52.0)
    table = by.assign(
        still_buying=still_buying(model, x, last, watched), expected=ahead, expected_cents=ahead * by["cents"]
    )
    table = table.sort_values(["expected_cents", "expected"], ascending=False, kind="stable").reset_index()
    return Buyers(table[["row", "purchases", "last_on", "still_buying", "expected", "expected_cents"]], model, repeats)
