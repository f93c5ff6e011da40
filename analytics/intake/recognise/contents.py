"""A light view of what the columns of a table hold: enough to tell an empty twin, an id, an amount."""

from __future__ import annotations

import re
from functools import cached_property

import pandas as pd
import pyarrow as pa

from analytics.intake.stages import outcome
from analytics.intake.values.dates import dates
from analytics.intake.values.text import filled

ROWS = 2000
"""Rows that are looked at where a column is sampled, spread evenly over the table."""

LEADS = frozenset(["lead", "leads", "interessent", "piste", "prospect", "iniciativa", "ledetråd", "线索", "潜在客户"])
"""What a column of record types says of a lead."""

CONVERTED = frozenset([
    "converted", "konvertiert", "umgewandelt", "geconverteerd", "konvertert", "converti", "convertido", "convertida",
    "convertito", "convertita", "已转化", "已转换",
])  # fmt: skip
"""What a status says of a lead that became a deal, and no deal's does."""

_RECORD_TYPES = LEADS | frozenset({
    "opportunity", "verkaufschance", "interessent", "verkoopkans", "salgsmulighet", "piste", "opportunité",
    "iniciativa", "oportunidad", "oportunidade", "opportunità", "商机", "线索",
})  # fmt: skip


# 1.000, 12,50: no month, and no year either
_AN_AMOUNT = re.compile(r"[^\w\s]?\s*(?:\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d+)?|\d{3}[.,]\d+)\s*\D{0,4}")

# 25569, 25569.00: a serial number of a day, if a heading says so
_A_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_FIGURE = re.compile(r"-?\d[\d.,' ]*")


class Contents:
    """What columns hold; without cells nothing is known of them, and nothing is held against them."""

    def __init__(self, cells: pd.DataFrame | None) -> None:
        self._cells = cells
        self._filled: dict[int, int] = {}
        self._samples: dict[int, list[str]] = {}
        self._fits: dict[tuple[str, int], bool] = {}

    @cached_property
    def _spread(self) -> pd.DataFrame:
        step = max(1, -(-len(self._cells) // ROWS))
        return self._cells.iloc[::step]

    def filled(self, column: int) -> int | None:
        """How many cells are not empty."""
        if self._cells is None:
            return None
        if column not in self._filled:
            self._filled[column] = int(filled(self._cells[column]).sum())
        return self._filled[column]

    def samples(self, column: int) -> list[str]:
        """Different cells of a column that are not empty."""
        if self._cells is None:
            return []
        if column not in self._samples:
            texts = pa.array(self._spread[column].array)
            self._samples[column] = sorted({text for text in texts.unique().to_pylist() if text})
        return self._samples[column]

    def are_figures(self, column: int) -> bool:
        """Whether every filled cell is a number without a word or a sign beside it."""
        texts = self.samples(column)
        return bool(texts) and all(_FIGURE.fullmatch(text.strip()) for text in texts)

    def same(self, a: int, b: int) -> bool:
        """Whether two columns hold the same in every row."""
        return self._cells is not None and self._cells[a].equals(self._cells[b])

    def fits(self, how: str, column: int) -> bool:
        """Whether a column can be what a field is read as: an amount or a day has digits, a flag few words."""
        if (how, column) not in self._fits:
            self._fits[how, column] = self._can_be(how, column)
        return self._fits[how, column]

    def _can_be(self, how: str, column: int) -> bool:
        texts = [text for text in self.samples(column) if text.strip(" -./0")]
        if not texts or how == "text":
            return True
        if how == "period":
            return not all(map(_AN_AMOUNT.fullmatch, texts))
        if how == "flag":
            return len(texts) <= 6 and all(sum(map(str.isdigit, text)) <= 2 and len(text) <= 20 for text in texts)
        return 2 * sum(any(map(str.isdigit, text)) for text in texts) >= len(texts)

    def fits_somewhere(self, how: str, column: int) -> bool:
        """Whether some cells of a column can be what a field is read as, where most cannot."""
        return how != "flag" and any(any(map(str.isdigit, text)) for text in self.samples(column))

    def says(self, field: str, how: str, column: int) -> bool | None:
        """Whether the cells are what only this field holds; None where they do not tell."""
        texts = self.samples(column)
        if not texts:
            return None
        if field == "status":
            return sum(outcome(text) is not None for text in texts) > 0.6 * len(texts)
        if field == "record_type":
            return all(text.casefold().strip() in _RECORD_TYPES for text in texts)
        if how in ("probability", "money", "number"):
            return all(sum(map(str.isalpha, text)) <= 3 for text in texts)
        return None

    def holds_days(self, column: int) -> bool:
        """Whether nearly all filled cells are days, and written as such: a number may be anything."""
        texts = self.samples(column)
        # looked at before any is read: a table may have thousands of columns of words
        with_digits = sum(any(map(str.isdigit, text)) for text in texts)
        if with_digits <= 0.9 * len(texts) or all(map(_A_NUMBER.fullmatch, texts)):
            return False
        return bool(dates(pd.Series(texts, dtype="str")).values.notna().mean() > 0.9)

    def days(self, column: int, order: str | None = None) -> pd.Series:
        """The days of a column, missing where a cell holds none; `order` as of `dates`."""
        return dates(self._cells[column], order).values

    def different(self, column: int) -> list[str]:
        """All different cells of a column that are not empty."""
        texts = [] if self._cells is None else pa.array(self._cells[column].array).unique().to_pylist()
        return [text for text in texts if text]

    def is_all_leads(self, column: int) -> bool:
        """Whether every filled cell of a column of record types says that the row is a lead."""
        texts = self.different(column)
        return bool(texts) and all(text.casefold().strip() in LEADS for text in texts)

    def speaks_of_leads(self, column: int) -> bool:
        """Whether a cell of a column of statuses says of a lead that it became a deal."""
        texts = self.different(column)
        return len(texts) <= ROWS and any(text.casefold().strip() in CONVERTED for text in texts)

    def changes_within(self, who: int, what: int, *, most: float) -> bool:
        """Whether rows that share their value in `who` differ in `what`; at most `most` of the rows may be alone."""
        if self._cells is None:
            return False
        filled = self._cells.loc[(self._cells[who] != "") & (self._cells[what] != ""), [who, what]]
        alone = filled[who].nunique()
        return alone <= most * len(filled) and len(filled.drop_duplicates()) > alone + (len(filled) - alone) / 2
