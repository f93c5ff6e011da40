"""What the stays of a deal say of it in all, and its first passage: when it was first in a stage or beyond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.workspace.build.codes import NO_DAY, NO_TIME, as_days, days, earliest, runs
from analytics.workspace.build.numbers import CHURNED, KINDS, LOST, MOST_STAGES, OPEN, POST_SALE, WON, StageNumbers
from analytics.workspace.build.stays import SNAPSHOTS, Stays

_NONE = np.iinfo(np.int32).max  # after all days
_NOT_BEYOND = 255  # after all positions
_BEGINNING = -719_162  # 1 January of the year 1


@dataclass(frozen=True)
class Spans:
    """One row per deal that has been in a stage.

    - `evidence`: the best there is, `evidence_from_on`: since when dated exports show it, where they are all there is
    - `placed_on`: by then it is known to have been in an open stage
    - `stage`, `kind`, `is_dated`, `standing_since`: its last stay; `last_on`: the same, of a deal that went on after the sale
      the day it was won
    - `highest`: of the positions that are not lost, -1 where there is none
    """

    deal: np.ndarray
    evidence: np.ndarray
    evidence_from_on: np.ndarray
    placed_on: np.ndarray
    reached_mask: np.ndarray
    stage: np.ndarray
    kind: np.ndarray
    is_dated: np.ndarray
    standing_since: np.ndarray
    last_on: np.ndarray
    highest: np.ndarray

    def table(self, stages: StageNumbers) -> pa.Table:
        """What `deals` has of them."""
        return pa.table(
            {
                "deal_key": self.deal,
                "last_stage": pa.DictionaryArray.from_arrays(
                    pa.array(self.stage), pa.array(stages.names, pa.large_string())
                ),
                "last_kind": pa.DictionaryArray.from_arrays(pa.array(self.kind), pa.array(KINDS, pa.large_string())),
                "last_position": (self.stage % MOST_STAGES).astype(np.uint8),
                "standing_since": as_days(self.standing_since),
                "last_on": as_days(self.last_on),
                "is_dated": self.is_dated,
                "evidence": self.evidence,
                "evidence_from_on": as_days(self.evidence_from_on),
                "reached_mask": self.reached_mask,
                "placed_on": as_days(self.placed_on),
            }
        )


def spans_of(stays: Stays, stages: StageNumbers) -> Spans:
    """The stays of each deal in one row."""
    first, last = runs(stays.deal)
    kind, position, on = stages.kind[stays.stage], stays.stage % MOST_STAGES, stays.entered_on

    def least(values: np.ndarray) -> np.ndarray:
        found = np.minimum.reduceat(values, first) if len(first) else values
        return np.where(found == _NONE, NO_DAY, found)

    def most(values: np.ndarray) -> np.ndarray:
        return np.maximum.reduceat(values, first) if len(first) else values

    is_open, is_sound = kind == OPEN, kind != LOST
    evidence = most(stays.evidence)
    shown = least(np.where((stays.evidence == SNAPSHOTS) & (on != NO_DAY), on, _NONE))
    # closed when it was won, not when it came to where it is now
    sold = most(np.where(is_open | (kind == LOST), stays.visit, 0)) + first
    is_sold = np.isin(kind[last], (POST_SALE, CHURNED))
    sold_on = on[np.where(is_sold, sold, last)]
    masks = np.left_shift(np.uint64(1), position.astype(np.uint64))
    return Spans(
        deal=stays.deal[first],
        evidence=evidence,
        evidence_from_on=np.where(evidence == SNAPSHOTS, shown, NO_DAY),
        placed_on=least(np.where(is_open, np.maximum(on, _BEGINNING), _NONE)),
        reached_mask=np.bitwise_or.reduceat(masks, first) if len(first) else masks,
        stage=stays.stage[last],
        kind=kind[last],
        is_dated=stays.entered_at[last] != NO_TIME,
        standing_since=on[last],
        last_on=np.where(sold_on == NO_DAY, on[last], sold_on),
        highest=most(np.where(is_sound, position, -1)),
    )


def passages(stays: Stays, spans: Spans, created: pa.Table, stages: StageNumbers) -> pa.Table:
    """The rows of `stored_reach`: one per deal and open stage reached or passed, and one for winning.

    `created`: `deal_key` and `created_on` of all deals.
    """
    keys = created["deal_key"].to_numpy()
    size = int(keys.max(initial=-1)) + 1
    created_on = np.full(size, NO_DAY, dtype=np.int32)
    created_on[keys] = days(created["created_on"])
    following = _following(stages)
    # from the last stay of a deal to its first: what is written last stands, and that is the first day in a stage, a missing
    # one before all others
    sound = np.flatnonzero(stages.kind[stays.stage] != LOST)[::-1]
    position = (stays.stage[sound] % MOST_STAGES).astype(np.uint8)
    by_position = np.argsort(position, kind="stable")
    ends = np.searchsorted(position[by_position], np.arange(MOST_STAGES + 1))
    by_position = sound[by_position]
    pipeline, highest = np.full(size, -1, dtype=np.int32), np.full(size, -1, dtype=np.int16)
    pipeline[spans.deal], highest[spans.deal] = spans.stage // MOST_STAGES, spans.highest
    # from the last position to the first: the first day at this position or beyond
    beyond, found = np.full(size, _NONE, dtype=np.int32), []
    for at in range(int(highest.max(initial=-1)), -1, -1):
        here = by_position[ends[at] : ends[at + 1]]
        own = np.full(size, _NONE, dtype=np.int32)
        own[stays.deal[here]] = stays.entered_on[here]
        step = following[:, at][pipeline]
        key = np.flatnonzero((highest >= at) & (step >= 0))
        step = np.where(step[key] <= highest[key], step[key], _NOT_BEYOND).astype(np.uint8)
        key = key[np.argsort(step, kind="stable")]  # as they are stored: by position, next position, deal
        next_on, beyond = beyond[key], np.minimum(beyond, own)
        found.append((key, np.full(len(key), at, dtype=np.uint8), np.sort(step), own[key], beyond[key], next_on))
    if not found:
        found = [tuple(np.empty(0, dtype=dtype) for dtype in (int, np.uint8, np.uint8, np.int32, np.int32, np.int32))]
    key, position, step, own, reached_on, next_on = (np.concatenate(each) for each in zip(*found[::-1], strict=True))
    is_skipped, moved_on = own == _NONE, step != _NOT_BEYOND
    next_on[~moved_on] = NO_DAY
    first = np.flatnonzero(position == 0)
    reached_on[first] = earliest(reached_on[first], created_on[key[first]])
    return pa.table(
        {
            "deal_key": key.astype(np.int32),
            "position": position,
            "next_position": pa.array(step, mask=~moved_on),
            "is_skipped": is_skipped,
            "entered_on": as_days(np.where(is_skipped, NO_DAY, own)),
            "reached_on": as_days(reached_on),
            "next_on": as_days(next_on),
        }
    )


def _following(stages: StageNumbers) -> np.ndarray:
    """By pipeline and position: the position of the next step, `_NOT_BEYOND` after the last one, -1 for what is no step.

    Steps are the open stages and the first won one.
    """
    won = stages.first(WON)
    following = np.full((len(stages.pipelines) + 1, MOST_STAGES), -1, dtype=np.int16)
    for pipeline in range(len(stages.pipelines)):
        steps = [
            number % MOST_STAGES
            for number in stages.known
            if number // MOST_STAGES == pipeline and (stages.kind[number] == OPEN or number == won[pipeline])
        ]
        following[pipeline, steps] = [*steps[1:], _NOT_BEYOND][: len(steps)]
    return following
