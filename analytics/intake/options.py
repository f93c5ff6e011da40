"""What a person may state about a file before it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from analytics import errors

DATE_ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = ("comma", "point")
MIXED_DATES = ("exchanged", "as_written")
BLANKS = ("above", "empty")
LINES = ("added", "once")
AMOUNTS = ("cents", "units")


@dataclass(frozen=True)
class Options:
    """What is stated is taken; what is None is recognised from the file.

    - `as_of`: the day of which the export is
    - `crm`, `kind`: who wrote it; deals or history
    - `mapping`: field -> heading; an empty heading means that the file has no such column
    - `keep`: further headings to keep as filters
    - `date_order`, `decimal`: for all columns that do not settle it themselves
    - `mixed_dates`: whether day and month are exchanged in days that stand beside texts of another order
    - `blanks`: what the blank cells of an owner, a stage ... say where only the first row of each group may have them: the
      same as the cell `above`, or nothing (`empty`)
    - `lines`: what the amounts of a deal's several rows are: each of its row (`added`), or all of the deal (`once`)
    - `figure`: which counts where rows are several figures of one plan (`Commit`, `Best Case`), in the word of the file
    - `amounts`: what the bare amounts of a table are that has the columns of a programming interface known to write cents
    - `year`: of headings that are months or quarters and name none (`2026`, `FY2026`)
    - `currency`: of amounts that name none; `assumed_currency`: the same, where nothing else says which it is
    - `encoding`, `delimiter`, `sheet`: how the file is to be opened
    - `header_row`: the number of the row that names the columns, counted from 1
    """

    as_of: date | None = None
    crm: str | None = None
    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    date_order: str | None = None
    decimal: str | None = None
    mixed_dates: str | None = None
    blanks: str | None = None
    lines: str | None = None
    figure: str | None = None
    amounts: str | None = None
    year: str | None = None
    currency: str | None = None
    assumed_currency: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None

    def __post_init__(self) -> None:
        if self.date_order not in (None, *DATE_ORDERS):
            raise errors.unknown_option("date order", self.date_order, DATE_ORDERS)
        if self.decimal not in (None, *DECIMALS):
            raise errors.unknown_option("decimal", self.decimal, DECIMALS)
        if self.mixed_dates not in (None, *MIXED_DATES):
            raise errors.unknown_option("mixed dates", self.mixed_dates, MIXED_DATES)
        if self.blanks not in (None, *BLANKS):
            raise errors.unknown_option("blanks", self.blanks, BLANKS)
        if self.lines not in (None, *LINES):
            raise errors.unknown_option("lines", self.lines, LINES)
        if self.amounts not in (None, *AMOUNTS):
            raise errors.unknown_option("amounts", self.amounts, AMOUNTS)
        if self.year is not None and not is_year(self.year):
            raise errors.unknown_option("year", self.year, ("four digits, such as 2026, or FY2026 for a fiscal year",))
        if self.currency is not None and not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise errors.unknown_option("currency", self.currency, ("a code of three capitals, such as EUR",))
        if self.header_row is not None and self.header_row < 1:
            raise errors.unknown_option("header row", str(self.header_row), ("the number of a row, 1 for the first",))

    def as_dict(self) -> dict[str, object]:
        """The form kept in a recipe: JSON types only."""
        stated = asdict(self)
        return {**stated, "as_of": self.as_of.isoformat() if self.as_of else None, "keep": list(self.keep)}

    @classmethod
    def from_dict(cls, stated: Mapping[str, object]) -> Options:
        """The options of a recipe; the inverse of `as_dict`."""
        as_of = stated.get("as_of")
        return cls(
            **{**stated, "as_of": date.fromisoformat(as_of) if as_of else None, "keep": tuple(stated.get("keep", ()))}
        )


def is_year(text: str) -> bool:
    """Whether a text is a year as it is stated: `2026`, or `FY2026` for a fiscal one."""
    return re.fullmatch(r"(?:FY)?(?:19|20)\d\d", text) is not None
