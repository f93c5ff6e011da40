"""The accounting of one import: every row and every amount, and how each column was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from analytics.intake.model import Amounts, Furniture, OwnTotal, Question, Reject

EXAMPLES = 3  # of a column, for the review
_LOOKED_AT = 1_000  # cells with a value, for so many that differ
_AT_FIRST = 10_000  # rows


@dataclass
class Reading:
    """What is noted while a file is read; the receipt is made of it."""

    rejects: list[Reject] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    date_order: dict[str, str] = field(default_factory=dict)
    decimal: dict[str, str] = field(default_factory=dict)
    scale: dict[str, int] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    examples: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def show(self, heading: str, texts: pd.Series, values: pd.Series) -> None:
        """Keep a few cells of a column as they are written and as they were read."""
        # as a rule the first rows have enough of them
        read = np.flatnonzero(values.iloc[:_AT_FIRST].notna().to_numpy())
        if len(read) < _LOOKED_AT:
            read = np.flatnonzero(values.notna().to_numpy())
        read = read[:_LOOKED_AT]
        some = texts.iloc[read].reset_index(drop=True).drop_duplicates().head(EXAMPLES)
        self.examples[heading] = [
            {"text": str(text)[:80], "value": _plain(values.iloc[read[at]])} for at, text in some.items()
        ]


def _plain(value: object) -> object:
    """A value as JSON has it: days and times in ISO form, amounts as text, so that they stay exact."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bool | str):
        return value
    return value.item() if hasattr(value, "item") else value


@dataclass(frozen=True)
class Receipt:
    """What was read, and what became of it.

    `rows_read = rows_accepted + rows_rejected + rows_furniture`: every record of the file but its row of headings.
    `as_of` is missing where the file knows no day, as a list of targets does.
    `amount_total` adds up the amounts of all accepted rows as the file's own column does, `amounts` does so by currency,
    and `own_total` is what the file says itself; `recognised` says for each field of `mapping` why that heading was taken;
    `how` says for each heading by which evidence it was read, `date_order`
    and `decimal` which rule that was, `examples` shows a few of its cells (`text` as written, `value` as read);
    `notes` are sentences for people; `columns` lists every heading with what it holds; `stages` are those in which deals
    stand, as the file names them.
    """

    file: str
    sha256: str
    kind: str
    crm: str
    as_of: date | None
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
    decimal: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, list[dict[str, object]]] = field(default_factory=dict)
    amounts: list[Amounts] = field(default_factory=list)
    own_total: OwnTotal | None = None
    stages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.rows_read != self.rows_accepted + self.rows_rejected + self.rows_furniture:
            raise AssertionError(f"{self.file}: {self.rows_read} rows read, but not as many accounted for")

    def as_dict(self) -> dict[str, object]:
        """JSON types only; the form of the command line and of a recipe."""
        own = self.own_total
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        # there may be a million rejects: a copy of each, field by field, would take longer than reading the file
        return plain | {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "amount_total": _cents(self.amount_total),
            "amounts": [
                {**asdict(each), "accepted": _cents(each.accepted), "quarantined": _cents(each.quarantined)}
                for each in self.amounts
            ],
            "own_total": own and {**asdict(own), "amount": _cents(own.amount)},
            "date_order": dict(self.date_order),
            "decimal": dict(self.decimal),
            "mapping": dict(self.mapping),
            "recognised": dict(self.recognised),
            "how": dict(self.how),
            "rejects": [each._asdict() for each in self.rejects],
            "furniture": [asdict(each) for each in self.furniture],
            "questions": [asdict(each) for each in self.questions],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Receipt:
        """The receipt of a recipe; the inverse of `as_dict` but for amounts finer than a cent."""
        own = stored["own_total"]
        return cls(
            **{
                **stored,
                "as_of": date.fromisoformat(stored["as_of"]) if stored["as_of"] else None,
                "amount_total": _exact(stored["amount_total"]),
                "amounts": [
                    Amounts(each["currency"], _exact(each["accepted"]), _exact(each["quarantined"]))
                    for each in stored["amounts"]
                ],
                "own_total": own and OwnTotal(**{**own, "amount": _exact(own["amount"])}),
                "rejects": [Reject(**each) for each in stored["rejects"]],
                "furniture": [Furniture(**each) for each in stored["furniture"]],
                "questions": [Question(**each) for each in stored["questions"]],
            }
        )


def _cents(amount: Decimal | None) -> float | None:
    return None if amount is None else float(round(amount, 2))


def _exact(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))
