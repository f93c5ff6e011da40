"""Purged exports: files that begin with the deals that were still open on a day."""

from __future__ import annotations

from datetime import date

from analytics.survival import aalen_johansen, at
from analytics.workspace import Scope, Workspace

SURELY_PURGED = 7.0


def purged_since(workspace: Workspace, scope: Scope) -> dict[str, date]:
    """Pipelines whose early losses and wins are not in the export, with the first day on which a closing is known.

    The deals created since that day tell how fast deals close.  If the older ones had closed as fast, some would have closed
    before it; where seven or more should have and none is there, chance does not explain it (e^-7 is one in a thousand).
    """
    window, found = workspace.engine.query("conversion_window", scope), {}
    for pipeline, rows in window.groupby("pipeline"):
        older, newer = rows[rows["is_before"]], rows[~rows["is_before"]]
        if newer.empty or older.empty:
            continue
        closing = aalen_johansen(newer["days"], newer["is_closed"], weights=newer["deals"], n_causes=1)
        due = sum(
            deals * (1 - at(closing, days - 1)[0]) for days, deals in zip(older["days"], older["deals"], strict=True)
        )
        if due >= SURELY_PURGED:
            found[str(pipeline)] = rows["first_on"].iloc[0].date()
    return found
