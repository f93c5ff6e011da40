"""Owner, stage and the like that stand in the first row of each group only: asked, and filled down where that is said.

The reader does so where the file itself marks its groups (`reader/groups.py`).  Here nothing but the cells tells, and
which column is what: a deal that continues over several rows looks the same, but lacks its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analytics.intake.model import Question, RawTable
from analytics.intake.recognise import Recognition
from analytics.intake.stages import kind_by_name
from analytics.wording import count

_GROUPS = {"owner", "team", "pipeline", "stage", "account", "region", "segment", "source"}


@dataclass(frozen=True)
class Grouped:
    """What to write into blank cells, by column; the sentences on it, and what the file does not settle."""

    cells: dict[int, pd.Series] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def into(self, table: RawTable) -> RawTable:
        """The table with these cells written into it."""
        if not self.cells:
            return table
        cells = table.cells.copy()
        for column, values in self.cells.items():
            cells.loc[values.index, column] = values
        return replace(table, cells=cells)


def filled_down(raw: RawTable, recognition: Recognition, stated: str | None) -> Grouped:
    """The columns of deals that may have a value in the first row of each group only: filled down where people say so.

    Such a column has a value in the first row, none twice in its group, a quarter of its cells at least are blank, and
    every row without it says which deal it is.  `stated` is what blank cells mean (`Options.blanks`).  Where nobody said,
    they are empty, and it is asked: else the order of rows would decide what a deal is.
    """
    columns = _columns(raw, recognition) if recognition.kind == "deals" and stated != "empty" else {}
    if not columns:
        return Grouped()
    if stated == "above":
        return Grouped(
            {column: raw.cells[column].where(has).ffill()[~has] for column, has in columns.items()},
            notes=[
                f"“{raw.headings[column]}” stands only in the first row of each group; it was filled down into {count(int((~has).sum()), 'row')}."
                for column, has in columns.items()
            ],
        )
    names = " and ".join(raw.headings[column] for column in columns)
    blank = int(np.logical_or.reduce([~has for has in columns.values()]).sum())
    about = f"{names}: blank in {blank:,} of {count(len(raw.cells), 'row')}. Does a blank cell say the same as the one above it? Read as empty."
    return Grouped(questions=[Question(about, "blanks", ["above", "empty"], "empty")])


def who_titles_are(raw: RawTable, recognition: Recognition, stated: Mapping[str, str]) -> list[Question]:
    """Whether the titles above the groups are the owners, where no column tells these and the titles are no stages."""
    if not raw.titled or recognition.kind != "deals" or "owner" in recognition.mapping or "owner" in stated:
        return []
    columns = range(len(raw.headings) - raw.titled, len(raw.headings))
    titles = {column: [text for text in raw.cells[column].unique() if text] for column in columns}
    names = {
        column: texts
        for column, texts in titles.items()
        if column not in recognition.mapping.values()
        and not any(re.search(r"\d", text) or kind_by_name(text) != "open" for text in texts)
    }
    if not names:
        return []
    shown = ", ".join(next(reversed(names.values()))[:3])
    about = f"No column tells the owner. Is it what stands above the groups ({shown})?"
    return [Question(about, "owner", [*(raw.headings[column] for column in reversed(names)), ""], None)]


def _columns(raw: RawTable, recognition: Recognition) -> dict[int, np.ndarray]:
    """Where each column by which the rows may be grouped is filled."""
    mapping = recognition.mapping
    who = mapping.get("deal_id", mapping.get("name"))
    if who is None or len(raw.cells) < 3 or "parent_id" in mapping:
        return {}
    groups = {column for name, column in mapping.items() if name in _GROUPS} - {who}
    first = min(mapping.values())
    outer = np.zeros(len(raw.cells), np.int64)  # which group each row is in, so far
    starts = np.zeros(len(raw.cells), bool)
    found: dict[int, np.ndarray] = {}
    for number in sorted(groups):
        has = (raw.cells[number] != "").to_numpy()
        if has.all() or not _is_group(has, starts) or 4 * (~has).sum() < len(has):
            continue
        codes = pd.factorize(raw.cells[number].to_numpy()[has])[0] + (len(has) + 1) * outer[has]
        # accounts stand once in any list
        if len(np.unique(codes)) == len(codes) and (number != mapping.get("account") or number == first):
            found[number] = has
            starts = starts | has
            outer = np.cumsum(starts)
    lacking = ~np.logical_and.reduce(list(found.values())) if found else starts
    return found if (raw.cells[who] != "").to_numpy()[lacking].all() else {}


def _is_group(has: np.ndarray, starts: np.ndarray) -> bool:
    """Whether the first row, and each that begins a group of a column further left, has a value, and some rows follow."""
    return bool(has[0] and has[starts].all() and (has[:-1] & ~has[1:]).sum() > 1)
