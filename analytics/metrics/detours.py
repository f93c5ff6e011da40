"""Detours: which deals did not go straight from stage to stage?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics.evidence import evidence
from analytics.workspace import Scope, Workspace

KINDS = ("skipped", "moved_back", "entered_again", "reopened", "win_back")


@dataclass(frozen=True)
class Detours:
    """The result of `detours`.

    `deals`: one row per detour of a deal: `detour`, `pipeline`, `position` (missing for closings), `deal_key`, `times`.
    `reached`: pipeline -> deals in scope that were in a stage.
    """

    deals: pd.DataFrame
    reached: dict[str, int]

    def keys(self, detour: str, pipeline: str | None = None) -> tuple[int, ...]:
        """The deals that took this detour, each once."""
        here = self.deals[self.deals["detour"] == detour]
        here = here if pipeline is None else here[here["pipeline"] == pipeline]
        return tuple(int(key) for key in sorted(here["deal_key"].unique()))

    def times(self, detour: str, pipeline: str | None = None) -> int:
        """How often it was taken."""
        here = self.deals[self.deals["detour"] == detour]
        return int(here.loc[here["pipeline"] == pipeline, "times"].sum() if pipeline else here["times"].sum())


def detours(workspace: Workspace, scope: Scope) -> Detours:
    """Deals that did not go straight from stage to stage, each counted once for each kind of detour.

    *Skipped*: passed a stage without ever having been in it, deals that started later included.  *Moved back*: left a stage
    for an earlier one.  *Entered again*: came into an open stage in which they had been before.  *Re-opened*: were closed,
    and opened again within 90 days (Setup may say otherwise); the closing counts as undone.  *Win-back*: were opened again
    later than that; the closed deal stays closed, and from that day on there is a new deal, which is the one counted here.

    None of these changes what a deal has reached: a skipped stage counts as passed, going back undoes nothing.  Where the
    exports tell only the current stage of deals, none of them can be seen, and such deals are not counted.
    """
    untold = [each.pipeline for each in evidence(workspace, scope) if each.evidence == "current_only"]
    rows = workspace.engine.query("detours", scope)
    counts = workspace.engine.query("funnel", scope)
    reached = counts[~counts["pipeline"].isin(untold)].groupby("pipeline")["reached"].max()
    return Detours(
        deals=rows[~rows["pipeline"].isin(untold)].reset_index(drop=True),
        reached={str(pipeline): int(deals) for pipeline, deals in reached.items()},
    )
