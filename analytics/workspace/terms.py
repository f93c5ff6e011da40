"""What people say of customers that no export tells: terms, grace, margin, what winning them cost."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from analytics import errors
from analytics.periods import period_named


@dataclass(frozen=True)
class AcquisitionCost:
    """What winning customers cost in a period (2026Q2, 2026-05, 2026), in the reporting currency; no source: all together."""

    period: str
    amount: float
    source: str | None = None


@dataclass(frozen=True)
class Terms:
    """What is taken for granted of customers where no export tells it.

    - `contract_months`: the term of a contract that a won deal begins
    - `grace_days`: a renewal may come so many days after the end of a term
    - `gap_days`: who pays again after at most so many days had not left
    - `gross_margin`: of recurring revenue, 0 to 1; None: not told, and no value of a customer is shown
    - `acquisition_costs`: what winning customers cost
    """

    contract_months: int = 12
    grace_days: int = 60
    gap_days: int = 30
    gross_margin: float | None = None
    acquisition_costs: tuple[AcquisitionCost, ...] = ()


def wrong_terms(terms: Terms, fiscal_start: int) -> list[str]:
    """What keeps them from being used."""
    found = []
    if not (isinstance(terms.contract_months, int) and 1 <= terms.contract_months <= 120):
        found.append("the usual term of a contract is 1 to 120 months")
    for days, what in ((terms.grace_days, "the grace after a term"), (terms.gap_days, "a gap that is no loss")):
        if not (isinstance(days, int) and 0 <= days <= 365):
            found.append(f"{what} is 0 to 365 days")
    if terms.gross_margin is not None and not 0 < terms.gross_margin <= 1:
        found.append("the gross margin is above 0 and at most 1")
    for cost in terms.acquisition_costs:
        if not (isfinite(cost.amount) and cost.amount >= 0):
            found.append(f"the cost of {cost.period} is no amount")
        try:
            period_named(cost.period, fiscal_start)
        except errors.Refused:
            found.append(f"{cost.period} is no period: write it as 2026Q2, 2026-05 or 2026")
    pairs = [(cost.period.upper(), cost.source) for cost in terms.acquisition_costs]
    if len(set(pairs)) < len(pairs):
        found.append("a source has two costs of one period")
    return found
