"""Deals that the exports do not show any more."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.workspace import Scope, Workspace


def absent(workspace: Workspace, scope: Scope, from_on: date) -> pd.DataFrame:
    """The deals of an earlier day that exports should show on the scope's day and do not; they count in no figure any more.

    One row per deal, largest first: what a table of deals shows, `seen_on` (the last export with it), `missing_on` (the first
    without it), `why` (`gone`; `closed_or_gone` where the exports hold open deals only) and `twin`, the one deal of the same
    name, or of the same account and amount, into which it may have been merged.
    """
    scope = scope.only(from_on=None, to_on=None)
    to_on = scope.as_of or workspace.engine.last_day
    rows = workspace.engine.query("changes/absent", scope, before_days=[from_on], after_days=[to_on])
    twins = workspace.engine.query("changes/absent_twins", scope, keys=rows["deal_key"].tolist())
    return rows.merge(twins, on="deal_key", how="left")
