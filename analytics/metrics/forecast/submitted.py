"""What people had submitted, held against what came and against what the median said then."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.forecast.book import Book, day_number
from analytics.periods import Period
from analytics.workspace import Scope, Workspace

COLUMNS = ["period", "who", "submitted_on", "amount", "median", "actual"]


def submitted(workspace: Workspace, scope: Scope, now: Book, periods: list[Period], rows: pd.DataFrame) -> pd.DataFrame:
    """One row per forecast that somebody submitted for a past period in scope.

    `median`: the median of four from the last replayed week before that day, missing where there is none; `actual`: what
    was won in the period.  What is said of a team counts where that team alone is filtered by; what is said of all, where
    nothing is.
    """
    said = workspace.engine.table("submitted_forecasts")
    # where its currency has no rate it cannot be held against anything
    said = said[said["reporting_amount"].notna()]
    bare = Scope(as_of=scope.as_of)
    told = scope.only(from_on=None, to_on=None, basis="created")
    if told == bare:
        said = said[said["team"].isna()]
    elif len(scope.teams) == 1 and told == bare.only(teams=scope.teams):
        said = said[said["team"] == scope.teams[0]]
    else:
        said = said.iloc[:0]
    days = {(each.from_on, each.to_on): each for each in periods}
    median = rows[rows["method"] == "median"]
    found = []
    for each in said.to_dict("records"):
        period = days.get((pd.Timestamp(each["from_on"]).date(), pd.Timestamp(each["to_on"]).date()))
        day = pd.Timestamp(each["submitted_on"]).date()
        if period is None or day > period.to_on:
            continue
        first, last = day_number(period.from_on), day_number(period.to_on)
        before = median[(median["period"] == period.name) & (median["origin"] <= day)]
        found.append(
            {
                "period": period.name,
                "who": each["who"],
                "submitted_on": day,
                "amount": float(each["reporting_amount"]),
                "median": float(before["p50"].iloc[-1]) if len(before) else None,
                "actual": now.won_between(first - 1, last),
            }
        )
    return pd.DataFrame(found, columns=COLUMNS)
