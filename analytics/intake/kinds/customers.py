"""A list of customers -> one row per customer, and the milestones after the sale."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.ids import identifying
from analytics.intake.kinds.cents import in_units
from analytics.intake.kinds.identity import customer_names, once, with_identity
from analytics.intake.kinds.months import months_of_amount
from analytics.intake.kinds.rates import rates
from analytics.intake.kinds.statuses import is_flag, no_customers, relations, statuses
from analytics.intake.model import Furniture, Records
from analytics.intake.recognise import normal
from analytics.wording import one_or_many

_DAYS = ("started_on", "cancelled_on", "ended_on")
MILESTONES = {
    "answered_on": "answered",
    "handed_over_on": "handed_over",
    "implementation_on": "implementation",
    "live_on": "live",
}
_AS_TOLD = (
    "customer_id",
    "deal_id",
    "owner",
    "success_owner",
    "churn_type",
    "churn_reason",
    "segment",
    "region",
    "plan",
    "source",
)
_CONTRACT = re.compile("contract|kontrakt|vertrag|contrat|合同|usage end")
_LEAVING = re.compile("churn|cancel|left|lost|terminat|gekündigt|kündigung|résili|opgezegd|oppsagt|流失")
_QUARTER = pd.Timedelta(days=92)
_FLAGS = ("is_churned", "promise_kept_6", "promise_kept_9", "promise_kept_12")


def read_customers(columns: Columns) -> Records:
    """The customers of a file and their milestones.

    - `customers`: one row per customer: the fields of the table that an export can know; `customer_ref` is its id, else
      its name
    - `milestones`: one row per customer and dated milestone: `customer_ref`, `milestone`, `reached_on`

    A file without any date tells the months as a customer, and whether it has churned: that is a clock too.
    """
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    for field in _AS_TOLD:
        rows[field] = columns.read(field)
    rows["customer_name"] = customer_names(columns)
    for field in (*_DAYS, *MILESTONES):
        rows[field] = pd.to_datetime(columns.read(field)).dt.normalize()
    for field in _FLAGS:
        rows[field] = columns.read(field)
    rows["deal_ref"] = identifying(rows["deal_id"])
    rows["tenure_months"] = columns.read("tenure_months")
    rows["status"] = statuses(columns)
    told, apart = relations(columns)
    rows["status"] = rows["status"].fillna(told)
    rows["recurring_amount"], named, months_said = rates(columns, "recurring_amount")
    rows["currency"] = currency_of(columns, named, rows["recurring_amount"].notna())
    told_amounts = rows["recurring_amount"]
    rows["recurring_amount"] = in_units(columns, "recurring_amount", rows["recurring_amount"], rows["currency"])
    gone_at_nothing = (rows["recurring_amount"] == 0).fillna(False) & rows["status"].isin(["ended", "cancelled"])
    if gone_at_nothing.any():
        rows["recurring_amount"] = rows["recurring_amount"].mask(gone_at_nothing)
        columns.reading.notes.append(
            one_or_many(
                int(gone_at_nothing.sum()),
                f"{columns.label('recurring_amount')}: {{}} customer who has left shows 0, as of today; what it paid is not known.",
                f"{columns.label('recurring_amount')}: {{}} customers who have left show 0, as of today; what they paid is not known.",
            )
        )
    rows["months_per_bill"] = months_of_amount(rows, columns, months_said)
    rows["recurring_amount"] = rows["recurring_amount"].where(rows["months_per_bill"].notna())
    rows["ends_by_term"] = ends_by_term(rows, columns)
    rows["has_end_column"] = columns.has("ended_on")
    rows = with_identity(rows, columns, "customer_ref", "customer_id", "customer_name")
    rows = _customers_alone(rows, apart, columns)
    amounts = told_amounts[rows.index].dropna()
    customers = once(_since_the_first_term(rows, columns), columns, ["customer_ref"], "customer")
    milestones = _milestones(customers)
    return Records(
        tables={"customers": customers.drop(columns=[*MILESTONES, "deal_id"]), "milestones": milestones},
        count=len(customers),
        happened=[customers[field] for field in ("started_on", *MILESTONES)],
        closings=departures(customers, columns),
        amount_total=amounts.sum() if len(amounts) else None,
    )


def _customers_alone(rows: pd.DataFrame, apart: pd.Series, columns: Columns) -> pd.DataFrame:
    """The rows without accounts that buy nothing, by their status or by `apart`; one that left was a customer, whatever it is called now."""
    apart = apart[rows.index]
    if columns.has("status") and not is_flag(columns):
        apart |= no_customers(columns.read("status"))[rows.index]
    apart &= rows["ended_on"].isna() & rows["cancelled_on"].isna() & ~rows["is_churned"].fillna(False).astype(bool)
    columns.reading.furniture += [
        Furniture(
            int(row), "no customer yet, or none at all", " | ".join(filter(None, columns.raw.cells.loc[row]))[:120]
        )
        for row in rows.index[apart]
    ]
    return rows[~apart]


def _since_the_first_term(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows without those of former terms: who renewed is a customer since the first term, as the last one says.

    Terms follow each other where one begins no later than a quarter after the end of the one before.
    """
    turn = rows[rows["started_on"].notna() & rows["ended_on"].notna()]
    turn = turn[turn["customer_ref"].duplicated(keep=False)].sort_values(["customer_ref", "started_on"], kind="stable")
    who = turn["customer_ref"]
    gap = turn["started_on"] - turn["ended_on"].groupby(who).cummax().groupby(who).shift()
    follows = (gap <= _QUARTER) & (turn["started_on"] > turn["started_on"].groupby(who).shift())
    stays = (~follows).groupby(who).sum() == 1
    terms = turn[who.map(stays).astype(bool)]
    terms = terms[~terms["customer_ref"].isin(rows.loc[~rows.index.isin(terms.index), "customer_ref"])]
    if terms.empty:
        return rows
    since = terms.groupby("customer_ref")["started_on"].transform("min")
    former = terms.index[terms["customer_ref"].duplicated(keep="last")]
    columns.reading.notes.append(
        one_or_many(
            len(former),
            "{} row tells of a former term of a customer: who renewed is a customer since the first term.",
            "{} rows tell of former terms of customers: who renewed is a customer since the first term.",
        )
    )
    return rows.assign(started_on=since.reindex(rows.index).fillna(rows["started_on"])).drop(index=former)


