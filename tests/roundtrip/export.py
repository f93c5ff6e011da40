"""One kind of export of one program in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.roundtrip.deals import Deal
from tests.roundtrip.table import Table

CHANCES = {"A": 20, "B": 50, "C": 80, "won": 100, "lost": 0}


@dataclass(frozen=True, eq=False)
class Export:
    """`lacks`: fields that this very export leaves out of what its program tells (`knowledge.TELLS`).

    `crm` is what the receipt must say; `identify` makes a program's id of a deal; `containers`: those alone it comes in.
    """

    crm: str
    variant: str
    language: str
    stages: Mapping[str, str]
    make: Callable[[Export, list[Deal]], Table]
    identify: Callable[[Deal], str]
    kind: str = "deals"
    lacks: frozenset[str] = frozenset()
    containers: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        return f"{self.crm} {self.variant} {self.language}"

    def table(self, deals: list[Deal]) -> Table:
        return self.make(self, deals)

    def now(self, deal: Deal) -> str:
        """The stage in which a program shows the deal that keeps the outcome among the stages."""
        return self.stages[deal.last]

    def died(self, deal: Deal) -> str:
        """The same of a program that keeps the outcome apart."""
        return self.stages[deal.last_open]
