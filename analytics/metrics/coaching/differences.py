"""What is different about one person's deals in one stage?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.metrics.coaching.coaching import QUARTER, QUARTERS
from analytics.metrics.coaching.passages import passages, with_kinds
from analytics.metrics.reasons import LABELS, reason_kind
from analytics.survival import difference, medians_by_group, wilson
from analytics.workspace import Scope, Workspace

SIZES = {0: "no amount", 1: "small", 2: "medium", 3: "large"}
FEW = 10


@dataclass(frozen=True)
class Differences:
    """The result of `differences`.

    `shares`: one row per kind of deals: `what` (source, segment, deal_type, size, lost reason), `value`, `own`, `others` (shares), `n`, `others_n`,
    `difference`, `low`, `high`, `differs`; the largest first.  `days`: median days in the stage until moving on or being lost,
    `own` and `others`.  `keys`, `moved`, `lost`, `open`: the person's deals there.
    """

    shares: pd.DataFrame
    days: dict[str, dict[str, float | None]]
    keys: tuple[int, ...]
    moved: tuple[int, ...]
    lost: tuple[int, ...]
    open: tuple[int, ...]


def differences(
    workspace: Workspace, scope: Scope, owner: str, pipeline: str, position: int, quarters: int | None = QUARTERS
) -> Differences:
    """What is different about a person's deals that came to a stage: source, segment, type, size; reasons of those lost; speed.

    Shares of the person's deals against those of all others, with the 95% interval of the difference (Newcombe). With many shares
    one in twenty leaves out zero by chance: they are what to ask about, not causes.
    """
    window = None if quarters is None or scope.from_on else round(quarters * QUARTER)
    rows = passages(workspace, scope.only(pipelines=(pipeline,)), window, position)
    rows = with_kinds(workspace, scope, rows[rows["owner"].notna()])
    mine = (rows["owner"] == owner).to_numpy()
    found = []
    for what in ("source", "segment", "deal_type", "size"):
        found += _shares(what, rows[what].map(SIZES) if what == "size" else rows[what], mine)
    lost = (rows["cause"] == 2).to_numpy()
    reasons = workspace.engine.query("coaching/differences", scope.only(owners=())).set_index("deal_key")["lost_reason"]
    told = rows.loc[lost, "deal_key"].map(reasons)
    kinds = told.map(lambda each: LABELS[reason_kind(each)], na_action=None)
    found += _shares("lost_reason", kinds.where(kinds != LABELS["none"]), mine[lost])
    shares = pd.DataFrame(found, columns=_COLUMNS)
    keys = {name: tuple(rows.loc[mine & (rows["cause"] == cause), "deal_key"].tolist())
            for name, cause in (("moved", 1), ("lost", 2), ("open", 0))}  # fmt: skip
    return Differences(
        shares=shares.sort_values("difference", key=lambda each: -each.abs(), ignore_index=True),
        days={name: _days(rows[rows["cause"] == cause], owner) for name, cause in (("moved on", 1), ("lost", 2))},
        keys=tuple(rows.loc[mine, "deal_key"].tolist()),
        **keys,
    )


_COLUMNS = ["what", "value", "own", "others", "n", "others_n", "difference", "low", "high", "differs"]


def _shares(what: str, values: pd.Series, mine: np.ndarray) -> list[dict[str, object]]:
    told = values.notna().to_numpy()
    n, others_n = int((told & mine).sum()), int((told & ~mine).sum())
    if min(n, others_n) < FEW or values[told].nunique() < 2:
        return []
    rows = []
    for value in sorted(values[told].unique()):
        here = (values == value).to_numpy(dtype=bool, na_value=False)
        own, others = (here & mine).sum() / n, (here & ~mine).sum() / others_n
        low, high = difference((own, *wilson(own, n)), (others, *wilson(others, others_n)))
        rows.append({
            "what": what, "value": value, "own": own, "others": others, "n": n, "others_n": others_n, "difference": own - others,
            "low": low, "high": high, "differs": bool(low > 0 or high < 0),
        })  # fmt: skip
    return rows


def _days(rows: pd.DataFrame, owner: str) -> dict[str, float | None]:
    inside = rows[~rows["is_skipped"]]
    if inside.empty:
        return {"own": None, "others": None}
    mine = (inside["owner"] == owner).to_numpy().astype(int)
    others, own = medians_by_group(inside["days"], np.ones(len(inside), bool), mine, 2)
    return {"own": None if np.isnan(own) else float(own), "others": None if np.isnan(others) else float(others)}
