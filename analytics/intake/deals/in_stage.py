"""Since when open deals stand in their stage, where a file tells only for how many days they have."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.deals.outcome import is_closed


def with_stage_days(deals: pd.DataFrame, columns: Columns, as_of: date) -> pd.DataFrame:
    """The deals with `stage_changed_on` of the open ones that lack it: so many days before the export as `Days in Stage` says.

    Not before a deal was created.  Of closed deals such a column counts on, or stops, as each program likes: nothing
    follows from it.
    """
    if not columns.has("days_in_stage") or deals.empty:
        return deals
    days = columns.read("days_in_stage").reindex(deals.index)
    since = (pd.Timestamp(as_of) - pd.to_timedelta(days, unit="D")).dt.floor("D").astype("datetime64[s]")
    since = since.where(~(since < deals["created_on"]), deals["created_on"])
    told = deals["stage_changed_on"]
    return deals.assign(stage_changed_on=told.fillna(since.where(~is_closed(deals))))
