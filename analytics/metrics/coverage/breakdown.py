"""Breakdown: who has won how much, and has how much open?"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.targets import targets_by
from analytics.periods import Period
from analytics.workspace import Scope, Workspace

DIMENSIONS = ("team", "owner", "region", "product", "pipeline")


def breakdown(workspace: Workspace, scope: Scope, period: Period, by: str) -> pd.DataFrame:
    """Won, open, weighted, target and coverage of a period, by team, owner, region, product or pipeline.

    Won: closed as won in the period.  Open: open now and expected to close in the period.  Weighted: the same open deals, each
    times its probability as the CRM has it.  Coverage: open / (target - won), missing where the target is reached or not set.
    Targets are set by team, owner and pipeline, not by region or product.  The rows add up to the totals of the page; deals
    that name none are the last row.

    One row per value, the most won first: `value` (missing in the last row), `won_deals`, `won_amount`, `open_deals`, `open_amount`,
    `weighted_amount`, `target_amount`, `coverage`, `deal_keys`.
    """
    if by not in DIMENSIONS:
        raise KeyError(by)
    deals = workspace.engine.query(
        "coverage/coverage_deals",
        scope.only(from_on=None, to_on=None),
        period_from=period.from_on,
        period_to=period.to_on,
    )
    goals = targets_by(workspace, scope, period, by)
    rows = []
    values = set(deals[by].dropna()) | set(goals)
    for value in [*sorted(values), None]:
        part = deals[deals[by].isna() if value is None else deals[by] == value]
        if part.empty and (value is None or goals.get(value) is None):
            continue
        won, opened = part[part["status"] == "won"], part[part["status"] == "open"]
        won_amount, open_amount = won["amount"].sum(), opened["amount"].sum()
        goal = None if goals.get(value) is None else float(goals[value])
        to_go = None if goal is None else goal - won_amount
        rows.append(
            {
                "value": value,
                "won_deals": len(won),
                "won_amount": won_amount,
                "open_deals": len(opened),
                "open_amount": open_amount,
                "weighted_amount": opened["weighted_amount"].sum(min_count=1),
                "target_amount": goal,
                "coverage": open_amount / to_go if to_go and to_go > 0 else None,
                "deal_keys": tuple(part["deal_key"].astype(int)),
            }
        )
    found = pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(("target_amount", "coverage"), "float64"))
    named = found[found["value"].notna()].sort_values(["won_amount", "open_amount"], ascending=False, kind="stable")
    return pd.concat([named, found[found["value"].isna()]], ignore_index=True)


_COLUMNS = [
    "value", "won_deals", "won_amount", "open_deals", "open_amount", "weighted_amount", "target_amount", "coverage", "deal_keys",
]  # fmt: skip
