"""Process: which stages earn their place?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.information import (
    mutual_information,
    mutual_information_interval,
    told_by_step,
    told_by_step_interval,
)
from analytics.metrics.evidence import Evidence, evidence
from analytics.metrics.process.advice import advise, standards
from analytics.metrics.process.criteria import criteria_met, criteria_told, evident
from analytics.workspace import Scope, Workspace

STANDARDS = ("required", "factual", "inspectable", "buyer_centric")
# an owner's day is one of bulk moves from so many deals on, where it is so many times what is usual on a day with moves
BULK, TIMES = 10, 5
_INFORMATION = ["information", "information_low", "information_high"]
_VISIT = ["visit_information", "visit_low", "visit_high"]


@dataclass(frozen=True)
class Process:
    """The result of `process`.

    `stages`: one row per open stage of each pipeline in scope, in order: `pipeline`, `stage`, `position`, `buyer_outcome`,
    `exit_criteria`; `reached`, `skipped`, `skip_rate`; `moved_on`, `same_day`, `same_day_rate` (dated stays that ended forward);
    `ended`, `moved_back`, `moved_back_rate` (stays of a full history); `evident`, `evident_rate`
    (with a day or evidence); `closed` deals that reached it,
    `lost_here`; `information` with `information_low`, `information_high`; `visit_information` (bits) with `visit_low`, `visit_high`;
    `days_share`; `required`, `factual`, `inspectable`, `buyer_centric`; `advice`, `why`, `merge_with`.
    `criteria`: see `criteria_met`.  `jumps`: `pipeline`, `deal_key`, `day`, `moves`: deals that went through several stages in a day.
    `bulk`: `pipeline`, `owner`, `day`, `deals`, `usual`, `keys`: days on which an owner moved far more deals than usual.
    """

    stages: pd.DataFrame
    criteria: pd.DataFrame
    jumps: pd.DataFrame
    bulk: pd.DataFrame
    evidence: list[Evidence]


def process(workspace: Workspace, scope: Scope) -> Process:
    """Whether each stage is required, factual, inspectable and buyer-centric, and what it tells about winning.

    - *Required*: few deals skip it.  skip rate = deals that were never in it / deals that reached it or any later stage; it fails
      where more than 20% do for certain (90% interval).
    - *Factual*: deals neither rush through nor come back.  Fails where more than 20% of stays that ended forward ended on the day
      on which they began, or more than 10% of the stays of a history or of dated exports ended with a step back (an export with
      one date for each stage hides most of them).
    - *Inspectable*: at least 80% of the deals that were in it have a day for it, or something in a column that its exit criteria
      name.
    - *Buyer-centric*: as said in the setup, stage by stage; of a stage of which nothing is said, nothing is judged.

    *Tells about winning*: of the closed deals that reached a stage, some got beyond it and some were lost there; how much that says
    about winning is its mutual information, in shares of all that the stages say: the stages of a pipeline add up to 100%.  With a
    90% interval.  Open deals are left out, for what they tell is not known yet.

    *Merge* is advised where a stage tells less than a quarter of an even share for certain, and where having been in it, rather
    than skipping it, makes no difference; *split* where it tells, and takes, far more than an even share; *rename* where deals
    come back, or where the setup says that it is not the buyer's act; else *keep*.  Of fewer than 30 closed deals nothing is advised.

    Exit criteria that name a column are compared with what it says now, for deals that moved on from the stage.
    """
    found = evidence(workspace, scope)
    stages = workspace.engine.query("process/process_stages", scope)
    stages = stages[stages["pipeline"].isin([each.pipeline for each in found])].reset_index(drop=True)
    told = criteria_told(workspace, scope, stages)
    stages = stages.assign(evident=stages["dated"] + evident(told, stages))
    audited = [
        audit(
            stages[stages["pipeline"] == each.pipeline],
            skips_known=each.evidence != "current_only",
            losses_known=each.drop_off != "not_possible",
        )
        for each in found
        if each.pipeline in set(stages["pipeline"])  # of deals that are all closed, no open stage may be told
    ]
    stages = pd.concat(audited, ignore_index=True) if audited else stages
    jumps = workspace.engine.query("process/process_jumps", scope)
    return Process(stages, criteria_met(told), jumps, _bulk(workspace, scope), found)


def audit(stages: pd.DataFrame, *, skips_known: bool, losses_known: bool) -> pd.DataFrame:
    """The stages of one pipeline, as `process_stages` counts them, with rates, information, standards and advice."""
    been = stages["reached"] - (stages["skipped"] if skips_known else 0)
    rows = stages.assign(
        skip_rate=_rate(stages["skipped"], stages["reached"]) if skips_known else np.nan,
        same_day_rate=_rate(stages["same_day"], stages["moved_on"]),
        moved_back_rate=_rate(stages["moved_back"], stages["ended"]),
        evident_rate=_rate(stages["evident"].clip(upper=been), been),
        days_share=_rate(stages["days"], stages["days"].sum()),
        closed=stages["won"] + stages["lost_here"][::-1].cumsum()[::-1],
    )
    rows[_INFORMATION] = _information(rows) if losses_known else np.nan
    rows[_VISIT] = [_visit(row) if skips_known else (np.nan,) * 3 for _, row in rows.iterrows()]
    names = rows["stage"].tolist()
    # the last stage would be merged with the one before, any other with the next
    partners = [*names[1:], names[-2]] if len(names) > 1 else [None]
    met = [standards(row, skips_known=skips_known) for _, row in rows.iterrows()]
    told = [
        advise(row, len(rows), partner, each)
        for (_, row), partner, each in zip(rows.iterrows(), partners, met, strict=True)
    ]
    return rows.assign(
        **{name: pd.array([each[name] for each in met], dtype="boolean") for name in STANDARDS},
        advice=[each.advice for each in told],
        why=[each.why for each in told],
        merge_with=[partner if each.advice == "merge" else None for each, partner in zip(told, partners, strict=True)],
    )


def _rate(hits: pd.Series, of: object) -> pd.Series:
    """Missing over nothing."""
    return hits / (of.where(of > 0) if isinstance(of, pd.Series) else of or np.nan)


def _information(rows: pd.DataFrame) -> np.ndarray:
    lost, won = rows["lost_here"].tolist(), int(rows["won"].iloc[0]) if len(rows) else 0
    if won == 0 or sum(lost) == 0:
        return np.full((len(rows), 3), np.nan)
    told, (low, high) = told_by_step(lost, won), told_by_step_interval(lost, won)
    return np.column_stack([told, np.minimum(low, told), np.maximum(high, told)])


def _visit(row: pd.Series) -> tuple[float, float, float]:
    """What having been in the stage tells, among the closed deals that got beyond it; missing where hardly any skipped it."""
    table = [[row["skipped_lost"], row["skipped_won"]], [row["visited_lost"], row["visited_won"]]]
    if min(sum(each) for each in table) < 10:
        return (np.nan,) * 3
    return mutual_information(table), *mutual_information_interval(table)


def _median(rows: pd.DataFrame) -> float:
    """The median of `deals` over `days`; of an even number, the middle of the two in the middle."""
    until = rows["days"].cumsum().to_numpy()
    middle = np.searchsorted(until, [(until[-1] + 1) // 2, until[-1] // 2 + 1])
    return float(rows["deals"].to_numpy()[middle].mean())


def _bulk(workspace: Workspace, scope: Scope) -> pd.DataFrame:
    """The days on which an owner moved far more deals than on others."""
    rows = workspace.engine.query("process/process_days", scope, many=BULK)
    usual = {whose: _median(part) for whose, part in rows.groupby(["pipeline", "owner"])}
    days = rows[rows["day"].notna()].drop(columns="days")
    days = days.assign(usual=[usual[whose] for whose in zip(days["pipeline"], days["owner"], strict=True)])
    days = days[days["deals"] >= TIMES * days["usual"]].sort_values(["pipeline", "owner", "day"], ignore_index=True)
    if days.empty:
        return days.assign(keys=None)
    moved = workspace.engine.query(
        "process/process_moved",
        scope,
        by_owners=days["owner"].tolist(),
        on_days=[day.date() for day in pd.to_datetime(days["day"])],
    )
    keys = moved.groupby(["pipeline", "owner", "day"])["deal_key"].agg(tuple).rename("keys").reset_index()
    found = days.merge(keys, on=["pipeline", "owner", "day"], how="left")
    return found.sort_values("deals", ascending=False, kind="stable", ignore_index=True)
