"""Funnel: where do deals stop?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics.evidence import Evidence, evidence, weakest, win_rate
from analytics.metrics.funnel_rules import NEED_ENTRIES, count_by
from analytics.workspace import Scope, Workspace

FATES = ("reached", "advanced", "lost", "open", "skipped")
_UNKNOWABLE = ["advanced", "lost", "amount_advanced", "amount_lost", "drop_off", "of_first", "of_previous"]
_COUNTS = ["reached", "advanced", "lost", "open", "skipped", "vanished", "with_amount"]
_AMOUNTS = ["amount_reached", "amount_advanced", "amount_lost", "amount_open"]
_TOLD = [*_COUNTS, *_AMOUNTS, "drop_off", "of_first", "of_previous"]


@dataclass(frozen=True)
class Funnel:
    """The result of `funnel`.

    `stages`: one row per open stage of each pipeline in scope, in pipeline order:

    - `pipeline`, `stage`, `position`
    - `reached`: deals that got at least this far (that the rule counts for the stage), each counted once
    - `advanced`, `lost`, `open`: what became of them; with `vanished` they add up to `reached`
    - `vanished`: deals that the rule loses sight of, because they skipped the next stage, say; by our own rule none
    - `skipped`: of those reached, deals that were never in this stage itself (those that started later among them);
      missing where only the current stage is known, and by other rules than our own
    - `with_amount`: of those reached, deals that have an amount
    - `amount_reached`, `amount_advanced`, `amount_lost`, `amount_open`: in the reporting currency, of those that have one
    - `drop_off`: lost / reached, from 0 to 1
    - `of_first`, `of_previous`: reached / reached in the first stage, in the one before; missing over nothing

    `reasons`: by our own rule, one row per pipeline, position and lost reason: `deals`, `amount`; the position is missing
    where it is not known in which stage deals were lost.
    `evidence`: one for each pipeline; where its `drop_off` is `not_possible`, what became of the deals and all rates are missing.
    """

    rule: str
    stages: pd.DataFrame
    reasons: pd.DataFrame
    evidence: list[Evidence]
    won: int
    win_rate: float | None

    @property
    def weakest(self) -> str:
        """The weakest evidence of the pipelines in scope."""
        return weakest(self.evidence)


def funnel(workspace: Workspace, scope: Scope, rule: str = "reached") -> Funnel:
    """Deals that got at least as far as each stage, and what became of them.

    A deal has *reached* a stage once it has entered it or any later one: a skipped stage counts as passed, going back
    undoes nothing, and each deal counts once.  Of the deals that reached a stage, those that got beyond it have
    *advanced*; those lost before that are *lost*; the others are *open*: what becomes of them is not known yet.  A deal
    that was lost and opened again is not lost.

        drop-off = lost / reached, so far: open deals may still be lost

    Lost deals of which no file tells in which stage they were lost are left out of the stages and counted below.  The win
    rate is won / (won + lost) of closed deals, by count.  Pipelines are never mixed.
    """
    counts = workspace.engine.query("funnel", scope)
    found = evidence(workspace, scope)
    in_scope = [each.pipeline for each in found]
    stages = counts[counts["pipeline"].isin(in_scope)].reset_index(drop=True).assign(vanished=0)
    stages["open"] = stages["reached"] - stages["advanced"] - stages["lost"]
    if rule != "reached":
        paths = workspace.engine.query("funnel_paths", scope, each_deal=False, pipeline=None)
        stages = count_by(rule, paths, stages).assign(skipped=pd.NA)
    stages = stages.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_AMOUNTS, "Float64"))
    stages = _with_rates(stages)
    impossible = stages["pipeline"].isin([each.pipeline for each in found if each.drop_off == "not_possible"])
    stages.loc[impossible, _UNKNOWABLE] = pd.NA
    if rule == "snapshot":
        # a stock of open deals knows nothing of those that left it
        stages[_UNKNOWABLE] = pd.NA
    # the current stage alone does not tell through which stages a deal went
    untold = stages["pipeline"].isin([each.pipeline for each in found if each.evidence == "current_only"])
    stages.loc[untold, "skipped" if rule not in NEED_ENTRIES else _TOLD] = pd.NA
    reasons = workspace.engine.query("funnel_reasons", scope)
    return Funnel(
        rule=rule,
        stages=stages,
        reasons=_reasons(reasons, stages.loc[impossible, "pipeline"]),
        evidence=found,
        won=sum(each.won for each in found),
        win_rate=win_rate(found),
    )


def _reasons(reasons: pd.DataFrame, impossible: pd.Series) -> pd.DataFrame:
    """The lost reasons; of the pipelines in which it cannot be told where deals are lost, without the stage."""
    position = reasons["position"].astype("Int64").mask(reasons["pipeline"].isin(impossible))
    found = reasons.assign(position=position).groupby(["pipeline", "position", "reason"], dropna=False, sort=False)
    found = found.agg(deals=("deals", "sum"), amount=("amount", lambda amounts: amounts.sum(min_count=1))).reset_index()
    return found.sort_values(["pipeline", "position", "deals"], ascending=[True, True, False], ignore_index=True)


def _with_rates(stages: pd.DataFrame) -> pd.DataFrame:
    """The stages with their rates; a rate over nothing is missing."""
    reached = stages["reached"].where(stages["reached"] > 0).astype("Float64")
    by_pipeline = reached.groupby(stages["pipeline"])
    return stages.assign(
        drop_off=stages["lost"] / reached,
        of_first=stages["reached"] / by_pipeline.transform("first"),
        of_previous=stages["reached"] / by_pipeline.shift(),
    )


def funnel_deals(workspace: Workspace, scope: Scope, pipeline: str, position: int, fate: str) -> pd.DataFrame:
    """The deals behind one figure of the funnel: one row per deal, largest amount first; as many as the figure says."""
    return workspace.engine.query("funnel_deals", scope, pipeline=pipeline, position=position, fate=fate, keys=None)
