"""Coaching: which stage to coach, for whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.metrics.coaching.cells import CELL, STAY, stage_cells, stage_stays
from analytics.metrics.coaching.passages import last_day, passages, with_kinds
from analytics.metrics.coaching.worth import with_worth
from analytics.metrics.evidence import Evidence, evidence
from analytics.survival import aalen_johansen, quantile
from analytics.workspace import Scope, Workspace

QUARTERS = 4
QUARTER = 91.25
NOTE = (
    "These are prompts for a conversation, not grounds for personnel decisions: the figures see what became of deals, not how they were "
    "worked, and with few deals a person, too, may be unlucky."
)
_PLACE = ["pipeline", "stage", "position", "peers"]


@dataclass(frozen=True)
class Coaching:
    """The result of `coaching`.

    `cells`: one row per person and open stage, in the order of the pipelines:

    - `pipeline`, `stage`, `position`, `peers` (the role or team within which people are compared; empty: all), `owner`
    - `n`: deals that came to the stage; `n_eff`: how many fully watched deals would know the conversion as exactly
    - `raw`: the person's own conversion; `at_mix`: the same at the mix of all; `expected`: that of the peers with the same mix of deals; `team`: of all peers
    - `adjusted`, `low`, `high`: conversion at the mix of all, held towards the peers', with a 95% interval
    - `p_weak`, `p_strong`: chance that it truly is more than 5 points below, above the peers'
    - `state`: flag, watch, strong, fine, not_enough; `deals_needed`: how many more it would take to tell; `is_new`
    - `worth`, `worth_low`, `worth_high`: money per quarter if the cell rose to the median of the peers, 80% range; flag and
      watch only; `copy_from`: a peer who surely does better there

    `funnel`: one row per person and stage, of all pipelines: `reached`, and of these `advanced`, `lost`, `open`.
    `stays`: the same as `cells` for time in stage: `exits` against `expected` ones, `ratio` (below 1 is slower), `p_slow`, `state`.
    `newcomers`: owner -> first day; `unowned`: deals without an owner on that day; `alone`: groups of fewer than three people.
    `from_on`, `to_on`: when the deals came to their stages; `impossible`: pipeline -> why nothing can be told.
    """

    cells: pd.DataFrame
    stays: pd.DataFrame
    funnel: pd.DataFrame
    newcomers: dict[str, date]
    unowned: int
    alone: list[str]
    from_on: date | None
    to_on: date | None
    impossible: dict[str, str]
    evidence: list[Evidence]


def coaching(
    workspace: Workspace, scope: Scope, quarters: int | None = QUARTERS, peers: str = "role", owners: bool = True
) -> Coaching:
    """Where a person's deals move on less often than they should, beyond what chance and the kind of deals explain.

    Counted are deals that came to a stage in the last four quarters, each for who owned it on that day.  A person's conversion
    within the stage's horizon is held against that expected of the same mix of deals (source, segment, type, size) among
    peers: people of one role where roles are set. Of the difference only that part is believed which the number of deals and the
    spread among peers bear out (empirical Bayes):

        flag     the chance that the person is truly more than 5 points below the peers is over 84%
        watch    it is over 50%
        strong   the chance of being more than 5 points above is over 84%
        fine     none of these, with enough deals to have seen a shortfall of 20 points
        not enough   too few deals to tell; it says how many more it takes

    Among people who are all alike some ten in a hundred such reports show a flag at all.  Ranking raw rates always names somebody.

    Worth: deals per quarter × gap to the median peer × chance to win from the next stage × average won amount, with an 80%
    range. It says what the gap costs, not what coaching brings. People who began less than two sales cycles ago are shown apart
    and are nobody's measure. Deals open now count for as long as they have been watched.

    Time in stage is held against that of the peers alike: exits against those expected in the same days.
    """
    as_of = last_day(workspace, scope)
    window = None if quarters is None or scope.from_on or as_of is None else round(quarters * QUARTER)
    found = evidence(workspace, scope)
    impossible = {each.pipeline: why for each in found if (why := _why_not(each))}
    rows = passages(workspace, scope, window)
    funnel = _funnel(rows)
    rows = rows[~rows["pipeline"].isin(impossible)]
    people = workspace.engine.table("owners").set_index("owner")
    new = newcomers(workspace, scope, people)
    owned = with_kinds(workspace, scope, rows[rows["owner"].notna()])
    owned = owned.assign(peers=_groups(owned, people, peers))
    cells, stays, alone = _every(owned, as_of, frozenset(new))
    first = None if rows.empty else rows["reached_on"].min().date()
    won = workspace.engine.query("coaching/coaching_won", scope.only(owners=()), since=first if window else None)
    spent = (as_of - first).days + 1 if first else 1
    cells = with_worth(cells, won.set_index("pipeline"), spent / QUARTER)
    if owners and scope.owners:
        cells, stays, funnel = (each[each["owner"].isin(scope.owners)] for each in (cells, stays, funnel))
    return Coaching(
        cells=cells.reset_index(drop=True),
        stays=stays.reset_index(drop=True),
        funnel=funnel.reset_index(drop=True),
        newcomers=new,
        unowned=int(rows["owner"].isna().sum()),
        alone=alone,
        from_on=first,
        to_on=as_of,
        impossible=impossible,
        evidence=found,
    )


def _funnel(rows: pd.DataFrame) -> pd.DataFrame:
    places = ["pipeline", "position", "stage", "owner"]
    fates = {name: rows["cause"] == cause for cause, name in enumerate(("open", "advanced", "lost"))}
    counted = rows[places].assign(reached=1, **fates).groupby(places, observed=True).sum().reset_index()
    return counted.astype(dict.fromkeys(("pipeline", "stage", "owner"), "object"))


def _why_not(known: Evidence) -> str | None:
    if known.evidence == "current_only":
        return "The exports tell only in which stage deals are now, not when they came there."
    return known.why_not


def _groups(rows: pd.DataFrame, people: pd.DataFrame, peers: str) -> pd.Series:
    """The peers of each passage's owner: the role or team that is set, else the rest together."""
    if peers == "all" or people.empty:
        return pd.Series("", index=rows.index, dtype="object")
    names = people[peers].astype("object").reindex(rows["owner"].cat.categories).fillna("")
    return pd.Series(names.to_numpy()[rows["owner"].cat.codes], index=rows.index, dtype="object")


