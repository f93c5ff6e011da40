"""How a figure is known: exact from history, inferred by a rule, or not possible with these files."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analytics.metrics.capabilities import how_to_export
from analytics.survival import aalen_johansen, quantile
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
_ASSUMED = (
    "The order of the stages is assumed from their usual names, nothing in the exports says it: check it under Setup."
)
_NO_TIMES = "The exports tell only in which stage deals are now, not when they came there."
# where a larger share of lost deals tells no stage in which they were lost, stages say too little
MOST_UNPLACED = 0.1


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
    won: int
    lost: int
    lost_in_all: int
    unplaced: int
    no_times: str | None = None


def evidence(workspace: Workspace, scope: Scope) -> list[Evidence]:
    """The evidence of each pipeline in scope, in order of the pipelines' names."""
    counts = workspace.engine.query("evidence", scope)
    found = [_judge(str(pipeline), rows) for pipeline, rows in counts.groupby("pipeline", sort=True)]
    if not any(each.evidence == "snapshots" for each in found):
        return found
    days, stays = workspace.engine.query("evidence_days", scope), workspace.engine.query("evidence_stays", scope)
    return [_watched(each, days, stays) if each.evidence == "snapshots" else each for each in found]


def _watched(found: Evidence, days: pd.DataFrame, stays: pd.DataFrame) -> Evidence:
    """The same with the days between the exports, which must be at most half of what deals usually spend in the fastest stage.

    Otherwise most moves are not seen, and deals that die between two exports are booked to a stage too early.
    """
    apart = days.loc[days["pipeline"] == found.pipeline, "as_of"].diff().dt.days.median()
    if pd.isna(apart):
        return found
    found = replace(found, reason=f"{found.reason} The exports are usually {apart:.0f} days apart.")
    medians = {}
    for stage, part in stays[stays["pipeline"] == found.pipeline].groupby("stage"):
        median = quantile(aalen_johansen(part["days"], part["has_left"], weights=part["stays"], n_causes=1), 0.5)
        if median is not None and part["stays"].sum() >= 10:
            medians[stage] = median
    fastest = min(medians, key=medians.get, default=None)
    if fastest is None or 2 * apart <= medians[fastest]:
        return found
    why = (
        f"The exports are usually {apart:.0f} days apart, and half of the deals leave {fastest} within {medians[fastest]:.0f}: what "
        "happens in a stage is not seen. Exports at most half as far apart would show it."
    )
    return replace(found, drop_off="not_possible", why_not=found.why_not or why, no_times=why)


def weakest(found: list[Evidence]) -> str:
    """The weakest evidence of several pipelines; `current_only` where there are no deals."""
    return min((each.evidence for each in found), key=ORDER.index, default="current_only")


def knows_lost(found: list[Evidence]) -> bool:
    """Whether the exports hold any lost deal of these pipelines; most that hold none merely left them out."""
    return any(each.lost_in_all for each in found)


def win_rate(found: list[Evidence]) -> float | None:
    """won / (won + lost), by count, of the closed deals in scope.

    Missing where none is closed, and where the exports hold no lost deal at all: most such exports merely left them out.
    """
    won, lost = sum(each.won for each in found), sum(each.lost for each in found)
    return won / (won + lost) if won + lost and knows_lost(found) else None


def _judge(pipeline: str, rows: pd.DataFrame) -> Evidence:
    deals = rows.groupby("evidence")["deals"].sum()
    kind = next(each for each in ORDER if deals.get(each, 0) > 0.05 * deals.sum())
    level, reason = _HOW[kind]
    if rows["is_order_assumed"].any():
        level, reason = "inferred", f"{reason} {_ASSUMED}"
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
    if unplaced > MOST_UNPLACED * max(lost, 1):
        return f"{unplaced} of {lost} lost deals have no stage in which they were lost: the export only says that they are lost."
    return None
