"""Segments: which kinds of deals are won, how often and how fast?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from analytics import errors
from analytics.metrics.evidence import evidence, win_rate
from analytics.metrics.reasons import reason_kind, tells_why_won
from analytics.survival import (
    aalen_johansen,
    at,
    compare_incidence,
    effective_size,
    quantile,
    watched_for,
    wilson,
)
from analytics.workspace import Scope, Workspace

BY = ("lead_type", "source", "region", "product", "size", "customer", "segment", "deal_type", "team", "owner")
FEW, SOME, WIDE = 10, 30, 0.15
FALSE = 0.10
CLOSED = 0.95
# where a larger share of the closed deals has no day, how often deals are won within some days cannot be told
MOST_UNDATED = 0.1


@dataclass(frozen=True)
class Segments:
    """The result of `segments`.

    `segments`: one row per value, the one with most deals first; deals without a value last:

    - `value` (of `size`: 1, 2, 3, with `least` and `most`: the range of amounts; of `customer`: new, existing)
    - `deals`, `won`, `lost`, `open`; `win_rate`, `low`, `high`: won within `days`, with a 95% interval, missing where more than
      one closed deal in ten has no day; `shown` as in `conversion`
    - `decided`: won / (won + lost); `cycle_days_median`: of those won; `average_won`; `won_amount`
    - `p`: of the comparison with all others; `differs`: it differs, of ten such statements at most one is wrong

    `days`: the horizon; `p`: of the comparison of all values; `reasons`: one row per lost reason: `kind`, `reason`, `deals`, `amount`.
    `won_reasons`: the same of won deals, without `kind`; none where no kept column tells why.
    `why_not`: why no win rate can be told, else None.
    """

    by: str
    segments: pd.DataFrame
    days: int
    p: float | None
    reasons: pd.DataFrame
    won_reasons: pd.DataFrame
    why_not: str | None


def segments(workspace: Workspace, scope: Scope, by: str = "source") -> Segments:
    """How often and how fast deals of each kind are won.

    The win rate is the share of deals won within the days stated after they were created; open deals count for as long as they
    have been watched (Aalen-Johansen), so a kind with many young deals is not held against itself.  Won / (won + lost), which
    most programs show, stands beside it. The cycle is the median of days to winning.

    Kinds are compared by when and how often they are won, lost deals counted as such (the test of Gray: a log-rank test in which a lost
    deal stays at risk for as long as it could have been watched).  A kind is said to differ from all others only where that
    holds with at most one false statement in ten (Benjamini-Hochberg).  Of fewer than ten deals only counts are shown.

    New: the account had won nothing before the deal was created; existing: it had. Sizes are thirds of the amounts.
    """
    if by not in BY:
        raise errors.unknown_option("by", by, BY)
    rows = workspace.engine.query("segments/segments", scope, by=by)
    rows = rows[rows["days"].isna() | (rows["days"] >= 0)]  # closed before it was created: one of the two days is wrong
    found = evidence(workspace, scope)
    why_not = None
    if found and win_rate(found) is None:
        why_not = "No deal of these exports is lost, or none is closed: a win rate would mean nothing."
    told = rows[rows["value"].notna()]
    days = horizon(rows, told)
    kinds = [segment_row(part, str(value), days) for value, part in told.groupby("value", sort=True)]
    if len(rows) > len(told):
        kinds.append(segment_row(rows[rows["value"].isna()], None, days))
    frame = pd.DataFrame(kinds, columns=_COLUMNS)
    frame = frame.assign(is_none=frame["value"].isna()).sort_values(
        ["value"] if by == "size" else ["is_none", "deals", "value"],
        ascending=True if by == "size" else [True, False, True],
    )
    frame = frame.drop(columns="is_none").reset_index(drop=True)
    frame, p = _compared(frame, told)
    reasons = workspace.engine.query("segments/segments_reasons", scope)
    reasons = reasons.assign(kind=[reason_kind(each) for each in reasons["reason"]])
    kept = workspace.engine.table("deal_dimensions")["name"].unique()
    told = [each for each in kept if tells_why_won(each)]
    won_reasons = workspace.engine.query("segments/segments_won", scope, columns=told)
    return Segments(by, frame, days, p, reasons, won_reasons, why_not)


_COLUMNS = [
    "value", "deals", "won", "lost", "open", "win_rate", "low", "high", "shown", "decided", "cycle_days_median",
    "average_won", "won_amount", "least", "most",
]  # fmt: skip


def horizon(rows: pd.DataFrame, told: pd.DataFrame) -> int:
    """Days by which nearly all deals are closed, but none for which a kind of some size has not been watched."""
    rows, told = (each[each["days"].notna()] for each in (rows, told))
    if rows.empty:
        return 0
    closed = quantile(aalen_johansen(rows["days"], rows["cause"] > 0, weights=rows["deals"], n_causes=1), CLOSED)
    sizes = told.groupby("value")["deals"].sum()
    large = told[told["value"].isin(sizes.index[sizes >= SOME])]
    parts = [part for _, part in large.groupby("value")] or [rows]
    # closed deals, too, are known for as long as they could have been watched
    watched = min(int(watched_for(each["watchable"], each["deals"])) for each in parts)
    return max(1, watched if closed is None else min(int(closed), watched))


def segment_row(part: pd.DataFrame, value: str | None, days: int) -> dict[str, object]:
    """The figures of one kind; of deals whose days are not told, those alone that need none."""
    counts = part.groupby("cause")["deals"].sum()
    won, lost, still = (int(counts.get(cause, 0)) for cause in (1, 2, 0))
    n = won + lost + still
    dated, cycle = part[part["days"].notna()], None
    share = low = high = np.nan
    # closed deals without a day would be missing beside the open ones
    if dated.loc[dated["cause"] > 0, "deals"].sum() >= (1 - MOST_UNDATED) * (won + lost) and len(dated):
        seen = aalen_johansen(dated["days"], dated["cause"], weights=dated["deals"])
        cycle = quantile(seen, 0.5, cause=1)
        _, (share, _), (variance, _) = at(seen, days)
        low, high = wilson(share, effective_size(share, variance, n))
    wins = part[part["cause"] == 1]
    priced = int(wins["with_amount"].sum())
    return {
        "value": value, "deals": n, "won": won, "lost": lost, "open": still, "win_rate": share, "low": low, "high": high,
        "shown": "counts" if n < FEW else "unsure" if n < SOME or high - low > 2 * WIDE else "plain",
        "decided": won / (won + lost) if won + lost else np.nan,
        "cycle_days_median": cycle,
        "average_won": wins["amount"].sum() / priced if priced else np.nan,
        "won_amount": wins["amount"].sum() if priced else np.nan,
        "least": part["least"].min(), "most": part["most"].max(),
    }  # fmt: skip


def _compared(frame: pd.DataFrame, told: pd.DataFrame) -> tuple[pd.DataFrame, float | None]:
    """The kinds with `p` and `differs`; and the p of all together.  A lost deal stays at risk for as long as it was watchable."""
    enough = frame.loc[frame["value"].notna() & (frame["deals"] >= FEW) & frame["win_rate"].notna(), "value"].tolist()
    part = told[told["value"].isin(enough) & told["days"].notna()]
    if len(enough) < 2:
        return frame.assign(p=np.nan, differs=False), None
    times = np.where(part["cause"] == 2, part["watchable"], part["days"])
    codes, names = pd.factorize(part["value"], sort=True)
    is_won, weights = (part["cause"] == 1).to_numpy(), part["deals"]
    *_, together, alone = compare_incidence(times, is_won, codes, weights)
    p = dict(zip(names, alone, strict=True))
    real = dict(zip(p, false_discovery_control(list(p.values())) <= FALSE, strict=True))
    return frame.assign(
        p=frame["value"].map(p).astype(float), differs=[bool(real.get(value, False)) for value in frame["value"]]
    ), together


@dataclass(frozen=True)
class Revival:
    """The result of `revival`.

    `lost`: deals that were lost at some time; `reopened`: of them, opened again; `share`, `low`, `high`: with 95% interval.
    `ways`: one row each for `reopened` and `returned`: `deals`, `won`, `lost`, `open`, `win_rate` of those decided, `low`, `high`, `keys`.
    """

    lost: int
    reopened: int
    share: float | None
    low: float
    high: float
    ways: pd.DataFrame


def revival(workspace: Workspace, scope: Scope) -> Revival:
    """What becomes of lost deals that come back.

    Reopened: a deal that was lost and put back into an open stage.  Returned: a new deal of an account of which all earlier
    deals had been lost.  Their win rate is won / (won + lost), by count; open ones are undecided.
    """
    rows = workspace.engine.query("segments/segments_revival", scope)
    ways = [_way(rows[rows["way"] == way], way) for way in ("reopened", "returned")]
    lost = int((rows["way"] == "lost").sum())
    reopened = int(ways[0]["deals"])
    low, high = wilson(reopened / lost if lost else 0.0, lost)
    return Revival(lost, reopened, reopened / lost if lost else None, low, high, pd.DataFrame(ways))


def _way(rows: pd.DataFrame, way: str) -> dict[str, object]:
    won, lost = (int((rows["status"] == status).sum()) for status in ("won", "lost"))
    share = won / (won + lost) if won + lost else np.nan
    low, high = wilson(0.0 if won + lost == 0 else share, won + lost)
    return {
        "way": way, "deals": len(rows), "won": won, "lost": lost, "open": len(rows) - won - lost, "win_rate": share, "low": low,
        "high": high, "keys": tuple(rows["deal_key"].tolist()),
    }  # fmt: skip
