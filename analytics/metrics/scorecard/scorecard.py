"""Scorecard: how does one person sell, against the team?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics import errors
from analytics.metrics.coaching.coaching import coaching
from analytics.metrics.coaching.passages import last_day
from analytics.metrics.segments.segments import horizon, segment_row
from analytics.periods import Period, quarters
from analytics.survival import difference, wilson
from analytics.workspace import Scope, Workspace

QUARTERS = 8


@dataclass(frozen=True)
class Scorecard:
    """The result of `scorecard`.

    - `owner`; `role`, `team`, `manager`, `started_on` as set, else None; `peers`: the names compared with, the owner left out
    - `figures`: one row each for `win_rate`, `cycle_days`, `average_won`, `kept` (deals won in the quarter in which they were
      due), and where files count them `activities` (for each deal): `own`, `low`, `high`, `n`, `peers`, `peers_n`, `differs` (True, False, or None where no interval tells)
    - `funnel`: one row per open stage: `pipeline`, `stage`, `position`, `reached`, `advanced`, `lost`, `open`, of the last four quarters
    - `cells`, `stays`: as in `coaching`, of this person
    - `quarters`: one row per quarter: `quarter`, `won`, `lost`, `won_amount`, `win_rate`, `low`, `high`, `peers_rate`, `due`, `kept`,
      `kept_rate`, `peers_kept_rate`
    - `days`: the horizon of the win rate; `why_no_promises`: why nothing can be said of kept dates, else None
    """

    owner: str
    role: str | None
    team: str | None
    manager: str | None
    started_on: date | None
    peers: tuple[str, ...]
    figures: pd.DataFrame
    funnel: pd.DataFrame
    cells: pd.DataFrame
    stays: pd.DataFrame
    quarters: pd.DataFrame
    days: int
    as_of: date | None
    why_no_promises: str | None


_NO_PROMISES = (
    "No export tells when deals were expected to close on earlier days. A report of changes would, such as Salesforce’s Opportunity "
    "Field History with the close date."
)


def scorecard(workspace: Workspace, scope: Scope, owner: str, fiscal_start: int = 1) -> Scorecard:
    """One person's funnel, conversion, pace and kept dates, against the peers: people of the same role where roles are set.

    Win rate: share of deals won within the days stated after their creation, open deals counted for as long as they have been watched;
    cycle: median days to winning; average won: of won deals with an amount.  By today's owner.  Conversion by stage is that of
    the page on weak stages: at the mix of all, held towards the peers', each deal for who owned it when it came to the stage.

    Activities: calls, mails and meetings for each deal, as the newest export counts them; more of them is not better by itself.

    Dates kept: of deals that were open at the start of a quarter and expected to close in it, by what was known then, the share
    won in that quarter.  It needs the history of expected close dates.

    By quarter: won / (won + lost) of the deals closed in it.  Every rate has its number of deals and a 95% interval; a difference
    is one only where its interval leaves out zero.
    """
    as_of = last_day(workspace, scope)
    everyone = scope.only(owners=())
    if not scope.pipelines:
        # peers are seen where this person works: a renewal is won more often than a new deal
        own = workspace.engine.query("evidence", scope.only(owners=(owner,)))["pipeline"]
        everyone = everyone.only(pipelines=tuple(sorted(set(own))))
    people = workspace.engine.table("owners").set_index("owner")
    coached = coaching(workspace, everyone)
    closed = workspace.engine.query("scorecard/scorecard", everyone)
    rows = workspace.engine.query("segments/segments", everyone, by="owner")
    rows = rows[rows["value"].notna() & (rows["days"].isna() | (rows["days"] >= 0))]
    peers = _peers(owner, people, rows, set(coached.newcomers))
    periods = quarters(closed["closed_on"].min().date(), as_of, fiscal_start)[-QUARTERS:] if len(closed) else []
    due = _due(workspace, everyone, periods, as_of)
    if not (rows["value"] == owner).any():
        raise errors.unknown_option("owner", owner, sorted(rows["value"].unique()))
    mine, others = rows[rows["value"] == owner], rows[rows["value"].isin(peers)]
    days = horizon(rows, rows[rows["value"].isin([owner, *peers])])
    known = people.loc[owner] if owner in people.index else pd.Series(dtype="object")
    return Scorecard(
        owner=owner,
        **{name: _told(known.get(name)) for name in ("role", "team", "manager")},
        started_on=None if _told(known.get("started_on")) is None else known["started_on"].date(),
        peers=tuple(peers),
        figures=pd.DataFrame(
            [
                *_figures(segment_row(mine, owner, days), segment_row(others, None, days), due, owner, peers),
                *_activities(workspace, everyone, owner, peers),
            ]
        ),
        funnel=coached.funnel[coached.funnel["owner"] == owner].reset_index(drop=True),
        cells=coached.cells[coached.cells["owner"] == owner].reset_index(drop=True),
        stays=coached.stays[coached.stays["owner"] == owner].reset_index(drop=True),
        quarters=pd.DataFrame([_quarter(each, closed, due, owner, peers) for each in periods], columns=_QUARTER),
        days=days,
        as_of=as_of,
        why_no_promises=None if (due["owner"] == owner).any() else _NO_PROMISES,
    )


_QUARTER = [
    "quarter", "won", "lost", "won_amount", "win_rate", "low", "high", "peers_rate", "due", "kept", "kept_rate", "peers_kept_rate",
]  # fmt: skip


def _told(value: object) -> object:
    return None if value is None or pd.isna(value) else value


def _peers(owner: str, people: pd.DataFrame, rows: pd.DataFrame, new: set[str]) -> list[str]:
    """The others of the same role; of no role, all others without one.  Newcomers are nobody's measure."""
    role = people["role"].to_dict()
    mine = _told(role.get(owner))
    return [
        each
        for each in sorted(rows["value"].unique())
        if each != owner and each not in new and _told(role.get(each)) == mine
    ]


