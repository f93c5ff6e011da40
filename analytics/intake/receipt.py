"""The accounting of one import: every row and every amount, and how each column was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from analytics.intake.model import Furniture, Question, Reject


@dataclass
class Reading:
    """What is noted while a file is read; the receipt is made of it."""

    rejects: list[Reject] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    date_order: dict[str, str] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """What was read, and what became of it.

    `rows_read = rows_accepted + rows_rejected + rows_furniture`: every record of the file but its row of headings.
    `amount_total` adds up the amounts of all accepted rows as the file's own column does; `recognised` says for
    each field of `mapping` why that heading was taken; `how` says for each heading by
    which evidence it was read; `notes` are sentences for people; `columns` lists every heading with what it holds.
    """

    file: str
    sha256: str
    kind: str
    crm: str
    as_of: date
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    date_order: Mapping[str, str]
    mapping: Mapping[str, str]
    recognised: Mapping[str, str]
    unmapped: list[str]
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_furniture: int
    amount_total: Decimal | None
    rejects: list[Reject]
    furniture: list[Furniture]
    questions: list[Question]
    notes: list[str]
    how: Mapping[str, str]
    columns: list[dict[str, object]]
    deals: int

    def __post_init__(self) -> None:
        if self.rows_read != self.rows_accepted + self.rows_rejected + self.rows_furniture:
            raise AssertionError(f"{self.file}: {self.rows_read} rows read, but not as many accounted for")

    def as_dict(self) -> dict[str, object]:
        """JSON types only; the form of the command line and of a recipe."""
        total = self.amount_total
        return {
            **asdict(self),
            "as_of": self.as_of.isoformat(),
            "amount_total": None if total is None else float(round(total, 2)),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Receipt:
        """The receipt of a recipe; the inverse of `as_dict` but for amounts finer than a cent."""
        total = stored["amount_total"]
        return cls(
            **{
                **stored,
                "as_of": date.fromisoformat(stored["as_of"]),
                "amount_total": None if total is None else Decimal(str(total)),
                "rejects": [Reject(**each) for each in stored["rejects"]],
                "furniture": [Furniture(**each) for each in stored["furniture"]],
                "questions": [Question(**each) for each in stored["questions"]],
            }
        )
