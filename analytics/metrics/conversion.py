"""Conversion: how likely does a deal move on from each stage?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics.conversion_cohorts import FEW, by_month, changed, matured
from analytics.metrics.conversion_window import purged_since
from analytics.metrics.detours import Detours, detours_of
from analytics.metrics.evidence import Evidence, evidence, weakest
from analytics.survival import Incidence, aalen_johansen, at, effective_size, quantile, watched_for, wilson
from analytics.workspace import Scope, Workspace

SHORTEST, DWELL = 30, 0.95
SOME, WIDE = 30, 0.15
# days for all stages, or (pipeline, position, days) for each of some; None: every stage has its own
Horizons = tuple[tuple[str, int, int], ...] | int | None


@dataclass(frozen=True)
class Conversion:
    """The result of `conversion`.

    `stages`: one row per open stage of each pipeline in scope whose stage entries are dated, in pipeline order:

    - `pipeline`, `stage`, `position`
    - `entered`: deals that reached the stage on a known day; `undated`: deals left out because no day is known
    - `advanced`, `lost`, `open`: what has become of them by now; they add up to `entered`
    - `days`: the horizon; `conversion`, `lost_share`, `still_open`: shares that had moved on, were lost, were still open
      by then, from 0 to 1; they add up to 1
    - `low`, `high`: 95% interval of the conversion; `n_eff`: how many fully watched deals would know it as exactly
    - `shown`: `counts` (fewer than 10 deals: no percentage is worth showing), `unsure` (fewer than 30, or an interval wider
      than 15 points either way) or `plain`
    - `naive`: advanced / entered; `decided`: advanced / (advanced + lost); `matured`: of the `watched` deals, those reached
      at least `days` ago, the share that moved on within them.  Missing over nothing
    - `recent`, `earlier`: the same share of the deals reached in the last three months of which all deals are old enough, and
      in the three before; `is_changed`: whether they differ by more than chance does
    - `moved_back_share`: share of stays that ended in a move back to an earlier stage within `days`; stays going on count for
      as long as they have lasted; missing where no history or row of dated exports shows moves back

    `curves`: the same shares by day: `pipeline`, `position`, `day`, `advanced`, `lost`, `open`.
    `cohorts`: one row per stage and month of reaching it: `entered`; `advanced`, `lost` within the horizon, `share` and
    `lost_share` of `entered`; `watched`: deals whose whole horizon is over.
    `moves`: one row per stage left and stage entered: `deals`, `moves`.
    `detours`: deals that skipped a stage, moved back, entered one again, were opened again.
    `purged`: pipelines whose export begins with the deals still open on a day: that day.
    `impossible`: pipeline -> why no conversion can be told.
    """

    stages: pd.DataFrame
    curves: pd.DataFrame
    cohorts: pd.DataFrame
    moves: pd.DataFrame
    detours: Detours
    purged: dict[str, date]
    impossible: dict[str, str]
    evidence: list[Evidence]

    @property
    def weakest(self) -> str:
        """The weakest evidence of the pipelines in scope."""
        return weakest(self.evidence)


def conversion(workspace: Workspace, scope: Scope, horizons: Horizons = None) -> Conversion:
    """The chance that a deal which reached a stage moves on from it within a stated number of days.

    A deal reaches a stage once, when it first enters it or any later one; it moves on when it first gets beyond it, and is
    lost when it is lost for good before that.  Deals that are still open are counted for as long as they have been watched
    and not one day longer (Aalen-Johansen): a young deal is neither a failure nor left out.  A skipped stage is passed in
    no time; going back undoes nothing.

        conversion + lost + still open = 100%, each within the days stated

    The days are those within which 95% of the deals leave the stage, one way or the other, but at least 30, and no more
    than ten deals have been watched for.  The interval holds the true chance 95 times of 100.

    Where an export holds no deal that closed before some day although many were created long before it, deals count from
    that day on (delayed entry): those lost earlier are not in the file, and without this every stage would look better than
    it is.
    """
    found = evidence(workspace, scope)
    impossible = {each.pipeline: why for each in found if (why := each.no_times or each.why_not)}
    spells, purged = watched_spells(workspace, scope)
    spells = spells[spells["pipeline"].isin([each.pipeline for each in found if each.pipeline not in impossible])]
    stages, curves = stages_of(spells, horizons)
    cohorts = workspace.engine.query(
        "conversion_cohorts", scope, pipelines_of=stages["pipeline"].tolist(), positions_of=stages["position"].tolist(),
        days_of=stages["days"].tolist(),
    )  # fmt: skip
    return Conversion(
        stages=_moved_back(
            changed(matured(stages, cohorts), cohorts), workspace.engine.query("conversion_back", scope)
        ),
        curves=curves,
        cohorts=by_month(cohorts),
        moves=workspace.engine.query("conversion_moves", scope),
        detours=detours_of(workspace, scope, found),
        purged={pipeline: day for pipeline, day in purged.items() if pipeline not in impossible},
        impossible=impossible,
        evidence=found,
    )


def watched_spells(workspace: Workspace, scope: Scope, by: str | None = None) -> tuple[pd.DataFrame, dict[str, date]]:
    """How long deals were watched in each stage and what ended it, as counts; and the purged pipelines with their day."""
    since = purged_since(workspace, scope)
    counts = workspace.engine.query("conversion", scope, by=by, purged=list(since), since=list(since.values()))
    return counts, since


def stages_of(spells: pd.DataFrame, horizons: Horizons) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The stages and the curves of `Conversion`, from the spells; `horizons`: days for all stages, or for each of some."""
    given = {(pipeline, place): days for pipeline, place, days in horizons} if isinstance(horizons, tuple) else {}
    rows, curves = [], [pd.DataFrame(columns=[*_CURVE, "pipeline", "position"])]
    for (pipeline, position, stage), part in spells.groupby(["pipeline", "position", "stage"], sort=False):
        days = horizons if isinstance(horizons, int) else given.get((pipeline, position))
        row, curve = _stage(part, days)
        rows.append({"pipeline": pipeline, "stage": stage, "position": int(position)} | row)
        curves.append(curve.assign(pipeline=pipeline, position=int(position)))
    return pd.DataFrame(rows, columns=_COLUMNS), pd.concat(curves[1:] or curves, ignore_index=True)


