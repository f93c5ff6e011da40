"""How other programs count a funnel, and which deals make the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.workspace import Scope, Workspace

# a current stage alone does not tell what these ask of a deal
NEED_ENTRIES = ("strict", "any_touch", "direct")


@dataclass(frozen=True)
class Rule:
    """One way to count: who counts so, and in one sentence whom it counts for a stage and what it does to the others.

    `is_counted`, `is_beyond`: of paths and a position: who counts for the stage, and who of them has moved on from it.
    """

    used_by: str
    words: str
    is_counted: Callable[[pd.DataFrame, int], pd.Series]
    is_beyond: Callable[[pd.DataFrame, int], pd.Series]


def _was_in(paths: pd.DataFrame, position: int) -> pd.Series:
    return (paths["touched"].to_numpy() >> position) & 1 == 1


def _was_in_all(paths: pd.DataFrame, position: int) -> pd.Series:
    needed = (1 << (position + 1)) - 1
    return paths["touched"].to_numpy() & needed == needed


def _got_to(paths: pd.DataFrame, position: int) -> pd.Series:
    return (paths["furthest"] >= position).to_numpy()


RULES = {
    "reached": Rule(
        "Sluice",
        "A deal counts for every stage up to the furthest one that it was in, whether it skipped some or not.",
        _got_to,
        lambda paths, position: _got_to(paths, position + 1),
    ),
    "strict": Rule(
        "HubSpot, “all stages”",
        "A deal counts only where it was in every stage up to this one: one that skips a stage is gone from there on, even when it is won.",
        _was_in_all,
        lambda paths, position: _was_in_all(paths, position + 1),
    ),
    "any_touch": Rule(
        "HubSpot, “any stages”",
        "A deal counts for each stage that it was in, in any order: a later stage may hold more deals than an earlier one.",
        _was_in,
        lambda paths, position: _was_in(paths, position) & _got_to(paths, position + 1),
    ),
    "direct": Rule(
        "ClosingDealz, Cinode",
        "Only moves to the very next stage count: a deal that skips a stage falls out, and so does one that is won early.",
        _was_in,
        lambda paths, position: (paths["direct"].to_numpy() >> position) & 1 == 1,
    ),
    "closed_only": Rule(
        "Salesflare, InsightSquared",
        "Only deals that are won or lost count: what happens in the open ones shows one sales cycle late.",
        lambda paths, position: _got_to(paths, position) & (paths["status"] != "open").to_numpy(),
        lambda paths, position: _got_to(paths, position + 1) & (paths["status"] != "open").to_numpy(),
    ),
    "snapshot": Rule(
        "EspoCRM",
        "Only the open deals that stand in a stage today count: a stock, not a flow, so slow stages look full.",
        lambda paths, position: (paths["position"] == position).to_numpy(bool, na_value=False),
        lambda paths, position: np.zeros(len(paths), dtype=bool),
    ),
}


def count_by(rule: str, paths: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The stages with the counts of a rule: `reached`, `advanced`, `lost`, `open`, `with_amount`, and `amount_...` of each.

    Of the deals that a rule counts for a stage, those that are neither counted as moved on nor stopped there (they skipped
    the next stage, say) are in none of the three: `vanished`.
    """
    rows = []
    for pipeline, position in zip(stages["pipeline"], stages["position"], strict=True):
        here = paths[paths["pipeline"] == pipeline]
        fate = fates(rule, here, int(position))
        deals = {name: int(here.loc[fate == name, "deals"].sum()) for name in ("advanced", "lost", "open", "vanished")}
        amounts = {
            f"amount_{name}": here.loc[fate == name, "amount"].sum(min_count=1) for name in ("advanced", "lost", "open")
        }
        counted = here[fate != ""]
        rows.append(
            {"reached": sum(deals.values()), **deals, "with_amount": counted["with_amount"].sum(), **amounts}
            | {"amount_reached": counted["amount"].sum(min_count=1)}
        )
    return stages[["pipeline", "stage", "position"]].assign(**pd.DataFrame(rows, index=stages.index))


