"""The ledger of changes: which deal is in which bar, with which amount."""

from __future__ import annotations

from datetime import date

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
    without = rows["amount_before"].fillna(0).eq(0) & rows["amount_after"].fillna(0).eq(0)
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
