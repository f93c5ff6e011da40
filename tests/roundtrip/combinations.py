"""Which export is tried in which container and spelling: every pair of choices at least once, and each export several times."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.roundtrip import histories, hubspot, others, salesforce
from tests.roundtrip.containers import CONTAINERS, Container
from tests.roundtrip.deals import DEALS, Deal
from tests.roundtrip.export import Export
from tests.roundtrip.styles import DATES, NUMBERS

DEALS_EXPORTS = [*hubspot.EXPORTS, *salesforce.EXPORTS, *others.EXPORTS]
EXPORTS = [*DEALS_EXPORTS, *histories.EXPORTS]
# how often each export is tried at least; more for a deeper search
TIMES = int(os.environ.get("SLUICE_ROUNDTRIP", "4"))
TYPED = "typed"


@dataclass(frozen=True)
class Combination:
    export: Export
    container: Container
    dates: str
    numbers: str

    @property
    def name(self) -> str:
        spelled = "" if self.container.typed else f" / {self.dates} / {self.numbers}"
        return f"{self.export.name} / {self.container.name}{spelled}"

    @property
    def factors(self) -> tuple[str, ...]:
        return (self.export.name, self.export.crm, self.export.language, self.container.name, self.dates, self.numbers)

    @property
    def file_name(self) -> str:
        return f"export.{self.container.suffix}"

    def write(self, deals: list[Deal]) -> bytes:
        table = self.export.table(deals)
        if not self.container.typed:
            table = table.as_text(self.dates, self.numbers, self.export.language)
        return self.container.write(table)


def deals_of(export: Export) -> list[Deal]:
    """Names alone do not tell two deals of one name apart."""
    return [deal for deal in DEALS if "id" not in export.lacks or deal.number != 16]


def plainly(export: Export) -> tuple[str, bytes]:
    """A file in its usual form: what is in the database hangs on no spelling."""
    container = next(each for each in CONTAINERS if each.name == (export.containers or ("UTF-8, commas",))[0])
    one = Combination(export, container, "2026-12-31 14:03", "1234.5")
    return one.file_name, one.write(deals_of(export))


def _possible(export: Export) -> Iterator[Combination]:
    for container in CONTAINERS:
        if container.languages and export.language not in container.languages:
            continue
        if export.containers and container.name not in export.containers:
            continue
        styles = [(TYPED, TYPED)] if container.typed else itertools.product(DATES, NUMBERS)
        for dates, numbers in styles:
            if dates == "milliseconds" and export.variant not in ("internal names", "values in time"):
                continue  # what programs write among themselves
            if not container.typed and not _can_write(container, numbers):
                continue
            yield Combination(export, container, dates, numbers)


def _can_write(container: Container, numbers: str) -> bool:
    """Whether its encoding has the signs of these amounts."""
    text = NUMBERS[numbers](Decimal("-1234.5"), "EUR")
    return container.through(text) == text


def _pairs(combination: Combination) -> set[tuple[str, str]]:
    """Of choices that go together: two spellings in one file, an export in a container."""
    name, *rest = combination.factors
    return set(itertools.combinations(rest, 2)) | {(name, combination.container.name)}


def _chosen() -> list[Combination]:
    """Each export in turn takes the combination that shows most pairs that were not shown before."""
    possible = {export.name: list(_possible(export)) for export in EXPORTS}
    shown: set[tuple[str, str]] = set()
    chosen: list[Combination] = []
    exports_of = Counter(export.crm for export in EXPORTS)
    for turn in range(3 * TIMES):
        for export in EXPORTS:
            each = possible[export.name]
            # a program with one export shows it in as many containers as others theirs
            if not each or turn >= TIMES * max(1, 3 // exports_of[export.crm]):
                continue
            # a hundred of them, others each time: that is as good as all, and ten times as fast
            start, step = (turn * 7919 + len(chosen) * 104729) % len(each), 1 + len(each) // 100
            best = max((*each[start::step], *each[:start:step]), key=lambda one: len(_pairs(one) - shown))
            shown |= _pairs(best)
            each.remove(best)
            chosen.append(best)
    return chosen


COMBINATIONS = _chosen()
