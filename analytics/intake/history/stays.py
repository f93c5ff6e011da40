"""Stays and values: each row says in which stage a deal was, from when, at a time, or until it moved on."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.history.changes import in_turn
from analytics.intake.history.rows import without_empty
from analytics.wording import one_or_many

_A_DAY = 1.0


def read_stays(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The entries of a table of stays: stage (or From), entered, left, and perhaps the stage gone to.

    Further versions of a record that was in the same stage before are no entry.  Where the last stay of a deal has
    ended and says where it went, that is an entry too.
    """
    stage = rows["stage"] if columns.has("stage") else rows["from_stage"]
    left = rows["left_at"] if columns.has("left_at") else rows["changed_at"]
    rows = rows.assign(stage=stage, left_at=left)
    rows = without_empty(rows, columns, {"stage" if columns.has("stage") else "from_stage": rows["stage"].isna()})
    backwards = int((rows["left_at"] < rows["entered_at"]).sum())
    if backwards:
        columns.reading.notes.append(f"{backwards} stays end before they begin (dated back); the day of entry counts.")
    entries = _when_it_changed(rows, "entered_at", columns, ends="left_at")
    if not columns.has("to_stage"):
        return entries
    last = rows.sort_values(["who", "entered_at", "left_at"], kind="stable").drop_duplicates("who", keep="last")
    gone = last[last["to_stage"].notna() & last["left_at"].notna() & (last["to_stage"] != last["stage"])]
    gone = gone.assign(from_stage=gone["stage"], stage=gone["to_stage"], entered_at=gone["left_at"])
    return pd.concat([entries, gone])


def read_values(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The entries of a table of values: the stage as it was written at a time, without the one before."""
    field = "stage" if columns.has("stage") and not columns.has("to_stage") else "to_stage"
    rows = without_empty(rows, columns, {field: rows[field].isna()})
    return _when_it_changed(rows.assign(stage=rows[field], entered_at=rows["changed_at"]), "entered_at", columns)


def read_moves(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The entries of a table Stage, Time, Moved To, and perhaps Duration: one row per stay.

    The time is that of the entry or that of the move: the durations prove which, else the stays that have not ended do
    (they have a time, but nowhere to go).
    """
    rows = without_empty(rows, columns, {"stage": rows["stage"].isna()})
    days = columns.read("duration").reindex(rows.index).astype(float)
    turn = rows.assign(days=days).sort_values(["who", "changed_at"], kind="stable")
    same = turn["who"] == turn["who"].shift(-1)
    gap = ((turn["changed_at"].shift(-1) - turn["changed_at"]) / pd.Timedelta(days=1))[same]
    as_entry = ((turn["days"] - gap).abs() <= _A_DAY)[same]
    as_move = ((turn["days"].shift(-1) - gap).abs() <= _A_DAY)[same]
    for_entry, for_move = int((as_entry & ~as_move).sum()), int((as_move & ~as_entry).sum())
    unended = int(rows["to_stage"].isna().sum())
    is_entry = for_entry > for_move or (for_entry == for_move and unended > 0)
    proof = f"proven by {max(for_entry, for_move)} durations" if for_entry != for_move else "no duration proves it"
    meaning = "the entry into the stage" if is_entry else "the move to the next stage"
    columns.reading.notes.append(f"{columns.label('changed_at')} is taken for the time of {meaning}: {proof}.")
    if is_entry:
        return _when_it_changed(rows.assign(entered_at=rows["changed_at"]), "entered_at", columns)
    moved = rows[rows["to_stage"].notna() & (rows["to_stage"] != rows["stage"])]
    moves = in_turn(moved.assign(from_stage=moved["stage"], stage=moved["to_stage"], entered_at=moved["changed_at"]))
    first = turn.drop_duplicates("who")
    first = first[first["days"].notna() & (first["days"] >= 0)]
    # the first stage was entered its duration before it was left
    began = first.assign(entered_at=(first["changed_at"] - pd.to_timedelta(first["days"], unit="D")).dt.floor("D"))
    return pd.concat([began, moves])


def _when_it_changed(rows: pd.DataFrame, when: str, columns: Columns, ends: str | None = None) -> pd.DataFrame:
    """The rows at which a deal's stage is another than before, with that stage as `from_stage`.

    At one moment the shorter stay comes first: a version that was replaced at once.
    """
    order = ["who", when, *([ends] if ends else []), "stage"]
    turn = rows.sort_values(order, kind="stable")
    before = turn.groupby("who")["stage"].shift()
    same = (before == turn["stage"]).fillna(False).astype(bool)
    if same.any():
        columns.reading.notes.append(
            one_or_many(
                int(same.sum()),
                "{} row tells of a deal in the stage in which it was before; it is no stage change.",
                "{} rows tell of a deal in the stage in which it was before; they are no stage change.",
            )
        )
    return turn.assign(from_stage=before)[~same]
