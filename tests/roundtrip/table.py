"""What a writer makes: headings and rows of typed cells, with whatever stands above and below them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tests.roundtrip.styles import DATES, DECIMAL_COMMA, NUMBERS


@dataclass(frozen=True)
class Money:
    value: Decimal
    currency: str


# int: an id or a count, bool: a flag, float: a probability, date and datetime; text stays as it is
Cell = str | int | float | bool | Money | date | None


@dataclass(frozen=True)
class Table:
    """`before` and `after`: rows around the table.  `hidden`: so many first columns are hidden in a workbook.

    `indent`: an empty first column stands before the table.
    """

    headings: list[str]
    rows: list[list[Cell]]
    before: list[list[Cell]] = field(default_factory=list)
    after: list[list[Cell]] = field(default_factory=list)
    hidden: int = 0
    indent: bool = False

    def as_text(self, dates: str, numbers: str, language: str) -> Table:
        """Every cell as text, dates and amounts in these styles."""
        text = renderer(dates, numbers, language)
        rows, after = ([[text(cell) for cell in row] for row in part] for part in (self.rows, self.after))
        return replace(self, rows=rows, after=after)

    @property
    def grid(self) -> list[list[Cell]]:
        """All rows from the first to the last, the heading among them."""
        rows = [*self.before, self.headings, *self.rows, *self.after]
        return [["", *row] for row in rows] if self.indent else rows


def table_of(rows: list[dict[str, Cell]], **around) -> Table:
    """Rows by heading."""
    return Table(list(rows[0]), [list(row.values()) for row in rows], **around)


def renderer(dates: str, numbers: str, language: str) -> Callable[[Cell], str]:
    day, amount = DATES[dates], NUMBERS[numbers]

    def text(cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case bool():
                return str(cell).lower()
            case float():
                return f"{cell:g}".replace(".", "," if numbers in DECIMAL_COMMA else ".")
            case Money():
                return amount(cell.value, cell.currency)
            case date():
                return day(cell, language)
            case _:
                return str(cell)

    return text
