"""Stages whose names say nothing, and in which every deal has a probability of 100 % or of none."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.stages import meaning, usual_place
from analytics.wording import count

_ENDS = (("won", 1.0, "100 %"), ("lost", 0.0, "0 %"))


def by_probability(
    columns: Columns, status: pd.Series, stage: pd.Series, kinds: Mapping[str, str], probability: pd.Series
) -> pd.Series:
    """The statuses, with `won` or `lost` of deals in a stage that only its probability tells to be that.

    A stage of no known meaning, all of whose deals have 100 %, is won where no other stage and no status is; with 0 %
    lost, where nothing else is and its name is not a usual one of an open stage.  Else such a stage is open, and named in a
    note: nobody keeps deals open that are sure to be lost.
    """
    if not columns.has("probability"):
        return status
    certain = {share: (probability == share).fillna(False) & status.isna() for _, share, _ in _ENDS}
    if not any(each.any() for each in certain.values()):
        return status
    silent = [name for name in kinds if kinds[name] == "open" and meaning(name) is None]
    between = bool(((probability > 0) & (probability < 1)).any())
    for kind, share, written in _ENDS:
        may_end = [name for name in silent if kind == "won" or usual_place(name) is None]
        sure = [name for name in may_end if _is_all(certain[share], stage == name)]
        is_told = kind in kinds.values() or bool((status == kind).any())
        ends = sure if between and not is_told else []
        chance = columns.label("probability")
        undo = f"If that is wrong, leave {chance} out: in the review, or with --map probability=."
        others = [name for name in sure if name not in ends]
        for names, how, then in (
            (ends, f"Counted as {kind}", undo),
            (others, "Open", "Setup changes what a stage counts as."),
        ):
            of_them = certain[share] & stage.isin(names)
            if of_them.any():
                columns.reading.notes.append(
                    f"{how}, with a probability of {written}: {', '.join(sorted(names)[:5])} ({count(int(of_them.sum()), 'deal')}). {then}"
                )
        status = status.mask(certain[share] & stage.isin(ends), kind)
    return status


def _is_all(certain: pd.Series, there: pd.Series) -> bool:
    there = there.fillna(False).astype(bool)
    return bool(there.any()) and bool(certain[there].all())
