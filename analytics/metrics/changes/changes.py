"""Changes: what became of a period's planned deals between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.metrics.changes.known import known
from analytics.metrics.changes.ledger import BARS, ledger, ledgers
from analytics.periods import Period
from analytics.workspace import Scope, Workspace


@dataclass(frozen=True)
class Changes:
    """The result of `changes`.  Amounts are whole hundredths of the reporting currency.

    - `bars`: one row per bar, in order: `bar`, `deals`, `amount`; all but the closing add up to the closing
    - `moves`: one row per deal and bar that it is in: `bar`, `amount` and the columns of `deals`
    - `deals`: one row per deal of the ledger: `deal_key`, `name`, `account`, `owner`, `team`, `pipeline`, `segment`; on either day
      `status_`, `stage_`, `close_`, `amount_` with `before` and `after`; `closed_on`; `is_idle`
    - `slip_rate`, `slip_rate_deals`: by amount and by count, of the `planned` deals of the opening
      whose planned day was known then; missing over nothing
    - `without_amount`: deals of the ledger that count with an amount of nothing
    - `blind`: CRM -> its deals, where no export or audit tells how they stood on the first day
    - `level`, `reason`: how it is known
    """

    from_on: date
    to_on: date
    period: Period
    bars: pd.DataFrame
    moves: pd.DataFrame
    deals: pd.DataFrame
    slip_rate: float | None
    slip_rate_deals: float | None
    planned: int
    without_amount: int
    blind: dict[str, int]
    level: str
    reason: str

    def bar(self, name: str) -> tuple[int, int]:
        """(deals, amount) of one bar."""
        row = self.bars.set_index("bar").loc[name]
        return int(row["deals"]), int(row["amount"])

    def keys(self, name: str) -> tuple[int, ...]:
        """The deals of one bar."""
        return tuple(self.moves.loc[self.moves["bar"] == name, "deal_key"])


def changes(workspace: Workspace, scope: Scope, from_on: date, to_on: date, period: Period) -> Changes:
    """What became, between two days, of the open deals that are planned to close in a period.

        opening + created + pulled in + moved in + re-opened + handed in + increased - decreased + revalued
                - won - lost - pushed out - moved out - handed out - deleted = closing

    *Opening* and *closing* are the open deals with an expected close in the period, as they were known at the end of the first
    and of the last day.  *Created*: not there before.  *Pulled in*: planned for later before; *moved in*: for earlier, or for no
    day.  *Increased*, *decreased*: the amount of a deal that was in the opening changed, in its own currency; what only the
    exchange rate did is *revalued*.  Deals that leave do so with their last amount, so *won* ties to bookings: a deal that
    was planned for another time, or not there, and closed in between on a day of the period comes in first (created, pulled or
    moved in) and goes out as won or lost.  *Pushed out*: planned after the period now; *moved out*: before it, or for no day.  *Handed in*
    and *out*: another owner or team, where these are filtered.  *Deleted*: exports that should show the deal do not; it was
    deleted, merged into another, or has left the view that is exported.

    *Idle* deals stood in the opening, and no field of them changed.  *Slip rate*: pushed out / opening, of deals and of their
    amounts on the first day; it is missing where nothing was planned.

    Deals without an amount count as deals, with an amount of nothing.  Each amount is rounded to the cent before it is added up.
    """
    rows, moves = ledger(workspace, scope, from_on, to_on, period)
    counted = moves.groupby("bar")["amount"].agg(["size", "sum"]).reindex(list(BARS), fill_value=0)
    days = workspace.engine.query("changes/changes_days", scope.only(from_on=None, to_on=None, as_of=to_on))
    level, reason, blind = known(days, from_on, to_on)
    opening = rows[rows["was_planned"] & ~rows["crm"].isin(blind)]
    slipped = opening[opening["deal_key"].isin(moves.loc[moves["bar"] == "pushed_out", "deal_key"])]
    touched = workspace.engine.query("changes/changes_touched", scope.only(as_of=to_on), before_on=from_on)["deal_key"]
    deals = rows.assign(is_idle=rows["was_planned"] & rows["is_planned"] & ~rows["deal_key"].isin(touched))[_DEALS]
    return Changes(
        from_on=from_on,
        to_on=to_on,
        period=period,
        bars=pd.DataFrame(
            {"bar": counted.index, "deals": counted["size"].to_numpy(), "amount": counted["sum"].to_numpy()}
        ),
        moves=moves.drop(columns="before_on").merge(deals, on="deal_key"),
        deals=deals,
        slip_rate=_share(slipped["amount_before"].sum(), opening["amount_before"].sum()),
        slip_rate_deals=_share(len(slipped), len(opening)),
        planned=len(opening),
        without_amount=int(rows["is_without_amount"].sum()),
        blind=blind,
        level=level,
        reason=reason,
    )


_DEALS = [
    "deal_key", "name", "account", "owner", "team", "pipeline", "segment", "status_before", "status_after", "stage_before",
    "stage_after", "close_before", "close_after", "closed_on", "amount_before", "amount_after", "is_idle",
]  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


def weekly(workspace: Workspace, scope: Scope, from_on: date, to_on: date, period: Period) -> pd.DataFrame:
    """The same ledger week by week, the last one ending on the last day: one row per week.

    `from_on`, `to_on`, then a column with the amount of each bar; the closing of a week is the opening of the next.
    """
    steps = range((to_on - from_on).days // 7, 0, -1)
    weeks = [(to_on - timedelta(days=7 * step), to_on - timedelta(days=7 * step - 7)) for step in steps]
    weeks = weeks or [(from_on, to_on)]
    _, moves = ledgers(workspace, scope, weeks, [period] * len(weeks))
    amounts = moves.pivot_table(index="before_on", columns="bar", values="amount", aggfunc="sum", fill_value=0)
    first = [pd.Timestamp(day) for day, _ in weeks]
    rows = (
        amounts.reindex(index=first, columns=list(BARS), fill_value=0).reset_index(drop=True).rename_axis(columns=None)
    )
    rows.insert(0, "from_on", first)
    rows.insert(1, "to_on", [pd.Timestamp(day) for _, day in weeks])
    return rows


def by(result: Changes, column: str) -> pd.DataFrame:
    """The ledger by `owner`, `team`, `segment` or `pipeline`: one row per value, with the amount of each bar.

    A deal stands where it is on the last day, with all that became of it: so each row adds up.
    """
    moves = result.moves.assign(
        **{column: result.moves[column].astype("object").where(result.moves[column].notna(), "(none)")}
    )
    return (
        moves.pivot_table(index=column, columns="bar", values="amount", aggfunc="sum", fill_value=0)
        .reindex(columns=list(BARS), fill_value=0)
        .sort_values(["opening", "closing"], ascending=False)
        .reset_index()
        .rename_axis(columns=None)
    )
