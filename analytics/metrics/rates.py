"""Rates: at which rates were amounts converted?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from analytics.workspace import Scope, Workspace


@dataclass(frozen=True)
class Converted:
    """The deals in one currency that were converted at one rate.

    - `currency`: None where the deals name none and are taken to be in the reporting currency
    - `rate`, `from_on`: units of reporting currency for one unit, and since when; None without a rate, or where there is none to use
    - `reporting_amount`: None where there is no rate: then they are in no total
    """

    currency: str | None
    rate: float | None
    from_on: date | None
    deals: int
    amount: Decimal
    reporting_amount: Decimal | None


def rates(workspace: Workspace, scope: Scope, reporting_currency: str | None) -> tuple[Converted, ...]:
    """What of the deals in scope was converted into the reporting currency, at which rate, and what was not.

    A closed deal is converted at the rate in force on the day of its closing and keeps it; an open one at the rate in force on
    the day of its export, or on the earlier day that is looked at.  Before the first rate the first one is used.  Amounts in a
    currency without a rate are in no total.  Deals in the reporting currency itself need no rate and are not listed.
    """
    rows = workspace.engine.query("rates", scope)
    rows = rows[rows["currency"] != reporting_currency]
    return tuple(
        Converted(
            currency=None if pd.isna(row.currency) else row.currency,
            rate=None if pd.isna(row.rate) or row.is_left_out else float(row.rate),
            from_on=None if pd.isna(row.from_on) or row.is_left_out else row.from_on.date(),
            deals=int(row.deals),
            amount=Decimal(row.amount),
            reporting_amount=None if row.is_left_out else Decimal(row.reporting_amount),
        )
        for row in rows.itertuples()
    )
