"""Changes: each row says from which stage to which, and when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.history.moments import sharing_a_second
from analytics.intake.history.rows import without_empty
from analytics.intake.ids import comparable
from analytics.wording import one_or_many


def read_changes(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The entries of a table From, To, When.

    A row whose From is its To was saved without a change of stage.  An empty From is the deal's creation.  A column
    `Stage` beside them is the stage of today and not used.
    """
    rows = without_empty(rows, columns, {"to_stage": rows["to_stage"].isna()})
    same = (rows["from_stage"] == rows["to_stage"]).fillna(False).astype(bool)
    if same.any():
        columns.reading.notes.append(saved_without_change(int(same.sum())))
        rows = rows[~same]
    return in_turn(rows.assign(stage=rows["to_stage"], entered_at=rows["changed_at"]))


def saved_without_change(rows: int) -> str:
    """The note on rows in which the stage did not change."""
    return one_or_many(
        rows,
        "{} row was saved without a change of stage; it is no stage change.",
        "{} rows were saved without a change of stage; they are no stage change.",
    )


def in_turn(events: pd.DataFrame) -> pd.DataFrame:
    """The same, those of one deal at one moment a microsecond apart, each starting where the one before ended.

    A history of whole days does not say which of two moves came first; From and To do.
    """
    tied = sharing_a_second(events["entered_at"].to_numpy())
    who = comparable(events["who"])
    tied = tied[pd.DataFrame({"who": who, "at": events["entered_at"]}).iloc[tied].duplicated(keep=False).to_numpy()]
    if not len(tied):
        return events
    rows = np.flatnonzero(who.isin(who.iloc[tied].unique()).to_numpy())
    turn = events.iloc[rows]
    who, _ = pd.factorize(who.iloc[rows])
    stages, _ = pd.factorize(pd.concat([turn["from_stage"], turn["stage"]]))
    starts, ends = stages[: len(rows)], stages[len(rows) :]
    at = turn["entered_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    order = np.lexsort((_rank(turn["from_stage"], turn["stage"]), at, who))
    places = np.empty(len(rows), dtype=np.int64)
    places[order] = _places(who[order], at[order], starts[order], ends[order])
    later = np.zeros(len(events), dtype=np.int64)
    later[rows] = places
    return events.assign(entered_at=events["entered_at"] + later.astype("timedelta64[us]"))


def _rank(starts: pd.Series, ends: pd.Series) -> np.ndarray:
    """An order of moves that does not depend on the file's: without a start first, then by their words."""
    codes, moves = pd.MultiIndex.from_arrays([starts, ends]).factorize()
    order = sorted(range(len(moves)), key=lambda each: (pd.notna(moves[each][0]), str(moves[each])))
    rank = np.empty(len(moves), dtype=np.int64)
    rank[order] = np.arange(len(moves))
    return rank[codes]


def _places(who: np.ndarray, at: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """For each move its place among those of its deal at its moment, 0 for the first; the moves come deal by deal, in time.

    The first moments of all deals are settled together, then the second, and so on: each begins where the one before
    ended.  Stages are numbers, -1 is none.
    """
    first = np.flatnonzero(np.r_[True, (who[1:] != who[:-1]) | (at[1:] != at[:-1])])
    sizes = np.diff(np.r_[first, len(who)])
    is_new = np.r_[True, who[first][1:] != who[first][:-1]]
    deal = np.cumsum(is_new) - 1
    turn = np.arange(len(first)) - np.flatnonzero(is_new)[deal]
    places = np.zeros(len(who), dtype=np.int64)
    stands = np.full(deal[-1] + 1, -1)
    by_turn = np.split(np.argsort(turn, kind="stable"), np.cumsum(np.bincount(turn))[:-1])
    for moments in by_turn:
        alone = moments[sizes[moments] == 1]
        stands[deal[alone]] = ends[first[alone]]
        pairs = moments[sizes[moments] == 2]
        one, other = first[pairs], first[pairs] + 1
        here = _begins(starts[one], ends[one], starts[other], ends[other], stands[deal[pairs]])
        is_first = starts[one] == here
        places[np.where(is_first, other, one)] = 1
        stands[deal[pairs]] = np.where(is_first, ends[other], ends[one])
        for moment in moments[sizes[moments] > 2].tolist():
            span = slice(first[moment], first[moment] + sizes[moment])
            chain, stands[deal[moment]] = _chain(
                list(zip(starts[span].tolist(), ends[span].tolist(), strict=True)), int(stands[deal[moment]])
            )
            places[span.start + np.array(chain)] = np.arange(len(chain))
    return places


def _begins(start: np.ndarray, end: np.ndarray, start_2: np.ndarray, end_2: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Where two moves of one moment begin, as `_chain` says it of any number."""
    is_free, is_free_2 = ((each != end) & (each != end_2) for each in (start, start_2))
    return np.where((start == at) | (start_2 == at), at, np.where(is_free | ~is_free_2, start, start_2))


def _chain(moves: list[tuple[int, int]], at: int) -> tuple[list[int], int]:
    """The moves in the order in which each starts where the one before ended, the first at `at`; and where they end."""
    left = dict(enumerate(moves))
    ends = {end for _, end in moves}
    if all(start != at for start, _ in moves):
        at = next((start for start, _ in moves if start not in ends), moves[0][0])
    chain = []
    while left:
        move = next((move for move, (start, _) in left.items() if start == at), next(iter(left)))
        at = left.pop(move)[1]
        chain.append(move)
    return chain, at
