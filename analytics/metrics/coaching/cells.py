"""One stage, person by person: conversion adjusted for the mix of deals and held towards what is usual."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics.coaching.passages import expected, horizon, outcomes
from analytics.shrinkage import (
    between_variance,
    cases_needed,
    chance_below,
    gamma_below,
    gamma_interval,
    gamma_shape,
    log_odds,
    shrunk,
)
from analytics.survival import incidence_by_group, medians_by_group

FEWEST = 10
FEWEST_PEERS = 3
DELTA = 0.05  # a shortfall of less is none worth a talk
# at .8 some 14 of 100 reports on people who are alike would flag somebody, at .84 ten
SURE, LIKELY = 0.84, 0.5
VISIBLE = 0.20  # "fine" is said where a shortfall of this size would mostly have shown
SLOWER, VISIBLE_SLOWER = 0.8, 0.6
Z = 1.959963984540054

CELL = [
    "owner", "is_new", "n", "n_eff", "raw", "at_mix", "adjusted", "low", "high", "team", "expected", "p_weak", "p_strong", "state",
    "deals_needed", "days", "mean", "sd", "slope",
]  # fmt: skip
STAY = [
    "owner",
    "is_new",
    "n",
    "exits",
    "expected",
    "ratio",
    "low",
    "high",
    "median_days",
    "team_days",
    "p_slow",
    "state",
]


def stage_cells(rows: pd.DataFrame, as_of: date, newcomers: frozenset[str] = frozenset()) -> pd.DataFrame:
    """One row per owner of the passages of one stage; none where fewer than three people can be compared.

    `mean`, `sd`: of the owner's difference in log-odds after shrinkage; `slope`: points per unit of it, at the mix of all.
    """
    place, names = _people(rows["owner"])
    is_new = names.isin(newcomers)
    peer = ~is_new[place]
    if (~is_new).sum() < FEWEST_PEERS:
        return pd.DataFrame(columns=CELL)
    days = horizon(rows[peer])
    length, cause = rows["days"].to_numpy(), rows["cause"].to_numpy()
    team = float(incidence_by_group(length[peer], cause[peer], np.zeros(peer.sum(), int), 1, days)[0][0])
    is_known, has_moved = outcomes(rows, days, as_of)
    chance = expected(rows, is_known & peer, has_moved, team, peer)
    share, variance, n = incidence_by_group(length, cause, place, len(names), days)
    decided = np.bincount(place[is_known | (cause > 0)], minlength=len(names))
    spread = share * (1 - share)
    size = np.where((spread > 0) & (variance > 0), spread / np.where(variance > 0, variance, 1), decided)
    size = np.minimum(size, n)
    own = np.bincount(place, chance, len(names)) / n
    own_spread = np.bincount(place, chance * (1 - chance), len(names)) / n
    told = size > 0
    v = np.where(told, size * own_spread, 1e-9)
    effect = np.where(told, log_odds(share * size, own * size, v), 0.0)
    mean, sd = shrunk(effect, 1 / v, between_variance(effect[told & ~is_new], 1 / v[told & ~is_new]))
    slope = float(np.mean((chance * (1 - chance))[peer]))
    cells = pd.DataFrame({
        "owner": names, "is_new": is_new, "n": n, "n_eff": size, "raw": np.where(told, share, np.nan),
        "at_mix": np.where(told, np.clip(team + share - own, 0, 1), np.nan),
        "adjusted": np.clip(team + mean * slope, 0, 1), "low": np.clip(team + (mean - Z * sd) * slope, 0, 1),
        "high": np.clip(team + (mean + Z * sd) * slope, 0, 1), "team": team, "expected": own,
        "p_weak": chance_below(-DELTA / slope, mean, sd), "p_strong": 1 - chance_below(DELTA / slope, mean, sd),
        "days": days, "mean": mean, "sd": sd, "slope": slope,
    })  # fmt: skip
    needed = cases_needed(round(team, 2), round(min(VISIBLE, team / 2), 3))
    short = np.maximum(0, np.ceil(needed - size)).astype(int)
    return cells.assign(
        state=_states(cells["p_weak"], cells["p_strong"], size, short == 0, is_new), deals_needed=short
    )[CELL]


def _people(owners: pd.Series) -> tuple[NDArray[np.int64], pd.Index]:
    """The owner of each row as a number, and their names in order."""
    if owners.dtype != "category":
        owners = owners.astype("category")
    owners = owners.cat.remove_unused_categories()
    return owners.cat.codes.to_numpy(dtype=int), owners.cat.categories.astype("str")


def limits(cells: pd.DataFrame) -> pd.DataFrame:
    """The funnel within which people who are alike lie: `n`, `low95`, `high95`, `low998`, `high998`, for the peers of one stage.

    What all differ by beyond chance is added to the variance, the outermost tenths drawn in first so that an outlier does not
    hide itself.  Source: Spiegelhalter 2005, Statistics in Medicine 24:1185 (additive random effects).
    """
    peers = cells[~cells["is_new"] & (cells["n_eff"] >= 1)]
    if peers.empty:
        return pd.DataFrame(columns=["n", "low95", "high95", "low998", "high998"])
    team = float(peers["team"].iloc[0])
    weights = peers["n_eff"].to_numpy() / max(team * (1 - team), 1e-6)
    z = (peers["at_mix"] - team).to_numpy() * np.sqrt(weights)
    z = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    room = weights.sum() - np.sum(weights**2) / weights.sum()
    more = max(0.0, (np.sum(z**2) - (len(z) - 1)) / room) if room > 0 else 0.0
    n = np.unique(np.linspace(5, max(10, cells["n_eff"].max() * 1.1), 60).round(1))
    sd = np.sqrt(team * (1 - team) / n + more)
    ends = {
        f"{side}{level}": np.clip(team + sign * width * sd, 0, 1)
        for level, width in (("95", 1.96), ("998", 3.09))
        for side, sign in (("low", -1), ("high", 1))
    }
    return pd.DataFrame({"n": n} | ends)


def _states(weak: NDArray, strong: NDArray, n: NDArray, is_enough: NDArray, is_new: NDArray) -> NDArray:
    """What may be said of each cell; of newcomers nothing."""
    weak, strong = np.asarray(weak), np.asarray(strong)
    some = (n >= FEWEST) & ~is_new
    conditions = [some & (weak > SURE), some & (weak > LIKELY), some & (strong > SURE), is_enough & ~is_new]
    return np.select(conditions, ["flag", "watch", "strong", "fine"], "not_enough")


def stage_stays(rows: pd.DataFrame, newcomers: frozenset[str] = frozenset()) -> pd.DataFrame:
    """One row per owner: exits from one stage, by moving on or by loss, against those expected at the pace of all.

    Expected: the cumulative hazard of all peers (Nelson-Aalen) over the days that the owner's deals were there.  `ratio` below 1
    is slower; it is held towards 1 (Gamma prior).
    """
    rows = rows[~rows["is_skipped"]]
    place, names = _people(rows["owner"])
    is_new = names.isin(newcomers)
    if (~is_new).sum() < FEWEST_PEERS:
        return pd.DataFrame(columns=STAY)
    peer = ~is_new[place]
    length, left = rows["days"].to_numpy(), (rows["cause"] > 0).to_numpy()
    width = int(length.max()) + 1
    gone = np.bincount(length[peer], minlength=width)
    at_risk = np.cumsum(gone[::-1])[::-1]
    exits = np.bincount(length[peer & left], minlength=width)
    hazard = np.cumsum(np.divide(exits, at_risk, out=np.zeros(width), where=at_risk > 0))
    observed = np.bincount(place[left], minlength=len(names)).astype(float)
    due = np.bincount(place, hazard[length], len(names))
    shape = gamma_shape(observed[~is_new], due[~is_new])
    ratio, low, high = gamma_interval(observed, due, shape)
    slow = gamma_below(SLOWER, observed, due, shape)
    quick = 1 - gamma_below(1 / SLOWER, observed, due, shape)
    needed = ((Z + 0.8416 * VISIBLE_SLOWER**0.5) / (1 - VISIBLE_SLOWER)) ** 2
    return pd.DataFrame({
        "owner": names, "is_new": is_new, "n": np.bincount(place, minlength=len(names)), "exits": observed.astype(int),
        "expected": due, "ratio": ratio, "low": low, "high": high,
        "median_days": medians_by_group(length, left, place, len(names)),
        "team_days": medians_by_group(length[peer], left[peer], np.zeros(peer.sum(), int), 1)[0], "p_slow": slow,
        "state": _states(slow, quick, due, due >= needed, is_new),
    })[STAY]  # fmt: skip
