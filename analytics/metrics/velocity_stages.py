"""Time in stage: how long deals stay, what a deal inside may expect, and what lost deals cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.evidence import Evidence
from analytics.survival import Incidence, aalen_johansen, quantile, watched_for
from analytics.workspace import Scope, Workspace

COLUMNS = [
    "pipeline", "stage", "position", "n", "inside", "median_days", "p20_days", "p80_days", "last_median_days",
    "won_median_days", "lost_median_days", "naive_mean_days", "longest_days", "stays", "again", "moved_back", "lost_days",
    "lost_amount", "lost_here", "loss_share",
]  # fmt: skip
GROUPS = {"all": None, "won": "won", "lost": "lost"}
WAITS = ("early", "due", "late")


def told(rows: pd.DataFrame, found: list[Evidence]) -> pd.DataFrame:
    """The rows of pipelines that tell for how long deals were in their stages."""
    return rows[rows["pipeline"].isin([each.pipeline for each in found if each.no_times is None])]


def stages_of(rows: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """The rows of `Velocity.stages`."""
    found = [
        {"pipeline": pipeline, "stage": stage, "position": int(position)} | _stage(part)
        for (pipeline, position, stage), part in rows.groupby(["pipeline", "position", "stage"], sort=False)
    ]
    stages = pd.DataFrame(found, columns=COLUMNS[:-2])
    stages = stages.merge(
        losses.rename(columns={"lost": "lost_here"}).astype({"position": int}), on=["pipeline", "position"], how="left"
    )
    stages["lost_here"] = stages["lost_here"].fillna(0).astype(int)
    all_lost = stages.groupby("pipeline")["lost_here"].transform("sum")
    return stages.assign(loss_share=(stages["lost_here"] / all_lost.where(all_lost > 0)).astype(float))[COLUMNS]


def curves_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `Velocity.curves`."""
    curves = [pd.DataFrame(columns=["pipeline", "position", "deals", "day", "inside"])]
    for (pipeline, position), part in rows[rows["deals"] > 0].groupby(["pipeline", "position"], sort=False):
        for name, status in GROUPS.items():
            seen = _left(part if status is None else part[part["status"] == status])
            day, inside = np.concatenate([[0.0], seen.t]), np.concatenate([[1.0], seen.survival])
            curve = pd.DataFrame({"day": day, "inside": inside})
            curves.append(curve.assign(pipeline=pipeline, position=int(position), deals=name))
    return pd.concat(curves[1:] or curves, ignore_index=True)


def waiting_of(inside: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The open deals in their stages, and whether each is early, due or late there (`Velocity.waiting`)."""
    bands = stages[["pipeline", "position", "p20_days", "p80_days"]].astype({"p20_days": float, "p80_days": float})
    both = inside.astype({"position": int}).merge(bands, on=["pipeline", "position"])
    wait = np.select(
        [both["p20_days"].isna(), both["days"] < both["p20_days"], both["days"] > both["p80_days"]],
        ["unknown", "early", "late"],
        "due",
    )
    return both.assign(wait=wait)[["pipeline", "position", "deal_key", "days", "amount", "wait"]]


def lost_deals(workspace: Workspace, scope: Scope, pipeline: str, position: int) -> tuple[int, ...]:
    """The lost deals behind `lost_days` and `lost_amount` of one stage."""
    rows = workspace.engine.query("velocity_lost_deals", scope, pipeline=pipeline, position=position)
    return tuple(rows["deal_key"].tolist())


def _left(rows: pd.DataFrame, days: str = "days") -> Incidence:
    return aalen_johansen(rows[days], rows["has_left"], weights=rows["deals"], n_causes=1)


def _stage(part: pd.DataFrame) -> dict[str, object]:
    rows = part[part["deals"] > 0]
    ended = rows[rows["has_left"]]
    lost = rows[rows["status"] == "lost"]
    seen = _left(rows)
    return {
        "n": int(rows["deals"].sum()),
        "inside": int(rows.loc[~rows["has_left"], "deals"].sum()),
        "median_days": quantile(seen, 0.5),
        "p20_days": quantile(seen, 0.2),
        "p80_days": quantile(seen, 0.8),
        "last_median_days": quantile(_left(rows, "last_days"), 0.5),
        "won_median_days": quantile(_left(rows[rows["status"] == "won"]), 0.5),
        "lost_median_days": quantile(_left(lost), 0.5),
        "naive_mean_days": round(float(np.average(ended["days"], weights=ended["deals"])), 1) if len(ended) else None,
        "longest_days": int(watched_for(rows["days"], rows["deals"])),
        "stays": int(rows["stays"].sum()),
        "again": int((rows["stays"] - rows["deals"]).sum()),
        "moved_back": int(rows["moved_back"].sum()),
        "lost_days": int((lost["days"] * lost["deals"]).sum()),
        "lost_amount": lost["amount"].sum(min_count=1),
    }
