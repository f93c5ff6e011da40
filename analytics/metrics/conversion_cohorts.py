"""Conversion by month of reaching a stage: deals that are old enough to tell, and whether they tell a change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.survival import difference, wilson

FEW = 10
_YEAR_2000 = 360  # months since 1970


def by_month(cohorts: pd.DataFrame) -> pd.DataFrame:
    """The cohorts as `Conversion.cohorts` has them: the first day of each month, and shares of those who reached the stage."""
    months = pd.PeriodIndex.from_ordinals(cohorts["month"].astype(int) + _YEAR_2000, freq="M").to_timestamp()
    return cohorts.assign(
        month=months, share=cohorts["advanced"] / cohorts["entered"], lost_share=cohorts["lost"] / cohorts["entered"]
    )


def matured(stages: pd.DataFrame, cohorts: pd.DataFrame) -> pd.DataFrame:
    """The stages with the share of fully watched deals that moved on in time."""
    sums = cohorts.groupby(["pipeline", "position"], as_index=False)[["watched", "watched_advanced"]].sum()
    both = stages.merge(sums, on=["pipeline", "position"], how="left").fillna({"watched": 0, "watched_advanced": 0})
    share = both["watched_advanced"] / both["watched"].where(both["watched"] > 0)
    return both.assign(matured=share.astype(float), watched=both["watched"].astype(int)).drop(
        columns="watched_advanced"
    )


def changed(stages: pd.DataFrame, cohorts: pd.DataFrame, months: int = 3) -> pd.DataFrame:
    """The stages with the shares of the last three months that are old enough, and of the three before."""
    old = cohorts[cohorts["watched"] == cohorts["entered"]]
    rows = []
    for pipeline, position in zip(stages["pipeline"], stages["position"], strict=True):
        here = old[(old["pipeline"] == pipeline) & (old["position"] == position)]
        sums = [part[["advanced", "entered"]].sum() for part in (here[-months:], here[-2 * months : -months])]
        if min(each["entered"] for each in sums) < FEW:
            rows.append((np.nan, np.nan, False))
            continue
        shares = [each["advanced"] / each["entered"] for each in sums]
        low, high = difference(
            *((share, *wilson(share, each["entered"])) for share, each in zip(shares, sums, strict=True))
        )
        rows.append((*shares, low > 0 or high < 0))
    return stages.assign(**pd.DataFrame(rows, columns=["recent", "earlier", "is_changed"], index=stages.index))
