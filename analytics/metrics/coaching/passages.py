"""Passages of deals through stages, with the owner of that day: what coaching, what to fix and scorecards are made of."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import logistic
from analytics.metrics.conversion_window import purged_since
from analytics.survival import aalen_johansen, quantile, watched_for
from analytics.workspace import Scope, Workspace

SHORTEST, DWELL = 30, 0.95
MIX = ("source", "segment", "deal_type", "size")
MOST_LEVELS = 12


def passages(workspace: Workspace, scope: Scope, days: int | None, position: int | None = None) -> pd.DataFrame:
    """One row per deal and open stage reached in the last so many days; None: in all the time of the scope.

    Owners do not filter here: a person is seen among their peers.  Where an export lacks deals that closed before some day,
    those that came to a stage before it are left out: of them only the survivors are in the file.
    Columns as in `passages.sql`; names are categories, in their order.  `position`: of that stage only.
    """
    as_of = last_day(workspace, scope)
    since = None if days is None or as_of is None else as_of - timedelta(days=days - 1)
    everyone = scope.only(owners=())
    rows = workspace.engine.query("coaching/passages", everyone, since=since, position=position)
    rows = rows.assign(**{name: _category(rows[name]) for name in ("pipeline", "stage", "owner")})
    for pipeline, first in purged_since(workspace, everyone).items():
        rows = rows[(rows["pipeline"] != pipeline) | (rows["reached_on"] >= pd.Timestamp(first))]
    order = np.lexsort((rows["deal_key"], rows["position"], rows["pipeline"].cat.codes))
    return rows.take(order).reset_index(drop=True)


def with_kinds(workspace: Workspace, scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    """The passages with what is told of each deal: source, segment, deal_type, lead_type, region, product, and `size`.

    Sizes are 1 to 3, the thirds of the amounts of a pipeline; 0 without an amount.  Equal amounts are in one third.
    """
    kinds = workspace.engine.query("coaching/passages_kinds", scope.only(owners=()))
    kind = np.repeat(np.arange(len(kinds)), kinds["keys"].map(len).to_numpy(dtype=int))
    keys, amounts = (
        np.concatenate([np.array([], dtype), *kinds.pop(each)]) for each, dtype in (("keys", int), ("amounts", float))
    )
    place = np.zeros(keys.max(initial=0) + 1, dtype=int)
    place[keys] = np.arange(len(keys))
    sizes = np.zeros(len(keys), dtype=int)
    pipelines = pd.factorize(kinds.pop("pipeline"))[0][kind]
    for pipeline in np.unique(pipelines):
        priced = (pipelines == pipeline) & (amounts > 0)
        lower = np.searchsorted(np.sort(amounts[priced]), amounts[priced])
        sizes[priced] = 1 + (2.9999 * lower / max(len(lower) - 1, 1)).astype(int)
    mine = place[rows["deal_key"]]
    return rows.assign(size=sizes[mine], **{name: _category(kinds[name]).take(kind[mine]) for name in kinds})


def _category(values: pd.Series) -> pd.Categorical:
    """The same as numbers of the sorted names: quick to choose from and to count."""
    codes, names = pd.factorize(values, sort=True)
    return pd.Categorical.from_codes(codes, names)


def last_day(workspace: Workspace, scope: Scope) -> date | None:
    """The day as of which the scope asks."""
    return scope.as_of or workspace.engine.last_day


def horizon(rows: pd.DataFrame) -> int:
    """Days by which 95 of 100 deals have left the stage, at least 30, no more than ten deals have been watched for."""
    inside = rows[~rows["is_skipped"]]
    if inside.empty:
        return SHORTEST
    usual = quantile(aalen_johansen(inside["days"], inside["cause"] > 0, n_causes=1), DWELL)
    watched = max(1, int(watched_for(inside["days"], np.ones(len(inside)))))
    return min(max(SHORTEST, watched if usual is None else int(usual)), watched)


def outcomes(rows: pd.DataFrame, days: int, as_of: date) -> tuple[NDArray, NDArray]:
    """Of each passage: whether its outcome at the horizon is known, and whether it had moved on by then.

    Known of all that were reached so long ago: those decided sooner among the younger ones would be the quick ones.
    """
    age = (pd.Timestamp(as_of) - rows["reached_on"]).dt.days.to_numpy()
    return age >= days, (rows["cause"] == 1).to_numpy() & (rows["days"] <= days).to_numpy()


def expected(
    rows: pd.DataFrame, is_known: NDArray, has_moved: NDArray, share: float, counts: NDArray | None = None
) -> NDArray[np.float64]:
    """The chance to move on of each passage, by the mix of the deal alone: source, segment, type and size, no owner.

    A ridge logistic fit on the passages whose outcome is known; then shifted so that its mean over those that count (`counts`,
    default all) is `share`, the conversion of all.
    """
    counts = np.ones(len(rows), bool) if counts is None else counts
    codes = np.stack([_levels(rows[column]) for column in MIX])
    sizes = codes.max(axis=1, initial=0) + 1
    kinds, place = np.unique(np.ravel_multi_index(codes, sizes), return_inverse=True)
    levels = np.stack(np.unravel_index(kinds, sizes), axis=1)
    features = np.column_stack(
        [levels[:, k] == value for k in range(len(MIX)) for value in range(1, levels[:, k].max() + 1)]
        or [np.zeros(len(levels))]
    ).astype(float)
    cases = np.bincount(place[is_known], minlength=len(levels))
    wins = np.bincount(place[is_known & has_moved], minlength=len(levels))
    if not cases.any():
        return np.full(len(rows), share)
    found = logistic.predict(logistic.fit(features, wins, cases), features)
    return _shifted(found, np.bincount(place[counts], minlength=len(levels)), share)[place]


def _levels(values: pd.Series) -> NDArray[np.int64]:
    """The value of each row as a number: the most frequent is 0, rare ones share the last."""
    codes, names = pd.factorize(values, sort=True, use_na_sentinel=False)
    order = np.argsort(-np.bincount(codes, minlength=len(names)), kind="stable")
    number = np.empty(len(names), dtype=int)
    number[order] = np.minimum(np.arange(len(names)), MOST_LEVELS)
    return number[codes]


def _shifted(chances: NDArray, weights: NDArray, share: float) -> NDArray[np.float64]:
    """The chances with one shift of all log-odds, so that their mean is `share`."""
    share = float(np.clip(share, 1e-4, 1 - 1e-4))
    chances = np.clip(chances, 1e-6, 1 - 1e-6)
    for _ in range(30):
        middle = np.average(chances, weights=weights)
        slope = np.average(chances * (1 - chances), weights=weights)
        shift = np.clip((share - middle) / slope, -1, 1)
        chances = 1 / (1 + (1 / chances - 1) * np.exp(-shift))
        if abs(shift) < 1e-9:
            break
    return chances
