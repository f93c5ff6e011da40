"""Stays of deals in stages: one after the other, as they are stored, and those of deals that count as two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.workspace.build.codes import NO_DAY, NO_TIME, as_days, as_times, in_order, runs
from analytics.workspace.build.numbers import KINDS, MOST_STAGES, OPEN, StageNumbers

HISTORY, DATE_ENTERED, SNAPSHOTS, CURRENT_ONLY = 4, 3, 2, 1


@dataclass(frozen=True)
class Stays:
    """One row per stay, deal by deal in time; the same stage told twice in a row is one stay.

    - `stage`, `next_stage`: see `StageNumbers`; -1 while it is inside
    - `entered_at`, `left_at`: missing where not told; `entered_on`: the day, or that by which it was known
    - `evidence`: how the entry is known, `next_evidence`: how the next one is (0 while inside)
    """

    deal: np.ndarray
    visit: np.ndarray
    stage: np.ndarray
    next_stage: np.ndarray
    entered_at: np.ndarray
    left_at: np.ndarray
    entered_on: np.ndarray
    left_on: np.ndarray
    evidence: np.ndarray
    next_evidence: np.ndarray

    def take(self, rows: np.ndarray) -> Stays:
        """Some of them."""
        return Stays(*(values[rows] for values in vars(self).values()))

    def stored(self) -> pa.Table:
        """The rows of `stored_visits`, by position and next position."""
        inside = self.next_stage < 0
        position, following = self.stage % MOST_STAGES, np.where(inside, 255, self.next_stage % MOST_STAGES)
        stays = self.take(np.argsort((position * 256 + following).astype(np.int16), kind="stable"))
        return pa.table(
            {
                "deal_key": stays.deal,
                "visit": stays.visit,
                "stage_no": stays.stage,
                "next_stage_no": pa.array(stays.next_stage, mask=stays.next_stage < 0),
                "entered_at": as_times(stays.entered_at),
                "left_at": as_times(stays.left_at),
                "entered_on": as_days(stays.entered_on),
                "left_on": as_days(stays.left_on),
                "evidence": stays.evidence,
                "next_evidence": pa.array(stays.next_evidence, mask=stays.next_evidence == 0),
            }
        )


def in_row(
    deal: np.ndarray, stage: np.ndarray, entered_at: np.ndarray, entered_on: np.ndarray, evidence: np.ndarray
) -> Stays:
    """Stays from entries that come deal by deal in time: each ends where the next one begins."""
    first, last = runs(deal)
    number = np.arange(len(deal), dtype=np.int32)

    def following(values: np.ndarray, inside: int) -> np.ndarray:
        ahead = np.append(values[1:], values[:1])
        ahead[last] = inside
        return ahead

    return Stays(
        deal=deal,
        visit=number - np.repeat(number[first], last - first + 1) + 1,
        stage=stage,
        next_stage=following(stage, -1),
        entered_at=entered_at,
        left_at=following(entered_at, NO_TIME),
        entered_on=entered_on,
        left_on=following(entered_on, NO_DAY),
        evidence=evidence,
        next_evidence=following(evidence, 0),
    )


def closed_and_left(stays: Stays, stages: StageNumbers) -> pa.Table:
    """The stays of deals that left a closing stage for an open one: those that may count as two (see `deal_parts.sql`)."""
    opened = (stages.kind[stays.stage] != OPEN) & (stays.next_stage >= 0) & (stages.kind[stays.next_stage] == OPEN)
    back = (
        stays.take(np.isin(stays.deal, stays.deal[opened])) if opened.any() else stays.take(np.empty(0, dtype=np.int64))
    )
    return pa.table(
        {
            "deal_key": back.deal,
            "visit": back.visit,
            "kind": pa.array([KINDS[kind] for kind in stages.kind[back.stage]], pa.string()),
            "entered_at": as_times(back.entered_at),
            "left_at": as_times(back.left_at),
            "entered_on": as_days(back.entered_on),
            "left_on": as_days(back.left_on),
        }
    )


def parted(stays: Stays, parts: pa.Table) -> Stays:
    """The same, each part of a deal that counts as two under its own key; `parts`: the rows of `deal_parts`."""
    keys, firsts, lasts, names = (
        parts[name].to_numpy() for name in ("deal_key", "first_visit", "last_visit", "part_key")
    )
    deal = stays.deal.copy()
    for key, first, last, name in zip(keys, firsts, lasts, names, strict=True):
        begin, end = np.searchsorted(stays.deal, [key, key + 1])
        deal[begin:end][first - 1 : last] = name
    order = in_order(deal)
    told = (deal, stays.stage, stays.entered_at, stays.entered_on, stays.evidence)
    return in_row(*(values[order] for values in told))
