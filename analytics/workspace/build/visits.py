"""Every stay of every deal in a stage, from the best evidence there is for that deal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.workspace.build.codes import (
    NO_DAY,
    NO_TIME,
    coded,
    day_of,
    days,
    earliest,
    in_order,
    midnight,
    runs,
    times,
)
from analytics.workspace.build.numbers import MOST_STAGES, OPEN, StageNumbers
from analytics.workspace.build.standing import Standing
from analytics.workspace.build.stays import CURRENT_ONLY, DATE_ENTERED, HISTORY, Stays, in_row


@dataclass(frozen=True)
class _Entries:
    """Entries into stages as arrays; `part`: which comes first of those of one day."""

    deal: np.ndarray
    stage: np.ndarray
    at: np.ndarray
    on: np.ndarray
    evidence: np.ndarray
    part: np.ndarray


_TYPES = (np.int32, np.int32, np.int64, np.int32, np.uint8, np.uint8)


def _entries(deal: np.ndarray, stage: np.ndarray, at: object, on: object, evidence: object, part: object) -> _Entries:
    """One of each for each deal, or one for all; as small as they can be: there are millions of them."""
    values = (np.broadcast_to(each, len(deal)) for each in (deal, stage, at, on, evidence, part))
    return _Entries(*(each.astype(dtype, copy=False) for each, dtype in zip(values, _TYPES, strict=True)))


def stays_of(
    standing: Standing, entries: pa.Table, between: pa.Table | None, is_shown: np.ndarray, stages: StageNumbers
) -> Stays:
    """The stays of all deals.

    `entries`: see `Entries.rows`.  `between`: what dated exports show beyond them (`snapshot_entries`), of the deals that are
    in snapshots (`is_shown`, by key); of all others the newest export says all there is.
    """
    told, came_from = _told(standing, entries, stages)
    size = len(standing.pipeline)
    first, last = runs(told.deal)
    last_stage, last_on, last_kind = np.full(size, -1), np.full(size, NO_DAY, dtype=np.int32), np.full(size, -2)
    last_stage[told.deal[last]], last_on[told.deal[last]] = told.stage[last], told.on[last]
    last_kind[told.deal[last]] = stages.kind[told.stage[last]]
    is_told = last_kind >= 0
    is_alone = ~is_shown & (standing.pipeline >= 0)

    before = first[came_from[first] >= 0]
    # a history that begins with a move tells where the deal was before
    began = _entries(
        told.deal[before],
        came_from[before],
        NO_TIME,
        earliest(standing.created_on[told.deal[before]], told.on[before]),
        told.evidence[before],
        1,
    )
    # where a deal died or was won, if only that is told beside its last stage
    deal = np.flatnonzero(is_alone & (standing.died_in >= 0) & ~is_told)
    died = _entries(deal, standing.died_in[deal], NO_TIME, NO_DAY, CURRENT_ONLY, 0)
    # the stage in which the deals export has it, where no entry tells of it; but for a history that says won or lost,
    # beside a deal that keeps the stage in which it was closed
    deal = np.flatnonzero(
        is_alone & (standing.stage >= 0) & (last_stage != standing.stage) & (last_kind != standing.status)
    )
    closed_on = np.where(standing.is_closed, standing.closed_on, NO_DAY)[deal]
    changed_on, as_of = standing.stage_changed_on[deal], standing.as_of[deal]
    since = _else(changed_on, closed_on)
    known_by = np.where(
        is_told[deal],
        np.maximum(last_on[deal], _else(since, as_of)),
        np.where(standing.is_closed[deal], np.minimum(_else(since, as_of), as_of), changed_on),
    )
    now_in = _entries(deal, standing.stage[deal], midnight(since), known_by, CURRENT_ONLY, 3)
    deal = np.flatnonzero(is_alone & (standing.closed_in >= 0) & ~(last_kind > OPEN))
    closed_on, as_of = standing.closed_on[deal], standing.as_of[deal]
    known_by = np.maximum(
        np.maximum(last_on[deal], standing.stage_changed_on[deal]), np.minimum(_else(closed_on, as_of), as_of)
    )
    closed = _entries(deal, standing.closed_in[deal], midnight(closed_on), known_by, CURRENT_ONLY, 4)
    shown = [] if between is None else [_between(between, standing)]
    return _in_turn([told, *shown, began, died, now_in, closed])


def _told(standing: Standing, entries: pa.Table, stages: StageNumbers) -> tuple[_Entries, np.ndarray]:
    """The told entries that count, deal by deal in time, at one moment in the order of the stages; and from which stage."""
    deal = entries["deal_key"].to_numpy()
    is_history = _is(entries["evidence"], "history")
    # a full history beats dates of the latest entry
    has_history = np.zeros(len(standing.pipeline), dtype=bool)
    has_history[deal[is_history]] = True
    pipeline = standing.pipeline[deal]
    stage = stages.stage(pipeline, coded(entries["stage"]))
    named = coded(entries["pipeline"])
    is_own = (named[0] == 0) | (stages.pipeline(named) == pipeline)
    counts = (is_history == has_history[deal]) & is_own & (stage >= 0)
    before = stages.stage(pipeline, coded(entries["from_stage"]))
    if counts.all():
        counts = slice(None)
    told = deal[counts], stage[counts], before[counts], times(entries["entered_at"])[counts]
    deal, stage, before, at = told = _taken(told, _by_deal(told[0]))
    # most files have the changes of a deal in time
    is_late = (at[1:] < at[:-1]) | ((at[1:] == at[:-1]) & (stage[1:] < stage[:-1]))
    late = np.unique(deal[1:][is_late & (deal[1:] == deal[:-1])])
    if len(late):
        rows = np.flatnonzero(np.isin(deal, late))
        order = rows[np.lexsort((stage[rows], at[rows], deal[rows]))]
        for values in told:
            values[rows] = values[order]
    return _entries(deal, stage, at, day_of(at), np.where(has_history[deal], HISTORY, DATE_ENTERED), 2), before


def _taken(columns: tuple[np.ndarray, ...], rows: np.ndarray | slice) -> tuple[np.ndarray, ...]:
    return tuple(values[rows] for values in columns)


def _by_deal(deal: np.ndarray) -> np.ndarray:
    """Their order by deal, else as they are: as one number with the place, which is sorted five times as fast."""
    return np.sort((deal.astype(np.int64) << 32) + np.arange(len(deal))) & 0xFFFF_FFFF


def _is(column: pa.ChunkedArray, word: str) -> np.ndarray:
    codes, words = coded(column)
    return np.array([False, *(each == word for each in words)])[codes]


def _else(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.where(one == NO_DAY, other, one)


def _between(between: pa.Table, standing: Standing) -> _Entries:
    deal = between["deal_key"].to_numpy()
    stage = standing.pipeline[deal] * MOST_STAGES + between["position"].to_numpy()
    at = times(between["entered_at"])
    told = (deal, stage, at, days(between["entered_on"]), between["evidence"].to_numpy(), between["part"].to_numpy())
    return _entries(*_taken(told, np.lexsort((stage, at))))


def _in_turn(parts: list[_Entries]) -> Stays:
    """The stays that entries make: by day, part and time."""
    parts = [each for each in parts if len(each.deal)] or parts[:1]
    told = {name: np.concatenate([getattr(each, name) for each in parts]) for name in _Entries.__dataclass_fields__}
    # entries of one part and day are in order of time already
    since_year_0 = np.where(told["on"] == NO_DAY, 0, told["on"] + 719_529)
    order = in_order((told["deal"].astype(np.int64) << 26) + ((since_year_0 << 3) + told.pop("part")))
    told = {name: values[order] for name, values in told.items()}
    deal, stage = told["deal"], told["stage"]
    moved = np.append(True, (deal[1:] != deal[:-1]) | (stage[1:] != stage[:-1]))[: len(deal)]
    if not moved.all():
        told = {name: values[moved] for name, values in told.items()}
    return in_row(told["deal"], told["stage"], told["at"], told["on"], told["evidence"])