def _due(workspace: Workspace, scope: Scope, periods: list[Period], as_of: date) -> pd.DataFrame:
    """Deals that were due in each quarter when it began, and whether they were won in it; quarters that are over only."""
    parts = []
    for each in periods:
        if each.to_on <= as_of:
            before = scope.only(as_of=each.from_on - timedelta(days=1), from_on=None, to_on=None)
            rows = workspace.engine.query("scorecard/scorecard_due", before, due_from=each.from_on, due_to=each.to_on)
            days = {"from_on": pd.Timestamp(each.from_on), "to_on": pd.Timestamp(each.to_on)}
            parts.append(rows.assign(quarter=each.name, **days))
    parts = [each for each in parts if len(each)]
    if not parts:
        return pd.DataFrame({"owner": [], "quarter": [], "is_kept": []})
    rows = pd.concat(parts, ignore_index=True)
    keys = sorted(set(rows["deal_key"].astype(int)))
    ends = workspace.engine.query("scorecard/scorecard_ends", scope.only(from_on=None, to_on=None), keys=keys)
    rows = rows.merge(ends, on="deal_key", how="inner")
    kept = (rows["status"] == "won") & (rows["closed_on"] >= rows["from_on"]) & (rows["closed_on"] <= rows["to_on"])
    return rows.assign(is_kept=kept)


def _figures(mine: dict, others: dict, due: pd.DataFrame, owner: str, peers: list[str]) -> list[dict]:
    rows = []
    sides = [(each["win_rate"], each["low"], each["high"]) for each in (mine, others)]
    rows.append(_figure("win_rate", sides, mine["deals"], others["deals"]))
    for name, column in (("cycle_days", "cycle_days_median"), ("average_won", "average_won")):
        rows.append({
            "figure": name, "own": mine[column], "low": np.nan, "high": np.nan, "n": mine["won"], "peers": others[column],
            "peers_n": others["won"], "differs": None,
        })  # fmt: skip
    kept = [due.loc[due["owner"].isin(each), "is_kept"] for each in ([owner], peers)]
    sides = [(each.mean() if len(each) else np.nan, *_wilson(each)) for each in kept]
    rows.append(_figure("kept", sides, len(kept[0]), len(kept[1])))
    return rows


def _activities(workspace: Workspace, scope: Scope, owner: str, peers: list[str]) -> list[dict]:
    """Mean number of activities for each deal that tells it; nothing of an earlier day, as files tell only today's number."""
    if scope.as_of is not None and scope.as_of < workspace.engine.last_day:
        return []
    rows = workspace.engine.query("scorecard/scorecard_activities", scope).set_index("owner")
    mine, others = (rows.reindex(each).sum() for each in ([owner], peers))
    if not mine["deals"]:
        return []
    return [{
        "figure": "activities", "own": mine["activities"] / mine["deals"], "low": np.nan, "high": np.nan, "n": int(mine["deals"]),
        "peers": others["activities"] / others["deals"] if others["deals"] else np.nan, "peers_n": int(others["deals"]), "differs": None,
    }]  # fmt: skip


def _wilson(values: pd.Series) -> tuple[float, float]:
    return wilson(float(values.mean()), len(values)) if len(values) else (0.0, 1.0)


def _figure(name: str, sides: list[tuple[float, float, float]], n: int, peers_n: int) -> dict[str, object]:
    told = min(n, peers_n) >= 10 and not any(np.isnan(side[0]) for side in sides)
    low, high = difference(*sides) if told else (-1.0, 1.0)
    return {
        "figure": name, "own": sides[0][0] if n else np.nan, "low": sides[0][1], "high": sides[0][2], "n": n,
        "peers": sides[1][0] if peers_n else np.nan, "peers_n": peers_n, "differs": bool(low > 0 or high < 0) if told else None,
    }  # fmt: skip


def _quarter(
    period: Period, closed: pd.DataFrame, due: pd.DataFrame, owner: str, peers: list[str]
) -> dict[str, object]:
    inside = closed[closed["closed_on"].between(pd.Timestamp(period.from_on), pd.Timestamp(period.to_on))]
    mine, others = inside[inside["owner"] == owner], inside[inside["owner"].isin(peers)]
    won, lost = (int(mine.loc[mine["status"] == status, "deals"].sum()) for status in ("won", "lost"))
    low, high = wilson(won / (won + lost), won + lost) if won + lost else (np.nan, np.nan)
    theirs = others.groupby("status")["deals"].sum()
    promised = due[due["quarter"] == period.name]
    own, peer = (promised.loc[promised["owner"].isin(each), "is_kept"] for each in ([owner], peers))
    return {
        "quarter": period.name, "won": won, "lost": lost,
        "won_amount": mine.loc[mine["status"] == "won", "amount"].sum(min_count=1),
        "win_rate": won / (won + lost) if won + lost else np.nan, "low": low, "high": high,
        "peers_rate": theirs.get("won", 0) / theirs.sum() if theirs.sum() else np.nan,
        "due": len(own), "kept": int(own.sum()), "kept_rate": own.mean() if len(own) else np.nan,
        "peers_kept_rate": peer.mean() if len(peer) else np.nan,
    }  # fmt: skip
