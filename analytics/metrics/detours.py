"""Detours: which deals did not go straight from stage to stage?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics.evidence import Evidence, evidence
from analytics.workspace import Scope, Workspace

KINDS = ("skipped", "moved_back", "entered_again", "reopened", "win_back")


@dataclass(frozen=True)
class Detours:
    """The result of `detours`.

    `deals`: one row per detour of a deal: `detour`, `pipeline`, `position` (missing for closings), `deal_key`, `status`, `times`.
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

    def revived(self, pipeline: str | None = None) -> dict[str, int]:
        """What has become of the deals that were opened again, soon or late: `open`, `won`, `lost`."""
        here = self.deals[self.deals["detour"].isin(["reopened", "win_back"])]
        here = here if pipeline is None else here[here["pipeline"] == pipeline]
        found = here.drop_duplicates("deal_key")["status"].value_counts()
        return {status: int(found.get(status, 0)) for status in ("open", "won", "lost")}


def detours(workspace: Workspace, scope: Scope) -> Detours:
    """Deals that did not go straight from stage to stage, each counted once for each kind of detour.

    *Skipped*: passed a stage without ever having been in it, deals that started later included.  *Moved back*: left a stage
    for an earlier one.  *Entered again*: came into an open stage in which they had been before.  *Re-opened*: were closed,
    and opened again within 90 days (Setup may say otherwise); the closing counts as undone.  *Win-back*: were opened again
    later than that; the closed deal stays closed, and from that day on there is a new deal, which is the one counted here.

    None of these changes what a deal has reached: a skipped stage counts as passed, going back undoes nothing.  Where the
    exports tell only the current stage of deals, none of them can be seen, and such deals are not counted.
    """
    return detours_of(workspace, scope, evidence(workspace, scope))


def detours_of(workspace: Workspace, scope: Scope, found: list[Evidence]) -> Detours:
    """The same, where the evidence is known already."""
    rows = workspace.engine.query("detours", scope)
    rows = rows[rows["pipeline"].isin([each.pipeline for each in found if each.evidence != "current_only"])]
    reached = rows["detour"] == "reached"
    return Detours(
        deals=rows[~reached].astype({"deal_key": int}).reset_index(drop=True),
        reached={
            str(pipeline): int(times)
            for pipeline, times in zip(rows.loc[reached, "pipeline"], rows.loc[reached, "times"], strict=True)
        },
    )
