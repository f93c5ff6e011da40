"""Where each deal stands by its newest export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from analytics.workspace.build.codes import NO_DAY, coded, days
from analytics.workspace.build.numbers import KINDS, LOST, OPEN, WON, StageNumbers


@dataclass(frozen=True)
class Standing:
    """Where each deal stands by its newest export: arrays whose place is the deal's key.

    - `pipeline`, `stage`: see `StageNumbers`; `status`: a kind of stage, -1 where the export tells none
    - `died_in`: the stage before a closing one, where the export tells it; `closed_in`: the closing stage that its status
      stands for, where its stage is none
    """

    pipeline: np.ndarray
    stage: np.ndarray
    status: np.ndarray
    died_in: np.ndarray
    closed_in: np.ndarray
    is_closed: np.ndarray
    created_on: np.ndarray
    closed_on: np.ndarray
    stage_changed_on: np.ndarray
    as_of: np.ndarray


def standing_of(deals: pa.Table, as_of: Mapping[str, date], stages: StageNumbers) -> Standing:
    """`deals`: one row per version, as they count; `as_of`: the day of each import."""
    rows = np.flatnonzero(deals["is_newest"].to_numpy(zero_copy_only=False))
    by_key = np.empty(len(rows), dtype=np.int64)
    by_key[deals["deal_key"].to_numpy()[rows]] = rows

    def column(name: str) -> tuple[np.ndarray, list[str]]:
        codes, words = coded(deals[name])
        return codes[by_key], words

    of, imports = column("import_id")
    days_of = [0, *((as_of[each] - date(1970, 1, 1)).days if as_of.get(each) else NO_DAY for each in imports)]
    pipeline = stages.pipeline(column("pipeline"))
    stage = stages.stage(pipeline, column("stage"))
    before = stages.stage(pipeline, column("previous_stage"))
    said, words = column("status")
    status = np.array([-1, *(KINDS.index(word) for word in words)])[said]
    is_closed = stages.kind[stage] != OPEN
    closing = np.where(status == WON, stages.first(WON)[pipeline], stages.first(LOST)[pipeline])
    return Standing(
        pipeline=pipeline,
        stage=stage,
        status=status,
        died_in=np.where(is_closed & (stages.kind[before] == OPEN), before, -1),
        closed_in=np.where(~is_closed & ((status == WON) | (status == LOST)), closing, -1),
        is_closed=is_closed,
        as_of=np.array(days_of, dtype=np.int32)[of],
        **{name: days(deals[name])[by_key] for name in ("created_on", "closed_on", "stage_changed_on")},
    )
