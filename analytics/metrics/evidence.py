"""How a figure is known: exact from history, inferred by a rule, or not possible with these files."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics.capabilities import how_to_export
from analytics.workspace import Scope, Workspace

# the better the evidence, the further right
ORDER = ("current_only", "snapshots", "date_entered", "history")

_HOW = {
    "history": ("exact", "Exact: from the full history of stage changes."),
    "date_entered": (
        "exact",
        "Exact: from the day on which each deal last entered each stage; only repeated entries into one stage are not seen.",
    ),
    "snapshots": ("inferred", "Inferred from comparing dated exports: moves between two of them are not seen."),
    "current_only": (
        "inferred",
        "Inferred from the current stage: a deal has passed every stage before the furthest one it is known to have been in.",
    ),
}
_NO_TIMES = "The exports tell only in which stage deals are now, not when they came there."


@dataclass(frozen=True)
class Evidence:
    """How the stages of one pipeline's deals are known.

    - `evidence`: the weakest kind that more than one deal in twenty rests on, of `history`, `date_entered`, `snapshots`,
      `current_only`
    - `level`, `reason`: `exact` or `inferred`, and by which rule, as a sentence
    - `drop_off`: `exact`, `inferred` or `not_possible`: what may be said of where deals are lost
    - `why_not`: why it is not possible, else None; `unlock`: what to export from the CRM to know more, else None
    - `no_times`: why nothing can be said of the days that deals take in a stage, and hence of their chance to move on within
      some days; else None
    - `won`, `lost`: deals in scope; `lost_in_all`: lost deals of the pipeline, whatever the scope
    - `unplaced`: lost deals of which no file tells the stage they were lost in; no stage counts them
    """

    pipeline: str
    evidence: str
    level: str
    reason: str
    drop_off: str
    why_not: str | None
    unlock: str | None
    no_times: str | None
    won: int
    lost: int
    lost_in_all: int
    unplaced: int


def evidence(workspace: Workspace, scope: Scope) -> list[Evidence]:
    """The evidence of each pipeline in scope, in order of the pipelines' names."""
    counts = workspace.engine.query("evidence", scope)
    return [_judge(str(pipeline), rows) for pipeline, rows in counts.groupby("pipeline", sort=True)]


def weakest(found: list[Evidence]) -> str:
    """The weakest evidence of several pipelines; `current_only` where there are no deals."""
    return min((each.evidence for each in found), key=ORDER.index, default="current_only")


def win_rate(found: list[Evidence]) -> float | None:
    """won / (won + lost), by count, of the closed deals in scope.

    Missing where none is closed, and where the exports hold no lost deal at all: most such exports merely left them out.
    """
    won, lost = sum(each.won for each in found), sum(each.lost for each in found)
    if won + lost == 0 or not any(each.lost_in_all for each in found):
        return None
    return won / (won + lost)


def _judge(pipeline: str, rows: pd.DataFrame) -> Evidence:
    deals = rows.groupby("evidence")["deals"].sum()
    kind = next(each for each in ORDER if deals.get(each, 0) > 0.05 * deals.sum())
    level, reason = _HOW[kind]
    lost = rows[rows["status"] == "lost"]
    unplaced = int((lost["deals"] - lost["placed"]).sum())
    why_not = _why_not(rows, int(lost["deals"].sum()), unplaced)
    crms = tuple(sorted(rows["crm"].unique()))
    missing = _missing(kind, why_not, int(rows["lost_in_all"].iloc[0]))
    return Evidence(
        pipeline=pipeline,
        evidence=kind,
        level=level,
        reason=reason,
        drop_off="not_possible" if why_not else level,
        why_not=why_not,
        unlock=how_to_export(missing, crms) if missing else None,
        no_times=_NO_TIMES if kind == "current_only" else None,
        won=int(rows.loc[rows["status"] == "won", "deals"].sum()),
        lost=int(lost["deals"].sum()),
        lost_in_all=int(rows["lost_in_all"].iloc[0]),
        unplaced=unplaced,
    )


def _missing(kind: str, why_not: str | None, lost_in_all: int) -> str | None:
    """The fact of `capabilities.toml` that these deals lack most."""
    if why_not:
        return "lost_stage" if lost_in_all else "lost"
    return "stage_entries" if kind in ("current_only", "snapshots") else None


def _why_not(rows: pd.DataFrame, lost: int, unplaced: int) -> str | None:
    won_in_all, lost_in_all = int(rows["won_in_all"].iloc[0]), int(rows["lost_in_all"].iloc[0])
    if lost_in_all + won_in_all == 0:
        return "No deal of these exports is won or lost: conversion and drop-off cannot be known from open deals alone."
    if lost_in_all == 0:
        return "No deal of these exports is lost; an export without its lost deals would show every deal as won."
    if unplaced > 0.1 * max(lost, 1):
        return f"{unplaced} of {lost} lost deals have no stage in which they were lost: the export only says that they are lost."
    return None
