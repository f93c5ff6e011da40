"""Contracts with a term: which were renewed, which ended, which may still be renewed?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.calendar_months import add_months

EARLY_DAYS = 90  # so long before the end of a term a won deal may be its renewal


@dataclass
class Contract:
    """One contract of one customer: from the day on which it begins to the end of its term.

    `state`: `in_term`, `renewed`, `in_grace` (its term is over, a renewal may still come) or `ended`, which counts from the end of
    the term.  `next_on`: the first day of the contract that renews it, `renewed_on`: when that was won.
    """

    row: int
    deal_key: int | None
    from_on: date
    end_on: date
    cents: int | None
    plan: str | None
    is_assumed: bool
    state: str = "in_term"
    next_on: date | None = None
    renewed_on: date | None = None
    reason: str | None = None


def contracts(sales: pd.DataFrame, as_of: date, months: int, grace_days: int) -> list[Contract]:
    """The contracts that a customer's won deals make, in the order of winning.

    A won deal begins a contract of `months` months, unless `end_on` tells its end.  A contract is renewed by the next deal that is won
    from 90 days before its end to `grace_days` after it; the renewal begins where the term ends, or, where it comes late, on
    the day of winning.  A deal that is an upsell by name renews nothing and has a term of its own.  A lost renewal ends
    the contract with its term.  A contract that is not renewed ended on the last day of its term, not at the end of the grace.

    `sales`: `row` (of the customer), `deal_key`, `won_on`, `end_on`, `cents` a month, `plan`, `kind` (renewal, upsell, refused, churned or
    missing), `reason`; sorted by customer and day.
    """
    found: list[Contract] = []
    for _, part in sales.groupby("row", sort=False):
        mine: list[Contract] = []
        for sale in part.itertuples():
            _take(mine, sale, months, grace_days)
        found += [_settled(each, as_of, grace_days) for each in mine]
    return found


def _take(mine: list[Contract], sale: object, months: int, grace_days: int) -> None:
    """Add a deal to the contracts of its customer."""
    day = sale.won_on.date()
    if sale.kind == "churned":
        mine[:] = [
            replace(each, state="ended", end_on=min(each.end_on, day)) if each.next_on is None else each
            for each in mine
        ]
        return
    open_ = [each for each in mine if each.next_on is None and each.state != "ended"]
    due = [each for each in open_ if -EARLY_DAYS <= (day - each.end_on).days <= grace_days]
    if sale.kind == "refused":
        for each in due:
            each.state, each.reason = "ended", sale.reason
        return
    due = [] if sale.kind == "upsell" else sorted(due, key=lambda each: each.end_on)
    # a deal that says it is a renewal renews all that is due, any other the first
    due = due if sale.kind == "renewal" else due[:1]
    begins = max([day, due[0].end_on]) if due else day
    told = not pd.isna(sale.end_on)
    ends = sale.end_on.date() if told else _later(begins, months)
    for each in due:
        each.next_on, each.renewed_on = begins, day
    cents = None if pd.isna(sale.cents) else int(sale.cents)
    key = None if pd.isna(sale.deal_key) else int(sale.deal_key)
    mine.append(Contract(int(sale.row), key, begins, ends, cents, sale.plan, not told))


def _settled(contract: Contract, as_of: date, grace_days: int) -> Contract:
    if contract.next_on is not None:
        return replace(contract, state="renewed")
    if contract.state == "ended" or contract.end_on > as_of:
        return contract
    in_grace = contract.end_on + timedelta(days=grace_days) > as_of
    return replace(contract, state="in_grace" if in_grace else "ended")


def _later(day: date, months: int) -> date:
    return add_months(np.datetime64(day, "D"), months).item()
