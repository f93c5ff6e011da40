"""Comparison: do two groups, or two periods, really convert differently?"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.conversion import FEW, conversion_by, stages_of, watched_spells
from analytics.survival import difference
from analytics.workspace import Scope, Workspace


def compare(workspace: Workspace, scope: Scope, other: Scope) -> pd.DataFrame:
    """The conversion of each stage among the deals of one scope, against those of another.

    Both are read at the same horizon, the shorter of the two, so that a younger group is not held to a longer time.  A
    difference is called one (`is_real`) only where its 95% interval leaves out zero; where either group has fewer than ten
    deals nothing is said.

    One row per stage that both have: `pipeline`, `stage`, `position`, `days`, `entered`, `conversion`, `other_entered`,
    `other_conversion`, `difference` (from -1 to 1), `low`, `high`, `is_real`.
    """
    spells = [watched_spells(workspace, each)[0] for each in (scope, other)]
    both = [stages_of(each, None)[0] for each in spells]
    key = ["pipeline", "position"]
    days = both[0].merge(both[1], on=key, suffixes=("", "_other"))
    days = days.assign(days=days[["days", "days_other"]].min(axis=1))
    horizons = tuple((row.pipeline, int(row.position), int(row.days)) for row in days.itertuples())
    ours, theirs = (stages_of(each, horizons)[0] for each in spells)
    joined = ours.merge(theirs, on=key, suffixes=("", "_other"))
    rows = [_difference(row) for row in joined.to_dict("records")]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "pipeline", "stage", "position", "days", "entered", "conversion", "other_entered", "other_conversion", "difference",
    "low", "high", "is_real",
]  # fmt: skip


def _difference(row: dict) -> dict[str, object]:
    told = min(row["entered"], row["entered_other"]) >= FEW
    low, high = difference(*([row[name + end] for name in ("conversion", "low", "high")] for end in ("", "_other")))
    same = {name: row[name] for name in ("pipeline", "stage", "position", "days", "entered", "conversion")}
    return same | {
        "other_entered": row["entered_other"],
        "other_conversion": row["conversion_other"],
        "difference": row["conversion"] - row["conversion_other"] if told else float("nan"),
        "low": low if told else float("nan"),
        "high": high if told else float("nan"),
        "is_real": told and (low > 0 or high < 0),
    }


def mix_and_rate(groups: pd.DataFrame) -> pd.DataFrame:
    """What of a changed rate is a changed mix of groups, and what a changed rate within them.

    `groups` has one row per group: `share`, `rate` after; `share_before`, `rate_before`.  The rows gain `mix` and `rate_effect`;
    over all rows they add up to the change of the total rate exactly:

        mix         = (share - share_before) x mean of the two rates
        rate effect = (rate - rate_before) x mean of the two shares

    Both rates may rise while the total falls (Simpson's paradox): then the mix is negative and the rate effect positive.
    """
    return groups.assign(
        mix=(groups["share"] - groups["share_before"]) * (groups["rate"] + groups["rate_before"]) / 2,
        rate_effect=(groups["rate"] - groups["rate_before"]) * (groups["share"] + groups["share_before"]) / 2,
    )


def compare_mix(
    workspace: Workspace, scope: Scope, other: Scope, by: str, pipeline: str, position: int, days: int
) -> pd.DataFrame:
    """The change of one stage's conversion taken apart by the values of a column, as in `mix_and_rate`.

    One row per value that both scopes have deals of: `value`, `entered`, `rate`, `share`, the same `_before` (of `other`),
    `mix`, `rate_effect`.
    """
    ours, theirs = (conversion_by(workspace, each, by, pipeline, position, days) for each in (scope, other))
    parts = [
        part.rename(columns={"conversion": "rate"})[["value", "entered", "rate"]]
        .astype({"value": "object"})
        .fillna({"value": ""})
        for part in (ours, theirs)
    ]
    both = parts[0].merge(parts[1], on="value", suffixes=("", "_before"))
    shares = {f"share{end}": both[f"entered{end}"] / both[f"entered{end}"].sum() for end in ("", "_before")}
    return mix_and_rate(both.assign(**shares))