def departures(rows: pd.DataFrame, columns: Columns) -> pd.Series:
    """The days on which somebody left who is gone; the last day of whoever has only asked to stop lies ahead.

    Where no status tells who is gone, a day of leaving does; and an end, where not everybody has one and it is not that
    of a contract's term: those are known from the beginning.
    """
    day = rows["ended_on"].fillna(rows["cancelled_on"])
    gone = rows["status"].isin(["cancelled", "ended"])
    if "is_churned" in rows:
        gone |= rows["is_churned"].fillna(False).astype(bool)
    is_left = not columns.has("ended_on") or bool(_LEAVING.search(normal(columns.label("ended_on"))))
    if is_left or (day.isna().any() and not ends_by_term(rows, columns)):
        gone |= rows["status"].isna()
    return day[gone]


def ends_by_term(rows: pd.DataFrame, columns: Columns) -> bool:
    """Whether the last days are those of contracts: they may be renewed, and are no cancellation.

    The heading says so, or everybody has a last day, whole months after the first.
    """
    if not columns.has("ended_on"):
        return False
    heading = normal(columns.label("ended_on"))
    return bool(_CONTRACT.search(heading)) or (not _LEAVING.search(heading) and _are_terms(rows))


def _are_terms(rows: pd.DataFrame) -> bool:
    first, last = rows["started_on"], rows["ended_on"]
    if len(rows) < _FEWEST_TERMS or not (first.notna() & last.notna()).all():
        return False
    months = ((last - first).dt.days / 30.4375).round().astype(int)
    full = [start + pd.DateOffset(months=each) for start, each in zip(first, months, strict=True)]
    over = (pd.Series(full, index=rows.index) - last).dt.days
    return bool((months >= 1).all() and over.between(0, 1).all())


_FEWEST_TERMS = 3


def _milestones(customers: pd.DataFrame) -> pd.DataFrame:
    parts = [
        customers[["customer_ref", field]].rename(columns={field: "reached_on"}).assign(milestone=milestone)
        for field, milestone in MILESTONES.items()
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["reached_on"])