def fates(rule: str, paths: pd.DataFrame, position: int) -> np.ndarray:
    """For each path, what the rule says of it at a stage: `advanced`, `lost`, `open`, `vanished`, or `""`: not counted."""
    counted, beyond = RULES[rule].is_counted(paths, position), RULES[rule].is_beyond(paths, position)
    stopped = ~_got_to(paths, position + 1)
    status = paths["status"].to_numpy()
    open_here = (status == "open") & (stopped if rule != "snapshot" else True)
    return np.select(
        [~counted, beyond, stopped & (status == "lost"), open_here], ["", "advanced", "lost", "open"], "vanished"
    )


def rule_deals(workspace: Workspace, scope: Scope, rule: str, pipeline: str, position: int, fate: str) -> pd.DataFrame:
    """The deals behind one figure of a funnel by this rule: one row per deal, largest amount first."""
    paths = workspace.engine.query("funnel_paths", scope, each_deal=True, pipeline=pipeline)
    found = fates(rule, paths, position)
    keys = paths.loc[found != "" if fate == "reached" else found == fate, "deal_key"]
    return _deals(workspace, scope, keys)


def _deals(workspace: Workspace, scope: Scope, keys: pd.Series) -> pd.DataFrame:
    listed = keys.astype(int).tolist()
    return workspace.engine.query("funnel_deals", scope, pipeline=None, position=None, fate="listed", keys=listed)


@dataclass(frozen=True)
class Reconciliation:
    """What another program would say, and why.

    - `rule`, `used_by`: how it counts, and who does
    - `theirs`, `ours`: deals that got through the last open stage / deals in the first, each by its rule; missing over nothing
    - `deals`: the deals that make the difference, one row each: `parted` (the first stage at which the rules part), `theirs`
      and `ours` (what each says of it there), `why`, and the deal itself
    """

    rule: str
    used_by: str
    theirs: float | None
    ours: float | None
    deals: pd.DataFrame


def reconcile(workspace: Workspace, scope: Scope, pipeline: str, rule: str) -> Reconciliation:
    """The share of deals that get from the first stage to winning by another rule and by ours, and the deals between them.

    A deal makes a difference where the two rules say different things of it at some stage.
    """
    paths = workspace.engine.query("funnel_paths", scope, each_deal=True, pipeline=pipeline)
    stages = workspace.engine.table("stages")
    stages = stages[(stages["pipeline"] == pipeline) & (stages["kind"] == "open")]
    parted = []
    for stage, position in zip(stages["stage"], stages["position"], strict=True):
        theirs, ours = fates(rule, paths, int(position)), fates("reached", paths, int(position))
        differs = theirs != ours
        parted.append(
            pd.DataFrame(
                {
                    "deal_key": paths["deal_key"][differs],
                    "parted": stage,
                    "theirs": theirs[differs],
                    "ours": ours[differs],
                    "why": _why(paths[differs], rule),
                }
            )
        )
    deals = pd.concat(parted, ignore_index=True).drop_duplicates("deal_key")
    last = int(stages["position"].max())
    return Reconciliation(
        rule=rule,
        used_by=RULES[rule].used_by,
        theirs=_through(rule, paths, last),
        ours=_through("reached", paths, last),
        deals=deals.merge(_deals(workspace, scope, deals["deal_key"]), on="deal_key"),
    )


def _through(rule: str, paths: pd.DataFrame, last: int) -> float | None:
    entered, left = fates(rule, paths, 0) != "", fates(rule, paths, last) == "advanced"
    return float(left.sum() / entered.sum()) if entered.any() and rule != "snapshot" else None


def _why(paths: pd.DataFrame, rule: str) -> np.ndarray:
    """In words, what is special about each path."""
    touched, furthest = (paths[name].to_numpy("int64") for name in ("touched", "furthest"))
    passed = np.left_shift(1, furthest) - 1
    skipped = touched & passed != passed
    is_open = (paths["status"] == "open").to_numpy()
    words = {
        "closed_only": [(is_open, "is still open")],
        "snapshot": [(~is_open, "is closed"), (is_open, "has moved on since")],
    }
    chosen = [*words.get(rule, []), (skipped, "skipped a stage")]
    return np.select([condition for condition, _ in chosen], [text for _, text in chosen], "went back")