def conversion_by(workspace: Workspace, scope: Scope, by: str, pipeline: str, position: int, days: int) -> pd.DataFrame:
    """The conversion of one stage for each value of a column (`owner`, `source`, `region`, ...), within the same days.

    One row per value, the largest group first; deals without a value have it missing.  The columns are those of
    `Conversion.stages`.
    """
    counts, _ = watched_spells(workspace, scope, by)
    counts = counts[(counts["pipeline"] == pipeline) & (counts["position"] == position) & (counts["deals"] > 0)]
    rows = [{"value": value} | _stage(spells, days)[0] for value, spells in counts.groupby("value", dropna=False)]
    found = pd.DataFrame(rows, columns=["value", *_COLUMNS[3:]])
    return found.sort_values(["entered", "value"], ascending=[False, True], ignore_index=True)


_COLUMNS = [
    "pipeline", "stage", "position", "entered", "undated", "advanced", "lost", "open", "days", "conversion", "low", "high",
    "n_eff", "lost_share", "still_open", "variance", "shown", "naive", "decided",
]  # fmt: skip
_CURVE = ["day", "advanced", "lost", "open"]


def _stage(spells: pd.DataFrame, days: int | None) -> tuple[dict[str, object], pd.DataFrame]:
    """One stage's row and its curve; `days`: the horizon, where it is given."""
    dated = spells[spells["days"].notna() & (spells["deals"] > 0)]
    counted = dated.groupby("cause")["deals"].sum()
    advanced, lost, still = (int(counted.get(cause, 0)) for cause in (1, 2, 0))
    entered = advanced + lost + still
    durations, causes, entries, deals = (dated[name].to_numpy(float) for name in ("days", "cause", "entry", "deals"))
    seen = aalen_johansen(durations, causes, entries, deals)
    # nothing is known of longer times than deals were watched for
    days = min(_horizon(dated) if days is None else days, _watched(dated))
    survival, (moved, gone), (variance, _) = at(seen, days)
    n = effective_size(moved, variance, deals[durations > entries].sum()) if entered else 0.0
    low, high = wilson(moved, n)
    told = entered > 0
    row = {
        "entered": entered,
        "undated": int(spells.loc[spells["days"].isna(), "deals"].sum()),
        "advanced": advanced,
        "lost": lost,
        "open": still,
        "days": days,
        "conversion": moved if told else np.nan,
        "low": low if told else np.nan,
        "high": high if told else np.nan,
        "n_eff": n,
        "lost_share": gone if told else np.nan,
        "still_open": survival if told else np.nan,
        "variance": variance if told else np.nan,
        "shown": "counts" if entered < FEW else "unsure" if entered < SOME or high - low > 2 * WIDE else "plain",
        "naive": advanced / entered if entered else np.nan,
        "decided": advanced / (advanced + lost) if advanced + lost else np.nan,
    }
    return row, _curve(seen, days)


