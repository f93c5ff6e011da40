"""Customers at risk: who is likely to leave next, by what those who left had in common, and how much money that is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics.churn.lifetimes import BY, curve
from analytics.relative_risk import relative_risks
from analytics.survival import Incidence, watched_for

AHEAD = 3  # months
FEW_LEFT = 10
_GROUPS = ("plan", "segment", "source", "deal_size", "sale_speed")
_COLUMNS = [
    "account_key",
    "name",
    "owner",
    "plan",
    "segment",
    "source",
    "months",
    "risk",
    "cents",
    "cents_at_risk",
    "why",
]


def at_risk(found: pd.DataFrame) -> pd.DataFrame:
    """The chance that each present customer leaves within three months, the most money first.

        chance = of those who had been customers as long, the share that left within the next three months,
                 more or less by plan, segment, source, size and speed of the sale

    Yearly and monthly bills have curves of their own where at least ten left of each.  How much a plan or source matters is learned from
    who left so far; groups with few leavings are pulled towards the others.  Empty where fewer than ten have left.

    One row per customer: `account_key`, `name`, `owner`, `plan`, `segment`, `source`, `months`, `risk`, `cents` a month, `cents_at_risk` = risk x
    cents, `why`.
    """
    if found.empty or found["has_left"].sum() < FEW_LEFT:
        return pd.DataFrame(columns=_COLUMNS)
    found = found.reset_index(drop=True)
    both = found.groupby("yearly")["has_left"].sum()
    stratum = found["yearly"] if len(both) == 2 and both.min() >= FEW_LEFT else pd.Series(False, index=found.index)
    expected, ahead = np.zeros(len(found)), np.zeros(len(found))
    now = found["months_now"].to_numpy(dtype=float)
    for _, part in found.groupby(stratum):
        place = part.index.to_numpy()
        seen, longest = curve(part), watched_for(part["months"], np.ones(len(part)))
        steady = part["has_left"].sum() / (part["months"] - part["entry"]).clip(lower=0).sum()
        hazard = _hazard(seen, longest, steady)
        expected[place] = hazard(part["months"].to_numpy()) - hazard(part["entry"].to_numpy())
        ahead[place] = hazard(now[place] + AHEAD) - hazard(now[place])
    factors, levels = _factors(found, expected)
    times = (
        np.prod([factor[level] for factor, level in zip(factors.values(), levels.values(), strict=True)], axis=0)
        if factors
        else 1.0
    )
    risk = 1 - np.exp(-ahead * times)
    rows = found.assign(
        months=now, risk=risk, cents_at_risk=risk * found["cents"], why=_why(found, factors, levels, ahead)
    )
    rows = rows[rows["pays"] & rows["scheduled_on"].isna()]
    return rows.sort_values(["cents_at_risk", "risk"], ascending=False, kind="stable")[_COLUMNS].reset_index(drop=True)


def _hazard(seen: Incidence, longest: float, steady: float) -> object:
    """The summed hazard by months (Nelson-Aalen); beyond what ten customers were watched for, it grows by the mean of all."""
    left = -np.diff(np.concatenate([[1.0], seen.survival])) / np.concatenate([[1.0], seen.survival[:-1]])
    summed = np.concatenate([[0.0], np.cumsum(left)])

    def until(months: NDArray[np.float64]) -> NDArray[np.float64]:
        within = np.minimum(months, longest)
        return summed[np.searchsorted(seen.t, within, side="right")] + steady * (months - within)

    return until


def _factors(found: pd.DataFrame, expected: NDArray) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """How each value of each grouping multiplies the chance, and the value of each customer as a number; not told is one of them."""
    levels = {}
    for name in _GROUPS:
        codes, values = pd.factorize(found[name].astype("object").fillna("not told"), sort=True)
        if len(values) > 1:
            levels[name] = codes
    if not levels:
        return {}, {}
    cases = pd.DataFrame(levels).assign(seen=found["has_left"].astype(float), expected=expected)
    like = cases.groupby(list(levels), as_index=False)[["seen", "expected"]].sum()
    found_ = relative_risks(like["seen"], like["expected"], like[list(levels)].to_numpy().T)
    return dict(zip(levels, found_, strict=True)), levels


def _why(found: pd.DataFrame, factors: dict[str, NDArray], levels: dict[str, NDArray], ahead: NDArray) -> NDArray:
    """The strongest reason above the usual, in words; empty where nothing stands out."""
    usual = float(np.median(ahead)) if len(ahead) else 0.0
    times = [ahead / usual if usual > 0 else np.ones(len(found))]
    words = [np.full(len(found), "many leave at this age", dtype="object")]
    for name, factor in factors.items():
        told = found[name].notna().to_numpy()
        times.append(np.where(told, factor[levels[name]], 0.0))
        words.append((f"{BY[name]}: " + found[name].astype("object").fillna("").astype("str")).to_numpy(dtype="object"))
    strongest = np.argmax(times, axis=0)
    place = np.arange(len(found))
    return np.where(np.array(times)[strongest, place] > 1.2, np.array(words, dtype="object")[strongest, place], "")
