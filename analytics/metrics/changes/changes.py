"""Changes: what became of a period's planned deals between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics import errors
from analytics.periods import Period
from analytics.workspace import Scope, Workspace

# in the order in which they lead from the opening to the closing
BARS = (
    "opening", "created", "pulled_in", "moved_in", "reopened", "reassigned_in", "increased", "decreased", "revalued", "won",
    "lost", "pushed_out", "moved_out", "reassigned_out", "deleted", "closing",
)  # fmt: skip
ENDS = ("opening", "closing")


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
    known = workspace.engine.query("changes/changes_days", scope.only(from_on=None, to_on=None, as_of=to_on))
    level, reason, blind = _known(known, from_on, to_on)
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


def ledger(
    workspace: Workspace, scope: Scope, from_on: date, to_on: date, period: Period
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The deals of the ledger of `changes`, and one row per deal and bar that it is in: `deal_key`, `bar`, `amount`."""
    return ledgers(workspace, scope, [(from_on, to_on)], [period])


def ledgers(
    workspace: Workspace, scope: Scope, days: list[tuple[date, date]], periods: list[Period]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ledgers of several pairs of days at once, each of its period; `before_on`, the first day, tells them apart."""
    for first, last in days:
        if first > last:
            raise errors.days_in_wrong_order(first, last)
    before, after = zip(*days, strict=True)
    rows = workspace.engine.query(
        "changes/changes", scope.only(from_on=None, to_on=None), before_days=list(before), after_days=list(after),
        period_from=[each.from_on for each in periods], period_to=[each.to_on for each in periods],
    )  # fmt: skip
    amounts = ["amount_before", "amount_after", "own_before", "own_after"]
    without = rows["amount_before"].isna() & rows["amount_after"].isna()
    was_elsewhere, is_elsewhere = _elsewhere(workspace, scope, rows, days)
    rows = rows.assign(
        is_without_amount=without,
        was_elsewhere=was_elsewhere,
        is_elsewhere=is_elsewhere,
        **{name: rows[name].fillna(0).astype("int64") for name in amounts},
    )
    return rows, _moves(rows)


def _elsewhere(
    workspace: Workspace, scope: Scope, rows: pd.DataFrame, days: list[tuple[date, date]]
) -> tuple[np.ndarray, np.ndarray]:
    """Which deals were there on each day, but with another owner or team than those asked for: handed over, not new."""
    found = []
    for missing, side in ((~rows["was_there"], "before_on"), (~rows["is_there"], "after_on")):
        elsewhere = np.zeros(len(rows), dtype=bool)
        for on in sorted({pair[side == "after_on"] for pair in days}) if scope.owners or scope.teams else ():
            here = (missing & (rows[side] == pd.Timestamp(on))).to_numpy()
            if here.any():
                anybody = scope.only(owners=(), teams=(), from_on=None, to_on=None, as_of=on)
                there = workspace.engine.query("changes/changes_elsewhere", anybody)["deal_key"]
                elsewhere |= here & rows["deal_key"].isin(there).to_numpy()
        found.append(elsewhere)
    return found[0], found[1]


def _moves(rows: pd.DataFrame) -> pd.DataFrame:
    of = {name: rows[name].to_numpy() for name in rows.columns}
    last_day = of["period_to"]
    was, now, is_there = of["was_planned"], of["is_planned"], of["is_there"]
    before, after, status = of["amount_before"], of["amount_after"], of["status_after"]
    enters = ~was & (now | of["is_closed_between"])
    closes = (was | of["is_closed_between"]) & is_there & (status != "open")
    leaves = was & ~now & is_there & (status == "open")
    # a missing day is after nothing
    later_before, later_after = of["close_before"] > last_day, of["close_after"] > last_day
    stays = was & is_there
    revalued = np.where(stays, _at_new_rate(rows) - before, 0)
    changed = np.where(stays, after - before - revalued, 0)
    parts = [("opening", was, before), ("closing", now, after)]
    for bar, mask in (
        ("reassigned_in", of["was_elsewhere"]),
        ("created", ~of["was_there"]),
        ("reopened", of["status_before"] != "open"),
        ("pulled_in", later_before),
        ("moved_in", np.ones(len(rows), dtype=bool)),
    ):
        parts.append((bar, enters & mask, after))
        enters = enters & ~mask
    parts += [
        ("increased", changed > 0, changed),
        ("decreased", changed < 0, changed),
        ("revalued", revalued != 0, revalued),
        ("won", closes & (status == "won"), -after),
        ("lost", closes & (status == "lost"), -after),
        ("pushed_out", leaves & later_after, -after),
        ("moved_out", leaves & ~later_after, -after),
        ("reassigned_out", was & ~is_there & of["is_elsewhere"], -before),
        ("deleted", was & ~is_there & ~of["is_elsewhere"], -before),
    ]
    return pd.DataFrame(
        {
            "before_on": np.concatenate([of["before_on"][mask] for _, mask, _ in parts]),
            "deal_key": np.concatenate([of["deal_key"][mask] for _, mask, _ in parts]),
            "bar": np.repeat([bar for bar, _, _ in parts], [int(mask.sum()) for _, mask, _ in parts]),
            "amount": np.concatenate([amount[mask] for _, mask, amount in parts]),
        }
    )


def _at_new_rate(rows: pd.DataFrame) -> np.ndarray:
    """What the amount of the first day is worth by the rate of the last; where the currency changed, or no rate shows, as it was."""
    known = (rows["currency_before"] == rows["currency_after"]) & (rows["own_after"] != 0) & (rows["own_before"] != 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = rows["amount_after"].to_numpy() * (rows["own_before"].to_numpy() / rows["own_after"].to_numpy())
    scaled = np.where(rows["own_before"] == rows["own_after"], rows["amount_after"], np.nan_to_num(np.round(scaled)))
    return np.where(known & _has_moved(rows), scaled, rows["amount_before"]).astype("int64")


def _has_moved(rows: pd.DataFrame) -> np.ndarray:
    """Whether the rate is another one by more than the cents of rounding."""
    one = rows["amount_before"].to_numpy().astype(float) * rows["own_after"].to_numpy()
    other = rows["amount_after"].to_numpy().astype(float) * rows["own_before"].to_numpy()
    return np.abs(one - other) > np.abs(rows["own_before"].to_numpy()) + np.abs(rows["own_after"].to_numpy())


def _share(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


def _known(days: pd.DataFrame, from_on: date, to_on: date) -> tuple[str, str, dict[str, int]]:
    """How the ledger is known, and the CRMs of whose deals nothing tells the state of the first day."""
    told = days[days["deals"] > 0].groupby("crm").agg(audited=("audited", "max"))
    blind = blind_on(days, from_on)
    if len(blind) == len(told):
        why = (
            "One export shows one day. Import an older export of the same deals, or a history of their fields, and every change "
            "between the two is known."
        )
        return "not_possible", why, blind
    exported = set(days["as_of"].dt.date)
    if blind:
        return (
            "inferred",
            f"Inferred: of the deals of {', '.join(blind)}, no export or audit tells how they stood on the first day.",
            blind,
        )
    if {from_on, to_on} <= exported or (told["audited"] > 0).all():
        return "exact", "Exact: the exports of both days, or an audit of every change, tell it.", blind
    return "inferred", "Inferred: between two exports, deals stand as the older one shows them.", blind


def blind_on(days: pd.DataFrame, on: date) -> dict[str, int]:
    """CRM -> its deals, where no export until that day and no audit tells how they stood on it.  `days`: of `changes_days`."""
    told = (
        days[days["deals"] > 0]
        .groupby("crm")
        .agg(first=("as_of", "min"), deals=("deals", "max"), audited=("audited", "max"))
    )
    unknown = told[(told["first"] > pd.Timestamp(on)) & (told["audited"] == 0)]
    return {str(crm): int(deals) for crm, deals in unknown["deals"].items()}


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


def export_days(workspace: Workspace, scope: Scope) -> list[date]:
    """The days of which there are exports of deals, oldest first, until the scope's day."""
    found = set(workspace.engine.query("changes/changes_days", scope)["as_of"].dt.date)
    return sorted(day for day in found if scope.as_of is None or day <= scope.as_of)
