"""Owner, stage and the like that stand in the first row of each group only: filled down where it is evident, else asked.

The reader does so where the file itself marks its groups (`reader/groups.py`).  Here nothing but the cells tells, and
which column is what: a deal that continues over several rows looks the same, but lacks its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class _Column:
    """One column by which the rows may be grouped: where it is filled, and how sure that is."""

    number: int
    has: np.ndarray
    is_likely: bool  # each of its values stands once in its group, and nothing is left of it
    is_evident: bool


def filled_down(raw: RawTable, recognition: Recognition, stated: str | None) -> Grouped:
    """The columns of deals that have a value in the first row of each group only.

    Such a column has a value in the first row, none twice one after the other, a quarter of its cells at least are blank,
    and every row without it says which deal it is.  `stated` is what blank cells mean (`Options.blanks`).  Else: that is
    likely of the leftmost columns, if no value stands twice, and it is assumed; evident if besides three groups and more
    follow each other by their names, or there are five; then it is not even asked.  Of a column that is not leftmost, and
    of two accounts, it is only asked.
    """
    columns = _columns(raw, recognition) if recognition.kind == "deals" and stated != "empty" else []
    if not columns:
        return Grouped()
    fills = stated == "above" or all(each.is_likely for each in columns)
    found = Grouped()
    if fills:
        for each in columns:
            texts = raw.cells[each.number]
            found.cells[each.number] = texts.where(each.has).ffill()[~each.has]
            heading, rows = raw.headings[each.number], count(int((~each.has).sum()), "row")
            found.notes.append(
                f"“{heading}” stands only in the first row of each group; it was filled down into {rows}."
            )
    if stated is None and not (fills and all(each.is_evident for each in columns)):
        names = " and ".join(raw.headings[each.number] for each in columns)
        blank = int((~columns[-1].has).sum())
        about = f"{names}: blank in {blank:,} of {count(len(raw.cells), 'row')}. Does a blank cell say the same as the one above it? Read as {'the same as above' if fills else 'empty'}."
        found.questions.append(Question(about, "blanks", ["above", "empty"], "above" if fills else "empty"))
    return found


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


def _columns(raw: RawTable, recognition: Recognition) -> list[_Column]:
    mapping = recognition.mapping
    who = mapping.get("deal_id", mapping.get("name"))
    groups = {column for name, column in mapping.items() if name in _GROUPS} - {who}
    if who is None or len(raw.cells) < 3 or "parent_id" in mapping:
        return []
    outer = np.zeros(len(raw.cells), np.int64)  # which group each row is in, so far
    starts = np.zeros(len(raw.cells), bool)
    is_left = True
    found: list[_Column] = []
    for number, heading in enumerate(raw.headings):
        has = (raw.cells[number] != "").to_numpy()
        if number not in groups or has.all() or not _is_group(has, starts):
            is_left &= not heading or not has.any()
            continue
        texts = raw.cells[number].to_numpy()[has]
        codes = pd.factorize(texts)[0] + (len(texts) + 1) * outer[has]
        groups_of_several = int((has[:-1] & ~has[1:]).sum())
        is_once = len(np.unique(codes)) == len(codes)
        repeats = (codes[1:] == codes[:-1]).any()
        if repeats or 4 * (~has).sum() < len(has) or not (is_left or (is_once and groups_of_several > 1)):
            is_left = False
            continue
        names = [text.casefold() for text in texts]
        in_order = bool(found) or len(names) >= 5 or (len(names) >= 3 and names == sorted(names))
        is_evident = is_once and in_order and groups_of_several > 1
        # accounts stand once in any list
        is_likely = is_left and is_once and (is_evident or number != mapping.get("account"))
        found.append(_Column(number, has, is_likely, is_evident))
        starts |= has
        outer = np.cumsum(starts)
    if not all(each.is_likely for each in found) and len(found) > 1:
        found = [each for each in found if each.is_likely]
    lacking = np.logical_or.reduce([~each.has for each in found]) if found else starts
    told = (raw.cells[who] != "").to_numpy()
    return found if found and told[lacking].all() else []


def _is_group(has: np.ndarray, starts: np.ndarray) -> bool:
    """Whether the first row, and each that begins a group of a column further left, has a value."""
    return bool(len(has) and has[0] and has[starts].all())
