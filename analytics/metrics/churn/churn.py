"""Churn: which customers leave, and what does it cost?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics.churn.book import Book, book
from analytics.metrics.churn.buyers import Buyers, buyers
from analytics.metrics.churn.leavers import counted_from, reasons, returned, scheduled
from analytics.metrics.churn.ledger import Ledger, ledger, movements, movers, rates, trailing, triangle
from analytics.metrics.churn.lifetimes import FEW, curve, groups, lives, survival_table
from analytics.metrics.churn.renewals import Renewed, by_month, renewals, renewed
from analytics.metrics.churn.risk import AHEAD, FEW_LEFT, at_risk
from analytics.metrics.churn.value import Value, value
from analytics.survival import quantile
from analytics.wording import one_or_many
from analytics.workspace import Scope, Terms, Workspace

_HOW = {
    "months": ("exact", "Exact: from a report of what each subscription pays by month."),
    "subscriptions": ("exact", "Exact: from subscriptions, with the days on which each began and ended."),
    "customers": ("exact", "Exact: from a list of customers, with the days on which each began and left."),
    "deals": (
        "inferred",
        "Inferred from won deals alone: each begins a contract of the usual term, and who does not buy again around its end has left.",
    ),
    "tenure": (
        "exact",
        "Exact: from the months as a customer; there are no days, so nothing can be told month by month.",
    ),
    "nothing": ("not_possible", "No file tells when customers began and left."),
}
UNLOCK = (
    "Subscriptions tell more: export them from Stripe, Chargebee, Recurly or ChartMogul, cancelled ones included, or any table "
    "with a customer, a start, an end and an amount."
)


@dataclass(frozen=True)
class Churn:
    """The result of `churn`; money in cents of the reporting currency.

    - `as_of`, `told_by`, `level`, `reason`, `unlock`: as of when, and how it is known
    - `customers`: all in scope; `present`: not gone now, pauses included; `left`: gone at least once
    - `months`: one row per month, see `movements` and `rates`, with `nrr_12`, `grr_12`, `customers_12`; `behind`: (month, movement) -> keys
    - `now`: the last whole month of them, as a dictionary; None where there is none
    - `survival`: see `survival_table`; `median_months`; `groups`: see `lifetimes.groups`
    - `cohorts`: see `triangle`, by month; `quarters`: the same by quarter; `beginners`: first month -> keys
    - `reasons`: who left or paused from `reasons_from` on: `kind`, `reason`, `customers`, `cents`, `keys`; `returned`: of all who ever left, came back
    - `scheduled`: present customers whose end is known: `name`, `scheduled_on`, `cents`, `account_key`
    - `at_risk`: see `risk.at_risk`; `no_risk`: why there is none
    - `renewals`: by month; `renewed`: of the last twelve months
    - `value`: see `Value`; `buyers`: for buyers without contracts, else None; `names`: of their rows
    - `assumed_share`: customers whose term is assumed; `notes`: what is left out
    """

    as_of: date | None
    told_by: str
    level: str
    reason: str
    unlock: str | None
    customers: int
    present: int
    left: int
    months: pd.DataFrame
    behind: dict[tuple[date, str], tuple[int, ...]]
    now: dict[str, object] | None
    survival: pd.DataFrame
    median_months: float | None
    groups: pd.DataFrame
    cohorts: pd.DataFrame
    quarters: pd.DataFrame
    beginners: dict[date, tuple[int, ...]]
    reasons: pd.DataFrame
    reasons_from: date | None
    returned: tuple[int, int]
    scheduled: pd.DataFrame
    at_risk: pd.DataFrame
    no_risk: str | None
    renewals: pd.DataFrame
    renewed: Renewed
    value: Value
    buyers: Buyers | None
    names: dict[int, str]
    assumed_share: float | None
    notes: list[str] = field(default_factory=list)


def churn(workspace: Workspace, scope: Scope, terms: Terms | None = None, fiscal_start: int = 1) -> Churn:
    """Who stopped paying, how much money that was, and who stayed.

    What a customer pays is counted per month (MRR): a year's bill is a twelfth a month; trials and what is free are left out. A month is
    what is paid on its last day. Each change of a customer from one month to the next is one of five movements, and they add up to the cent:

        opening + new + reactivation + expansion - contraction - churn = closing

    New is a customer's first payment ever, reactivation one after having paid nothing. Churn is a customer who pays for nothing any more; who
    pays less is contraction. A pause is contraction too: the customer has not left, and is not in any count of customers lost. Cancelled is
    not gone: who has asked to stop pays until the end, and is scheduled churn before. Who pays again after a short gap (Setup) never left.

        customer churn  = customers lost / customers at the start of the month (those on a pause included)
        gross MRR churn = (churn + contraction) / opening
        net MRR churn   = (churn + contraction - expansion - reactivation) / opening
        GRR             = 1 - gross MRR churn
        NRR             = (opening - churn - contraction + expansion) / opening; neither new nor returning customers
        quick ratio     = (new + reactivation + expansion) / (churn + contraction)
        NRR of 12 months = paid now / paid then, by the customers of twelve months ago: not the product of twelve monthly ones

    Each is missing where its denominator is zero. Amounts in other currencies count at one rate for all months.

    How long customers stay is a survival curve (Kaplan-Meier): present customers count for as long as they have been watched. The renewal
    rate is renewed / (renewed + lost), of contracts whose term ended; those in their grace wait.

    Where only won deals are known, each begins a contract of the usual term, renewed by the next one won from 90 days before its end
    until the grace after it; otherwise the customer left on the last day of the term.

    The filters choose customers by their own columns and by the deal that won them; a period chooses months, not customers.
    """
    terms = terms or Terms()
    known = book(workspace, scope, terms)
    found, held = lives(known), ledger(known)
    rows = rates(movements(held))
    rows = (
        pd.concat([rows, trailing(held)], axis=1)
        if len(rows)
        else rows.assign(nrr_12=None, grr_12=None, customers_12=None)
    )
    worth = value(rows, found, terms, known.as_of, fiscal_start)
    shown = _in_period(rows, scope)
    whole = shown[~shown["is_partial"].astype(bool)]
    level, reason = _HOW[known.told_by]
    risky = at_risk(found)
    keys = known.accounts["account_key"].to_numpy()
    due = renewals(known)
    return Churn(
        as_of=known.as_of,
        told_by=known.told_by,
        level=level,
        reason=reason,
        unlock=UNLOCK if known.told_by in ("deals", "tenure", "nothing") else None,
        customers=len(known.accounts),
        present=int(found["pays"].sum()) if known.told_by == "tenure" else _present(held),
        left=int(found["has_left"].sum()),
        months=shown.reset_index(drop=True),
        behind=movers(held, shown, keys),
        now=whole.iloc[-1].to_dict() if len(whole) else None,
        survival=survival_table(found),
        median_months=quantile(curve(found), 0.5) if len(found) else None,
        groups=groups(found),
        cohorts=triangle(held),
        quarters=triangle(held, 3),
        beginners=_beginners(held, keys),
        reasons=reasons(known, scope),
        reasons_from=counted_from(known, scope),
        returned=returned(known),
        scheduled=scheduled(found),
        at_risk=risky,
        no_risk=None
        if len(risky)
        else f"Fewer than {FEW_LEFT} customers have left: too few to learn who is at risk within {AHEAD} months.",
        renewals=by_month(due),
        renewed=renewed(known, due),
        value=worth,
        buyers=buyers(known.purchases, known.as_of) if len(known.purchases) else None,
        names=dict(enumerate(known.accounts["name"])) if len(known.purchases) else {},
        assumed_share=known.assumed_share,
        notes=_notes(known, found, terms),
    )


def customer_survival(workspace: Workspace, scope: Scope, terms: Terms, by: str) -> dict[str, pd.DataFrame]:
    """How long the customers of each value of a column stay: value -> its survival table, the largest groups first, at most six.

    Groups of fewer than ten customers are left out.
    """
    found = lives(book(workspace, scope, terms))
    sizes = found[by].value_counts()
    return {str(value): survival_table(found[found[by] == value]) for value in sizes[sizes >= FEW].index[:6]}


def _beginners(held: Ledger, keys: np.ndarray) -> dict[date, tuple[int, ...]]:
    return {
        month.item(): tuple(int(key) for key in keys[held.since == place])
        for place, month in enumerate(held.months)
        if place >= held.first
    }


def _present(held: Ledger) -> int:
    return int((held.pays | held.paused)[:, -1].sum()) if len(held.months) else 0


def _in_period(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    if rows.empty or not (scope.from_on or scope.to_on):
        return rows
    ends = rows["month"] + pd.offsets.MonthEnd(0)
    low, high = pd.Timestamp(scope.from_on or date(1900, 1, 1)), pd.Timestamp(scope.to_on or date(2200, 1, 1))
    return rows[(ends >= low) & (rows["month"] <= high)]


def _notes(known: Book, found: pd.DataFrame, terms: Terms) -> list[str]:
    notes = []
    if known.undated:
        notes.append(
            one_or_many(
                known.undated,
                "{} customer left or paused on a day that no column tells: it is in no figure.",
                "{} customers left or paused on a day that no column tells: they are in no figure.",
            )
        )
    without = len(known.accounts) - len(found) - known.undated
    if without > 0 and known.told_by != "nothing":
        notes.append(
            one_or_many(
                without,
                "{} customer has no day of beginning that is told, or pays nothing yet: it is in no figure.",
                "{} customers have no day of beginning that is told, or pay nothing yet: they are in no figure.",
            )
        )
    unknown = known.stretches.loc[known.stretches["cents"].isna(), "row"].nunique()
    if unknown:
        notes.append(
            one_or_many(
                unknown,
                "{} customer has no amount in the reporting currency: it counts as a customer, and in no money.",
                "{} customers have no amount in the reporting currency: they count as customers, and in no money.",
            )
        )
    if known.assumed_share:
        notes.append(
            f"{known.assumed_share:.0%} of the customers have a contract whose term of {terms.contract_months} months is assumed. Setup takes another."
        )
    if known.told_by == "deals":
        notes.append(f"Of the last {terms.grace_days} days nobody is called lost yet: a renewal may still come.")
        if not known.has_renewal_deals:
            notes.append(
                "No deal says that it is a renewal. Where contracts go on without a deal, customers who stay look lost here."
            )
    return notes
