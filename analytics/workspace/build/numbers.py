"""Stages as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

KINDS = ["open", "won", "post_sale", "churned", "lost"]
OPEN, WON, POST_SALE, CHURNED, LOST = range(5)
MOST_STAGES = 64  # of a pipeline: a bit mask holds them, and a pipeline has about eight


class StageNumbers:
    """The stages of all pipelines as numbers, `64 * pipeline + position`; no stage is -1.

    `kind`: by number, an index of `KINDS` (no stage is open); `names`: by number.
    """

    def __init__(self, rows: Sequence[tuple[str, str, int, str]]) -> None:
        """`rows`: pipeline, stage, position and kind of each."""
        self.pipelines = sorted({pipeline for pipeline, *_ in rows})
        place = {pipeline: number * MOST_STAGES for number, pipeline in enumerate(self.pipelines)}
        self.names: list[str | None] = [None] * (len(place) * MOST_STAGES)
        self.kind = np.full(len(self.names) + 1, OPEN, dtype=np.int8)
        self.known = []
        for pipeline, stage, position, kind in rows:
            number = place[pipeline] + position
            self.names[number], self.kind[number] = stage, KINDS.index(kind)
            self.known.append(number)
        self.known.sort()

    def rows(self) -> list[tuple[int, str, str, str]]:
        """Number, pipeline, name and kind of each."""
        return [
            (number, self.pipelines[number // MOST_STAGES], self.names[number], KINDS[self.kind[number]])
            for number in self.known
        ]

    def pipeline(self, column: tuple[np.ndarray, list[str]]) -> np.ndarray:
        """The number of the pipeline of each cell of a coded column; -1 for one without stages."""
        place = {name: number for number, name in enumerate(self.pipelines)}
        return np.array([-1, *(place.get(word, -1) for word in column[1])])[column[0]]

    def stage(self, pipelines: np.ndarray, column: tuple[np.ndarray, list[str]]) -> np.ndarray:
        """The number of the stage of each cell of a coded column, in the pipeline of its row."""
        numbers = np.full((len(self.pipelines) + 1, len(column[1]) + 1), -1, dtype=np.int32)
        code = {word: at for at, word in enumerate(column[1], 1)}
        for number in self.known:
            if self.names[number] in code:
                numbers[number // MOST_STAGES, code[self.names[number]]] = number
        return numbers[pipelines, column[0]]  # the last row is of no pipeline

    def first(self, kind: int) -> np.ndarray:
        """By pipeline the number of its first stage of this kind, -1 where it has none (and for no pipeline)."""
        found = np.full(len(self.pipelines) + 1, -1)
        for number in reversed(self.known):
            if self.kind[number] == kind:
                found[number // MOST_STAGES] = number
        return found
