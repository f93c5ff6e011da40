"""Changes: each row says from which stage to which, and when."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.history.rows import without_empty


def read_changes(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The entries of a table From, To, When.

    A row whose From is its To was saved without a change of stage.  An empty From is the deal's creation.  A column
    `Stage` beside them is the stage of today and not used.
    """
    rows = without_empty(rows, columns, {"to_stage": rows["to_stage"].isna()})
    same = (rows["from_stage"] == rows["to_stage"]).fillna(False).astype(bool)
    if same.any():
        columns.reading.notes.append(
            f"{int(same.sum())} rows were saved without a change of stage; they are no stage change."
        )
    return in_turn(rows.assign(stage=rows["to_stage"], entered_at=rows["changed_at"])[~same])


def in_turn(events: pd.DataFrame) -> pd.DataFrame:
    """The same, those of one deal at one moment a microsecond apart, each starting where the one before ended.

    A history of whole days does not say which of two moves came first; From and To do.
    """
    tied = events.loc[events.duplicated(["who", "entered_at"], keep=False), "who"]
    if tied.empty:
        return events
    turn = events[events["who"].isin(tied)].sort_values(["who", "entered_at"], kind="stable")
    starts = turn["from_stage"].astype("object").where(turn["from_stage"].notna(), None)
    moves = zip(turn["who"], turn["entered_at"].to_numpy(), turn.index, starts, turn["stage"], strict=True)
    behind, at, whose = {}, None, None
    for (who, _), together in groupby(moves, key=itemgetter(0, 1)):
        chain, at = _chain({row: (start, end) for _, _, row, start, end in together}, at if who == whose else None)
        behind |= {row: place for place, row in enumerate(chain) if place}
        whose = who
    later = pd.to_timedelta(pd.Series(behind, dtype="int64"), unit="us").reindex(events.index).fillna(pd.Timedelta(0))
    return events.assign(entered_at=events["entered_at"] + later)


def _chain(moves: dict[int, tuple[str | None, str]], at: str | None) -> tuple[list[int], str | None]:
    """The rows in the order in which each starts where the one before ended, the first at `at`; and where they end."""
    left = dict(sorted(moves.items(), key=lambda move: (move[1][0] is not None, str(move[1]))))
    ends = {end for _, end in left.values()}
    if all(start != at for start, _ in left.values()):
        at = next((start for start, _ in left.values() if start not in ends), next(iter(left.values()))[0])
    chain = []
    while left:
        row = next((row for row, (start, _) in left.items() if start == at), next(iter(left)))
        at = left.pop(row)[1]
        chain.append(row)
    return chain, at
