"""What a weak cell costs, and from whom one could learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics.coaching.cells import DELTA, SURE
from analytics.shrinkage import chance_below

DRAWS, SEED = 2000, 1
RANGE = (10, 90)


def with_worth(cells: pd.DataFrame, won: pd.DataFrame, quarters: float) -> pd.DataFrame:
    """The cells with `worth`, `worth_low`, `worth_high` per quarter and `copy_from`; of cells of flag and watch only.

    `won`: by pipeline, `deals`, `amount` and `squares` of the amounts of won deals; `quarters`: that the cells cover.
    """
    cells = cells.assign(worth=np.nan, worth_low=np.nan, worth_high=np.nan, copy_from=None)
    cells = cells.astype({"copy_from": "object"})
    random = np.random.default_rng(SEED)
    for (pipeline, _), part in cells.groupby(["pipeline", "peers"]):
        weak = part[part["state"].isin(["flag", "watch"])]
        if weak.empty:
            continue
        for index, best in _models(part, weak).items():
            cells.at[index, "copy_from"] = best
        if pipeline not in won.index:
            continue
        amounts = _amounts(won.loc[pipeline], random)
        drawn = {index: rate_draws(row, random) for index, row in part.iterrows()}
        for index, row in weak.iterrows():
            stage = part[(part["position"] == row["position"]) & ~part["is_new"]]
            later = part[(part["owner"] == row["owner"]) & (part["position"] > row["position"])]
            entries = row["n"] / quarters
            onward = _onward(part, later, row["position"], drawn)
            target = np.median([drawn[each] for each in stage.index], axis=0)
            draws = lift(entries, target - drawn[index], onward[1], amounts[1])
            cells.loc[index, ["worth", "worth_low", "worth_high"]] = [
                lift(entries, stage["adjusted"].median() - row["adjusted"], onward[0], amounts[0]),
                *np.percentile(draws, RANGE),
            ]
    return cells


def lift(entries: float, gap: NDArray | float, onward: NDArray | float, amount: NDArray | float) -> NDArray | float:
    """Money gained if a conversion rose by a gap: entries x gap x chance to win from the next stage x amount; none below zero."""
    return entries * np.maximum(gap, 0.0) * onward * amount


def rate_draws(row: pd.Series, random: np.random.Generator) -> NDArray[np.float64]:
    """Conversions that the true one of a cell may be."""
    return np.clip(row["team"] + row["slope"] * random.normal(row["mean"], row["sd"], DRAWS), 0, 1)


def _onward(
    part: pd.DataFrame, later: pd.DataFrame, position: int, drawn: dict[int, NDArray]
) -> tuple[float, NDArray[np.float64]]:
    """The chance to win from the next stage: the product of the person's own later conversions, else of the peers'."""
    point, draws = 1.0, np.ones(DRAWS)
    for place in sorted(set(part.loc[part["position"] > position, "position"])):
        own = later[later["position"] == place]
        if own.empty:
            team = float(part.loc[part["position"] == place, "team"].iloc[0])
            point, draws = point * team, draws * team
        else:
            point, draws = point * float(own["adjusted"].iloc[0]), draws * drawn[own.index[0]]
    return point, draws


def _amounts(won: pd.Series, random: np.random.Generator) -> tuple[float, NDArray[np.float64]]:
    """The average won amount, and averages that the true one may be."""
    mean = won["amount"] / won["deals"]
    spread = max(won["squares"] / won["deals"] - mean**2, 0.0)
    return mean, np.maximum(random.normal(mean, (spread / won["deals"]) ** 0.5, DRAWS), 0)


def _models(part: pd.DataFrame, weak: pd.DataFrame) -> dict[int, str | None]:
    """For each weak cell the peer who is surely better in that stage, the best one first."""
    found = {}
    for index, row in weak.iterrows():
        others = part[(part["position"] == row["position"]) & (part["owner"] != row["owner"]) & ~part["is_new"]]
        ahead = (others["mean"] - row["mean"]) * row["slope"]
        apart = np.hypot(others["sd"], row["sd"]) * row["slope"]
        surely = others[1 - chance_below(DELTA, ahead, apart) > SURE].sort_values("mean")
        found[index] = None if surely.empty else str(surely["owner"].iloc[-1])
    return found