def _horizon(dated: pd.DataFrame) -> int:
    """Days by which nearly all deals have left the stage."""
    inside = dated[~dated["is_skipped"]]
    left = aalen_johansen(inside["days"], inside["cause"] > 0, inside["entry"], inside["deals"], n_causes=1)
    usual = quantile(left, DWELL)
    return max(SHORTEST, _watched(dated) if usual is None else int(usual))


def _watched(dated: pd.DataFrame) -> int:
    """The longest time for which ten deals were watched in the stage."""
    inside = dated[~dated["is_skipped"]]
    return max(1, int(watched_for(inside["days"], inside["deals"]))) if len(inside) else SHORTEST


def _curve(seen: Incidence, days: int) -> pd.DataFrame:
    """The shares from day 0 to the horizon, at each day on which they change."""
    inside = seen.t <= days
    ends = [np.concatenate([[start], values[inside], [values[inside][-1] if inside.any() else start]])
            for start, values in ((0.0, seen.incidence[0]), (0.0, seen.incidence[1]), (1.0, seen.survival))]  # fmt: skip
    at_days = np.concatenate([[0.0], seen.t[inside], [float(days)]])
    return pd.DataFrame(dict(zip(_CURVE, [at_days, *ends], strict=True)))


def _moved_back(stages: pd.DataFrame, stays: pd.DataFrame) -> pd.DataFrame:
    """The stages with the share of stays that ended in a move back within the horizon."""
    shares = []
    for pipeline, position, days in zip(stages["pipeline"], stages["position"], stages["days"], strict=True):
        here = stays[(stays["pipeline"] == pipeline) & (stays["position"] == position)]
        seen = aalen_johansen(here["days"], here["cause"], weights=here["stays"])
        shares.append(at(seen, days)[1][0] if len(here) else np.nan)
    return stages.assign(moved_back_share=shares)


def conversion_deals(workspace: Workspace, scope: Scope, pipeline: str, position: int) -> dict[str, tuple[int, ...]]:
    """The deals behind one stage of `conversion`: `entered` and, of them, `advanced`, `lost`, `open` -> their keys."""
    rows = workspace.engine.query("conversion_deals", scope, pipeline=pipeline, position=position)
    found = {fate: tuple(rows.loc[rows["fate"] == fate, "deal_key"].tolist()) for fate in ("advanced", "open", "lost")}
    return {"entered": tuple(rows["deal_key"].tolist())} | found
