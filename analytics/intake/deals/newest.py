"""Rows of one deal that tell of it at different times: the newest counts, as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts, per_distinct
from analytics.intake.export_day import modified_at
from analytics.intake.stages import KINDS, kinds_by_name, usual_place
from analytics.intake.stages.words import number
from analytics.intake.values.units import units_of

_SHOWN = 3  # deals that a note names
_LONG_AGO = np.iinfo(np.int64).min
# what a deal that has moved on has no more
_OF_THE_TIME = ("deal_ref", "part", "row_number", "status", "closed_on", "lost_reason", "stage_changed_on")


def newest_rows(several: pd.DataFrame, columns: Columns, others: np.ndarray) -> pd.DataFrame:
    """The rows of repeated ids without those that a newer row of the deal replaces.

    Rows of one id that stand in different stages, or have different outcomes, and are no lines (of several products, or with
    amounts of their own) tell of one deal at different times.  The newest is the one that was modified, changed its stage,
    or had an activity last; where these days tell, other amounts make no lines.  Where none tells, it is the one that is
    closed (the last to be closed), else the furthest by probability and by the usual order of stages; never the one that
    stands first or last in the file.  What it leaves blank it has from the other rows, and of all the earliest creation.

    `others`: the places in `order_of`, which settle what all this does not.  `lines` of a row that is left: how many it stands for.
    """
    told = several.iloc[others]
    told = told[told["part"].isna().to_numpy()]
    doubtful = _several(told, told["stage"]) | _several(told, told["status"])
    told = told[doubtful & ~_several(told, told["product"])]
    if told.empty:
        return several
    days = _days(told, columns)
    refs = pd.factorize(told["deal_ref"])[0]
    order = np.lexsort((np.arange(len(told)), *_progress(told), *(-each for each in reversed(days)), refs))
    told, refs, days = told.iloc[order], refs[order], [each[order] for each in days]
    first = np.flatnonzero(np.r_[True, refs[1:] != refs[:-1]])
    # of every deal there are two rows and more
    is_dated = np.any([each[first] != each[first + 1] for each in days], axis=0)
    counts = is_dated | ~_several(told, told["amount"])[first]
    chosen = told.iloc[first[counts]]
    if chosen.empty:
        return several
    rows = told[told["deal_ref"].isin(chosen["deal_ref"]).to_numpy()]
    _note(rows, chosen, is_dated[counts], columns)
    replaced = several.index.isin(rows.index) & ~several.index.isin(chosen.index)
    whole = several.copy()
    whole.loc[chosen.index] = _filled(chosen, rows)
    return whole[~replaced]


def _several(rows: pd.DataFrame, values: pd.Series) -> np.ndarray:
    """For each row: are there different values in its deal, among those that are known?"""
    codes = pd.Series(pd.factorize(values)[0], dtype="float64")
    bounds = codes.where(codes >= 0).groupby(pd.factorize(rows["deal_ref"])[0])
    return (bounds.transform("min") < bounds.transform("max")).to_numpy(dtype=bool)


def _days(rows: pd.DataFrame, columns: Columns) -> list[np.ndarray]:
    """The days that tell which row is newer, the most telling first; a row without one is older than those that have it."""
    told = [modified_at(columns).reindex(rows.index), rows["stage_changed_on"], rows["last_activity_on"]]
    days = [pd.to_datetime(each).astype("datetime64[s]") for each in told]
    return [np.where(each.isna(), _LONG_AGO + 1, each.to_numpy().astype(np.int64)) for each in days]


def _progress(rows: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """How far each row is, as keys of a `lexsort` that puts the furthest first, the least telling key first."""
    kinds = kinds_by_name(distinct_texts(rows["stage"]))
    kind = per_distinct(rows["stage"], kinds.__getitem__).fillna("open")
    status = rows["status"]
    kind = kind.where(status.isna() | (status == "closed").fillna(False), status)
    place = kind.map({each: at for at, each in enumerate(KINDS)}).fillna(0).to_numpy(dtype=np.int64)
    closed = place > 0
    on = pd.to_datetime(rows["closed_on"]).astype("datetime64[s]")
    closed_on = np.where(closed & on.notna().to_numpy(), on.to_numpy().astype(np.int64), _LONG_AGO + 1)
    stages = sorted(kinds, key=lambda stage: (number(stage) or (), _usual(stage), stage))
    far = rows["stage"].map({stage: at for at, stage in enumerate(stages)}).fillna(-1).to_numpy(dtype=np.int64)
    chance = rows["probability"].fillna(-1.0).to_numpy(dtype=np.float64)
    units, known = units_of(rows["amount"])
    return -np.where(known, units, _LONG_AGO + 1), -far, -chance, -place, -closed_on, ~closed


def _usual(stage: str) -> int:
    place = usual_place(stage)
    return -1 if place is None else place


def _filled(chosen: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that count, their blanks filled from the others of the deal, the next that would count first."""
    filled = chosen.copy()
    for field in filled.columns.difference(_OF_THE_TIME):
        blank = chosen[field].isna()
        if blank.any():
            known = rows.loc[rows[field].notna(), ["deal_ref", field]].drop_duplicates("deal_ref")
            values = known.set_index("deal_ref")[field].reindex(chosen.loc[blank, "deal_ref"])
            filled.loc[blank, field] = values.array
    by_deal = rows.groupby("deal_ref")
    filled["lines"] = by_deal.size().reindex(chosen["deal_ref"]).to_numpy()
    filled["created_on"] = by_deal["created_on"].min().reindex(chosen["deal_ref"]).array
    return filled


def _note(rows: pd.DataFrame, chosen: pd.DataFrame, is_dated: np.ndarray, columns: Columns) -> None:
    for which, one, many in (
        (is_dated, "the newest, by the day of its last change,", "the newest of each, by the day of its last change,"),
        (~is_dated, "no day tells which is the newest, so the furthest", "no day tells which is the newest, so the furthest of each"),
    ):  # fmt: skip
        deals = chosen[which].sort_values("row_number")
        if deals.empty:
            continue
        shown = [
            _told(deal, rows[(rows["deal_ref"] == deal.deal_ref).to_numpy()]) for deal in deals[:_SHOWN].itertuples()
        ]
        number = int(rows["deal_ref"].isin(deals["deal_ref"]).sum())
        if len(deals) == 1:
            said = f"Deal {shown[0]}: its {number} rows tell different stages or outcomes and count as one deal; {one} counts as a whole."
        else:
            examples = "; ".join(shown) + "; ..." * (len(deals) > _SHOWN)
            said = (
                f"{len(deals):,} deals fill {number:,} rows that tell different stages or outcomes ({examples}); each counts as "
                f"one deal; {many} counts as a whole."
            )
        columns.reading.notes.append(said)


def _told(deal: tuple, rows: pd.DataFrame) -> str:
    """`7 stands in Won (row 3), not in Demo (row 2)`."""
    by = "stage" if rows["stage"].nunique() > 1 else "status"
    others = rows[(rows["row_number"] != deal.row_number).to_numpy()].sort_values("row_number")
    told = [
        f"{text if pd.notna(text) else 'no ' + by} (row {row})"
        for row, text in zip(others["row_number"], others[by], strict=True)
    ]
    now = getattr(deal, by)
    more = " ..." if len(told) > _SHOWN else ""
    verb = "stands in" if by == "stage" else "is"
    return f"{deal.deal_id} {verb} {now if pd.notna(now) else 'no ' + by} (row {deal.row_number}), not {' or '.join(told[:_SHOWN])}{more}"
