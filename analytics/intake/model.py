"""The words in which the parts of intake speak to each other.  No behaviour here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import pandas as pd


@dataclass(frozen=True)
class Furniture:
    """A record of the file that is no data: preamble, blank, repeated heading, footer, subtotal.

    `to`: the last of many in a row that are so alike that one entry names them all (a sheet has a million blank ones).
    """

    row: int
    why: str
    text: str = ""
    to: int | None = None

    @property
    def rows(self) -> range:
        """The numbers of its rows."""
        return range(self.row, (self.to or self.row) + 1)


class Reject(NamedTuple):
    """A cell that could not be read.  `accepted`: the row was taken without it; else the whole row is quarantined."""

    row: int
    column: str
    value: str
    reason: str
    accepted: bool


@dataclass(frozen=True)
class Question:
    """Something the file does not settle.

    `about` names it, `field` the canonical field or option it concerns, `choices` what it may be, `assumed` what was
    taken meanwhile (None: nothing was taken).
    """

    about: str
    field: str
    choices: list[str]
    assumed: str | None


@dataclass(frozen=True)
class Amounts:
    """What the readable amounts of one currency add up to; `currency` None: of rows that name none.

    `accepted + quarantined` is the sum of the file's own column.
    """

    currency: str | None
    accepted: Decimal
    quarantined: Decimal


@dataclass(frozen=True)
class OwnTotal:
    """The last total row of a file that shows an amount: its row, its text, and the amount in it; or of its groups, the
    totals `2300 + 700` and their sum, where that is the amount of all rows.

    `agrees`: the amounts of all rows add up to it.  `amount` is missing where the row shows several figures and none of
    them is that sum: nobody knows which one was meant.
    """

    row: int
    text: str
    amount: Decimal | None
    agrees: bool


@dataclass(frozen=True)
class Subitems:
    """Rows of parts below the rows of a board, under headings of their own.

    `headings` and `cells` as of a table; `parent`: the row number of the item below which each stands, by row number;
    `called`: what the file calls them; `heading`: the row of their first headings.
    """

    headings: list[str]
    cells: pd.DataFrame
    parent: pd.Series
    called: str
    heading: int


@dataclass(frozen=True)
class RawTable:
    """One table of text, exactly as the file holds it.

    - `headings`: as written (only a byte-order mark and surrounding white space removed); may repeat or be empty
    - `cells`: one row per data record, columns numbered 0..n-1 in the order of `headings`, every cell text, `""` for
      an empty one; the index is the record's row number in the file, counted from 1 with the heading and everything
      above it (in a workbook: the row of the sheet)
    - `furniture`: the records that are no data, the heading row not among them
    - `ragged`: rows with more or fewer cells than headings (row number -> number of cells); they stay in `cells`,
      padded with `""` or joined at the end
    - `unfit`: those of them whose cells fit the columns in no way or in several, and why (row number -> reason); no value
      of them may be counted
    - `notes`: what people should know of the file and could overlook (its other sheets, say)
    - `questions`: what the file does not settle about how it is to be opened (its encoding, its sheet)
    - `titled`: how many of the columns, the last ones, the reader made of group titles
    - `is_from_1904`: whether serial numbers of days count from 1904, as in some workbooks
    - `subitems`: the rows of parts below rows of the table, None where there are none; they are not in `cells`
    """

    headings: list[str]
    cells: pd.DataFrame
    furniture: list[Furniture]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    ragged: dict[int, int] = field(default_factory=dict)
    unfit: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    is_from_1904: bool = False
    titled: int = 0
    subitems: Subitems | None = None


@dataclass(frozen=True)
class Records:
    """What the rows of one kind of file say.

    - `tables`: rows by canonical table (`deals`, `events`, `dimensions`, ...)
    - `count`: how many deals (customers, ...) they tell of
    - `happened`: the columns of days on which something had happened
    - `closings`: the days on which something closed or ended; people enter these ahead
    - `modified`: the newest day on which a program changed a row by its own account
    - `amount_total`: what the file's own column of amounts adds up to, over all accepted rows
    - `amounts`: the same by currency, quarantined rows beside it
    """

    tables: dict[str, pd.DataFrame]
    count: int
    happened: Sequence[pd.Series] = ()
    closings: pd.Series | None = None
    modified: pd.Timestamp | None = None
    amount_total: Decimal | None = None
    amounts: list[Amounts] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """One column, read by a rule that was decided over all its rows.

    - `values`: typed, same index as the text; missing where the cell is empty or unreadable
    - `bad`: the unreadable cells: their text, by row number
    - `decided`: the rule in one word (`dmy`, `comma`, `percent`, ...), None where there was nothing to decide
    - `how`: the evidence in words ("day-first: proven by 214 rows, 0 against")
    - `choices`: the rules that fit equally well, if more than one does (then `decided` is an assumption)
    - `is_proven`: some row proves the rule and none contradicts it
    - `currency`: for money, the currency named in each cell, missing where none is
    - `conflict`: where rows contradict each other, the numbers of those that can only be read by each rule
    """

    values: pd.Series
    bad: pd.Series
    decided: str | None
    how: str
    choices: tuple[str, ...] = ()
    is_proven: bool = False
    currency: pd.Series | None = None
    conflict: Mapping[str, list[int]] = field(default_factory=dict)