def newcomers(workspace: Workspace, scope: Scope, people: pd.DataFrame) -> dict[str, date]:
    """Owners who began less than two median sales cycles ago, by the day that is set, else by their first deal.

    A first deal tells a beginning only where the data begin two such cycles before it.
    """
    as_of = last_day(workspace, scope)
    firsts = workspace.engine.query("coaching/coaching_owners", Scope(as_of=scope.as_of))
    cycles = workspace.engine.query("coaching/coaching_cycle", scope.only(owners=(), from_on=None, to_on=None))
    usual = quantile(aalen_johansen(cycles["days"], cycles["cause"], weights=cycles["deals"]), 0.5, cause=1)
    if usual is None or firsts.empty:
        return {}
    span = timedelta(days=2 * usual)
    begin = firsts["first_on"].min().date()
    known = {
        str(owner): day.date()
        for owner, day in zip(firsts["owner"], firsts["first_on"], strict=True)
        if day.date() - begin >= span
    }
    known |= {str(owner): day.date() for owner, day in people["started_on"].items() if not pd.isna(day)}
    return {owner: day for owner, day in sorted(known.items()) if as_of - day < span}


def _every(rows: pd.DataFrame, as_of: date, new: frozenset[str]) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    cells, stays = [pd.DataFrame(columns=[*_PLACE, *CELL])], [pd.DataFrame(columns=[*_PLACE, *STAY])]
    alone = set()
    for (pipeline, position, stage, group), part in rows.groupby(
        ["pipeline", "position", "stage", "peers"], observed=True
    ):
        place = {"pipeline": pipeline, "stage": stage, "position": int(position), "peers": group}
        found = stage_cells(part, as_of, new)
        if found.empty:
            alone.add(group or pipeline)
            continue
        cells.append(found.assign(**place)[[*_PLACE, *CELL]])
        stays.append(stage_stays(part, new).assign(**place)[[*_PLACE, *STAY]])
    return (*(pd.concat(each[1:] or each, ignore_index=True) for each in (cells, stays)), sorted(alone))
