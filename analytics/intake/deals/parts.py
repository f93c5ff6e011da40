"""Rows that are parts of another row's deal: they continue the row above them, or name their parent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts, nothing
from analytics.intake.model import Furniture
from analytics.intake.values.text import EMPTY_WORDS
from analytics.intake.values.units import units_of
from analytics.wording import count

# what a line of a deal may have of its own; whatever else is mapped, it leaves to the first row
_OF_A_LINE = {"product", "amount", "recurring_amount", "weighted_amount", "currency", "probability"}
_FIGURES = {"amount", "recurring_amount", "weighted_amount", "currency", "probability"}
_DEEPEST = 10  # a part of a part of a part ...


def parts_of(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows with a column `part`, and `deal_ref` of the deal that a part belongs to.

    `continued`: blank in all that tells of a deal, yet with some text of its own (a product, a tag): it goes on with the
    deal above it.  A row of figures alone is none: it may be a sum.  Rows with a name and an amount of which no stage and no
    day is told go on with the deal above them too, where they add up to its amount.  `subitem`: names its parent, by id or by name.
    A subitem whose parent is not in the file is no deal and goes to furniture.
    """
    part, ref = nothing(rows.index), rows["deal_ref"].copy()
    goes_on = _continues(rows, columns) | _add_up(rows, columns)
    if goes_on.any():
        ref = ref.where(~goes_on, ref.where(~goes_on).ffill())
        part = part.mask(goes_on & ref.notna(), "continued")
    if columns.has("parent_id"):
        parent = columns.read("parent_id").reindex(rows.index)
        parent = parent.mask(parent.str.lower().isin(EMPTY_WORDS).fillna(False))
        named = parent.notna() & (parent != ref).fillna(True) & (parent != rows["name"]).fillna(True)
        root = _root(rows, ref, parent.where(named))
        part = part.mask(named & root.notna(), "subitem")
        ref = ref.where(~named, root)
        _leave_out(rows.index[(named & root.isna()).to_numpy()], parent, columns)
        rows, part, ref = (each[~(named & root.isna()).to_numpy()] for each in (rows, part, ref))
    return rows.assign(deal_ref=ref, part=part)


def _continues(rows: pd.DataFrame, columns: Columns) -> pd.Series:
    """Which rows are blank in all that tells of a deal, and say something in words."""
    found = pd.Series(False, index=rows.index)
    blank = rows.index[(rows["deal_ref"].isna() & rows["name"].isna()).to_numpy()]
    if not len(blank):
        return found
    mapping = columns.recognition.mapping
    cells = columns.raw.cells.loc[blank]
    telling = {column for field, column in mapping.items() if field not in _OF_A_LINE}
    telling |= {each.column for each in columns.recognition.entered}
    figures = {column for field, column in mapping.items() if field in _FIGURES}
    empty = (cells[sorted(telling)] == "").all(axis=1)
    words = [cells[column].str.contains(r"[^\W\d_]", regex=True) for column in cells if column not in telling | figures]
    says = np.logical_or.reduce([each.to_numpy(dtype=bool) for each in words]) if words else False
    found[blank] = empty.to_numpy(dtype=bool) & says
    return found


def _add_up(rows: pd.DataFrame, columns: Columns) -> pd.Series:
    """Which rows tell of no stage and no day, and add up to the amount of the deal above them.

    So must all such rows of the file that stand below a deal with an amount, and one deal at least has several.
    """
    none = pd.Series(False, index=rows.index)
    stageless = rows["stage"].isna().to_numpy(dtype=bool)
    if not stageless.any() or not (columns.has("stage") or columns.has("status")):
        return none
    units, known = units_of(rows["amount"])
    others = rows[["status", "created_on", "expected_close_on", "closed_on"]].isna().all(axis=1).to_numpy(dtype=bool)
    bare = known & stageless & others
    head = np.maximum.accumulate(np.where(bare, -1, np.arange(len(rows))))
    below = bare & (head >= 0)
    below[below] = known[head[below]]
    heads, many = np.unique(head[below], return_counts=True)
    sums = np.zeros(len(rows), np.int64)
    np.add.at(sums, head[below], units[below])
    if not len(heads) or many.max() < 2 or (sums[heads] != units[heads]).any():
        return none
    columns.reading.notes.append(
        f"{int(below.sum()):,} rows without a stage and a day add up to the deal above them: they are no deals, but its lines."
    )
    return none.mask(below, True)


def _root(rows: pd.DataFrame, ref: pd.Series, parent: pd.Series) -> pd.Series:
    """For each row that names a parent: the deal at the top; missing where that is not in the file."""
    tops = parent.isna() & ref.notna()
    names = rows.loc[tops, "name"]
    by_name = pd.Series(ref[tops].to_numpy(), index=names)[~names.duplicated(keep=False).to_numpy()]
    by_name = by_name[by_name.index.notna()]
    known = {**dict(by_name.items()), **{each: each for each in ref[tops]}}
    above = dict(zip(ref[~tops].dropna(), parent[~tops & ref.notna()], strict=True))
    found: dict[str, str | None] = {}
    for named in distinct_texts(parent):
        at = named
        for _ in range(_DEEPEST):
            if at in known or at not in above:
                break
            at = above[at]
        found[named] = known.get(at)
    return parent.map(found).astype(ref.dtype)


def _leave_out(lost: pd.Index, parent: pd.Series, columns: Columns) -> None:
    columns.reading.furniture += [
        Furniture(int(row), "a part of a deal that is not in this file", str(parent[row])[:120]) for row in lost
    ]
    if len(lost):
        columns.reading.notes.append(
            f"{count(len(lost), 'row')} are parts of deals that are not in this file; they are no deals of their own."
        )
