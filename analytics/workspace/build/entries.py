"""What files say of entries of deals into stages, with the deal and as the stages count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.workspace.build.codes import coded, combined, decoded, words_of


@dataclass(frozen=True)
class Entries:
    """- `rows`: one row per statement that a deal entered a stage: `deal_key`, `pipeline` (as it counts; missing: the deal's
      own), `stage`, `from_stage`, `entered_at`, `evidence`
    - `entered`: each `pipeline`, `crm` and `stage` that occurs in them, the CRM being that of the deal's newest export
    - `exported`: each `crm`, `exported_pipeline` and `exported_stage` as the histories themselves have them
    """

    rows: pa.Table
    entered: pa.Table
    exported: pa.Table


class _Deals:
    """The versions of the deals, and by key which is the newest.

    `told`: for each version its CRM and its pipeline as it counts and as the export has it, coded.
    """

    def __init__(self, deals: pa.Table) -> None:
        self._keys, self._version = deals["deal_key"].to_numpy(), deals["version"].to_numpy()
        self._size = int(self._keys.max(initial=-1)) + 1
        self._crm = coded(deals["crm"])
        columns = [self._crm, coded(deals["pipeline"]), coded(deals["exported_pipeline"])]
        of, rows = combined([(codes, len(words) + 1) for codes, words in columns])
        found = [(crm, counts, exported or counts) for crm, counts, exported in words_of(columns, rows)]
        self.told = of + 1, found
        self.newest = self._by_key(np.flatnonzero(deals["is_newest"].to_numpy(zero_copy_only=False)))

    def told_by(self, crm: tuple[np.ndarray, list[str]], keys: np.ndarray) -> np.ndarray:
        """The row of what a CRM tells last of a deal; -1 where it tells nothing."""
        told = np.full(len(keys), -1)
        for code, name in enumerate(crm[1], 1):
            rows = (
                np.flatnonzero(self._crm[0] == self._crm[1].index(name) + 1)
                if name in self._crm[1]
                else np.empty(0, int)
            )
            newest = self._by_key(rows[np.argsort(self._version[rows], kind="stable")])
            told = np.where(crm[0] == code, newest[keys], told)
        return told

    def _by_key(self, rows: np.ndarray) -> np.ndarray:
        by_key = np.full(self._size, -1)
        by_key[self._keys[rows]] = rows
        return by_key


def entries_of(events: pa.Table, deals: pa.Table, pipelines: Sequence[tuple], stages: Sequence[tuple]) -> Entries:
    """The entries that `events` tell of deals; all of them have a `deal_key`.

    `deals`: one row per version, as they count; `pipelines`, `stages`: what names count as (`pipelines.renamed`).
    """
    known = _Deals(deals)
    to_pipeline = {(program, exported): name for program, exported, name in pipelines}
    to_stage = {(program, exported, stage): named for program, exported, stage, *named in stages}
    keys = events["deal_key"].to_numpy()
    crm = coded(events["crm"])
    # what is the same in two events has the same consequences: looked at once for all of them
    told = [
        crm,
        *(coded(events[name]) for name in ("pipeline", "stage", "from_stage")),
        *(_at(known.told, rows) for rows in (known.newest[keys], known.told_by(crm, keys))),
    ]
    of, rows = combined([(codes, len(words) + 1) for codes, words in told])
    counted, entered, exported = [], {}, {}
    for program, named, stage, before, newest, theirs in words_of(told, rows):
        owner, own, own_exported = newest
        _, theirs_now, theirs_exported = theirs or (None, None, None)
        named_here = named or own_exported
        pipeline, to = to_stage.get((owner, named_here, stage), (None, stage))
        _, came_from = to_stage.get((owner, named_here, before), (None, before))
        # of a deal that two CRMs tell of: in which pipeline the other one has it
        elsewhere = theirs_now if owner != program else None
        pipeline = pipeline or to_pipeline.get((program, named), named) or elsewhere
        counted.append((pipeline, to, came_from))
        entered |= dict.fromkeys((pipeline or own, owner, each) for each in (to, came_from) if each)
        if theirs_exported:  # a history that names no pipeline is of the deal's own
            exported |= dict.fromkeys((program, named or theirs_exported, each) for each in (stage, before) if each)
    columns = {
        name: _column([each[at] for each in counted], of) for at, name in enumerate(("pipeline", "stage", "from_stage"))
    }
    rows = pa.table(
        {"deal_key": events["deal_key"], **columns, "entered_at": events["entered_at"], "evidence": events["evidence"]}
    )
    return Entries(
        rows,
        _table(("pipeline", "crm", "stage"), entered),
        _table(("crm", "exported_pipeline", "exported_stage"), exported),
    )


def _at(column: tuple[np.ndarray, list], rows: np.ndarray) -> tuple[np.ndarray, list]:
    codes, words = column
    return np.append(codes, 0)[rows], words  # -1 is the last


def _column(said: list[str | None], of: np.ndarray) -> pa.DictionaryArray:
    words = list(dict.fromkeys(word for word in said if word is not None))
    place = {word: code for code, word in enumerate(words, 1)} | {None: 0}
    return decoded(np.array([place[word] for word in said], dtype=np.int32)[of], words)


def _table(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.table({name: pa.array(column, pa.large_string()) for name, column in zip(names, columns, strict=True)})
