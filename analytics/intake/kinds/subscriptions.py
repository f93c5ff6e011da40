"""An export of subscriptions -> one row per subscription and unbroken stretch at one price, with what it pays a month."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.ids import identifying
from analytics.intake.kinds.cents import in_units
from analytics.intake.kinds.customers import departures, ends_by_term
from analytics.intake.kinds.identity import added_up, customer_names, once, telling_apart, with_identity
from analytics.intake.kinds.intervals import is_of_a_year, is_of_contract
from analytics.intake.kinds.items import in_turn, with_items, without_credits
from analytics.intake.kinds.months import months_of_bill
from analytics.intake.kinds.movements import are_movements, read_movements
from analytics.intake.kinds.rates import per_month, rates
from analytics.intake.kinds.statuses import statuses
from analytics.intake.model import Furniture, Records, Reject
from analytics.intake.recognise.movement_words import movement_of
from analytics.intake.stages import outcome, usual_place
from analytics.intake.values import days_of
from analytics.wording import one_or_many

_AS_TOLD = ("subscription_id", "customer_id", "deal_id", "plan", "end_reason")
_DAYS = (
    "created_on", "started_on", "trial_started_on", "trial_ended_on", "period_ends_on", "cancelled_on", "cancels_on",
    "paused_on", "resumed_on", "ended_on",
)  # fmt: skip


def read_subscriptions(columns: Columns) -> Records:
    """The subscriptions of a file, or, where its rows are months, what each paid in each month; of movements what each led to.

    - `subscriptions`: one row per subscription and stretch at one price: the fields of the table that an export can
      know; `subscription_ref` is its id, else its customer, plan and first day
    - `mrr_months`: one row per subscription and month of a report by month

    Amounts are per unit and bill: a month's worth is amount x quantity / months that a bill covers.
    """
    if are_movements(columns):
        return read_movements(columns)
    rows = _rows(columns)
    rows = with_identity(rows, columns, "subscription_ref", "subscription_id", "customer_id", "customer_name")
    rows = _sold(rows, columns)
    total = rows["told"].dropna()
    if columns.has("reporting_month"):
        return _by_month(rows, columns)
    no_id = rows["subscription_id"].isna()
    started = rows["started_on"].dt.strftime("%Y-%m-%d").fillna("")
    composite = (
        rows["subscription_ref"].astype("object") + " · " + rows["plan"].astype("object").fillna("") + " · " + started
    )
    rows["subscription_ref"] = rows["subscription_ref"].where(~no_id, composite)
    for column in telling_apart(rows[no_id], columns, ["subscription_ref", "started_on"]):
        again = rows.duplicated(["subscription_ref", "started_on"], keep=False) & no_id
        rows["subscription_ref"] = rows["subscription_ref"].mask(
            again, rows["subscription_ref"] + " · " + columns.raw.cells.loc[rows.index, column]
        )
    rows = with_items(rows, columns, ["subscription_ref", "started_on"])
    kept = without_credits(rows, columns)
    total = total.drop(rows.index.difference(kept.index), errors="ignore")
    rows = in_turn(kept, columns)
    rows = once(rows, columns, ["subscription_ref", "started_on"], "subscription")
    return Records(
        tables={"subscriptions": rows.drop(columns=["deal_id", "reporting_month", "told"])},
        count=len(rows),
        happened=[rows[field] for field in ("created_on", "started_on", "trial_started_on", "paused_on")],
        closings=departures(rows, columns),
        amount_total=total.sum() if len(total) else None,
    )


def _sold(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows without deals that are not won, where a column tells the stages of the deals that sold the subscriptions.

    A stage of no known meaning (`Handed to success`) speaks against no subscription.
    """
    stages = columns.read("deal_stage")[rows.index]
    said = {word: outcome(word) for word in stages.dropna().unique()}
    if "won" not in said.values():
        return rows
    no_sale = [
        word
        for word, each in said.items()
        if each in ("open", "lost") or (each is None and usual_place(word) is not None)
    ]
    apart = stages.isin(no_sale) & rows["ended_on"].isna()
    columns.reading.furniture += [
        Furniture(int(row), "a deal that is not won", " | ".join(filter(None, columns.raw.cells.loc[row]))[:120])
        for row in rows.index[apart]
    ]
    return rows[~apart]


def _rows(columns: Columns) -> pd.DataFrame:
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    for field in _AS_TOLD:
        rows[field] = columns.read(field)
    rows["customer_name"] = customer_names(columns)
    for field in _DAYS:
        rows[field] = pd.to_datetime(columns.read(field)).dt.normalize()
    rows["deal_ref"] = identifying(rows["deal_id"])
    rows["customer_ref"] = rows["customer_id"].astype("object").fillna(rows["customer_name"].astype("object"))
    rows["status"] = statuses(columns)
    rows["movement"] = columns.read("movement").map(movement_of, na_action="ignore")
    rows["reporting_month"] = columns.read("reporting_month")
    rows["amount"], named, months_said = rates(columns, "amount")
    mrr, also_named, months_of_mrr = rates(columns, "mrr")
    rows["mrr"] = per_month(mrr, months_of_mrr)
    rows["currency"] = currency_of(columns, named.fillna(also_named), rows["amount"].notna() | rows["mrr"].notna())
    rows["told"] = rows["amount"] if columns.has("amount") else mrr
    rows["amount"] = in_units(columns, "amount", rows["amount"], rows["currency"])
    rows["mrr"] = in_units(columns, "mrr", rows["mrr"], rows["currency"])
    rows["quantity"] = columns.read("quantity")
    if is_of_a_year(columns.label("amount")) or is_of_contract(columns.label("amount")):
        rows["quantity"] = rows["quantity"].where(rows["amount"].isna())
    rows["months_per_bill"] = months_of_bill(rows, columns, months_said)
    if not columns.has("reporting_month"):
        # in a month of its own, nothing is what it brings
        rows["mrr"], rows["amount"] = _before_the_end(rows, columns)
    rows["cancels_at_period_end"] = columns.read("cancels_at_period_end")
    rows["has_end_column"] = columns.has("ended_on") or columns.has("cancels_on")
    # the end of a contract's term is no cancellation: it may be renewed
    rows["ends_by_term"] = ends_by_term(rows, columns)
    if not columns.has("started_on"):
        rows["started_on"] = rows["created_on"]
    # of a renewal, an upgrade or a downgrade the next deal goes on: only what is churned has left
    rows["is_replaced"] = rows["end_reason"].map(
        lambda word: movement_of(word) in ("renewal", "expansion", "contraction"), na_action="ignore"
    )
    return rows


def _before_the_end(rows: pd.DataFrame, columns: Columns) -> tuple[pd.Series, pd.Series]:
    """The amounts per month and per bill without those of subscriptions that ended and are 0: that is what they pay today, not what they
    paid.  What a bill came to tells that instead, where the file has it."""
    gone = rows["status"].isin(["ended", "cancelled"])
    if not is_of_a_year(columns.label("amount")):
        gone &= ~(rows["amount"] == 0).fillna(False)
    over = (rows["mrr"] == 0).fillna(False) & gone
    unknown = int((over & (rows["amount"].isna() | (rows["amount"] == 0) | rows["months_per_bill"].isna())).sum())
    if unknown:
        columns.reading.notes.append(
            one_or_many(
                unknown,
                f"{columns.label('mrr')}: {{}} subscription that has ended shows 0, which is what it pays now; what it paid is not known.",
                f"{columns.label('mrr')}: {{}} subscriptions that have ended show 0, which is what they pay now; what they paid is not known.",
            )
        )
    return rows["mrr"].mask(over), rows["amount"].mask(over & (rows["amount"] == 0).fillna(False))


def _by_month(rows: pd.DataFrame, columns: Columns) -> Records:
    """A report by month: what each subscription paid in each month."""
    months = pd.DataFrame(index=rows.index)
    bounds = {period: days_of(period) for period in rows["reporting_month"].dropna().unique()}
    months["month_on"] = pd.to_datetime(
        rows["reporting_month"].map({period: days[0] for period, days in bounds.items() if days})
    )
    months = months.assign(
        row_number=rows["row_number"], subscription_ref=rows["subscription_ref"], customer_ref=rows["customer_ref"],
        customer_name=rows["customer_name"], plan=rows["plan"], status=rows["status"], currency=rows["currency"],
        mrr=rows["mrr"] if columns.has("mrr") else rows["amount"],
    )  # fmt: skip
    lacking = months["month_on"].isna()
    columns.reading.rejects += [
        Reject(int(row), columns.label("reporting_month"), "", "empty: nothing tells the month", accepted=False)
        for row in months.index[lacking]
    ]
    key = ["subscription_ref", "month_on"]
    months = months[~lacking]
    total = months["mrr"].dropna()
    months = with_items(months, columns, key)
    # an id repeated is a second version, a customer's name may stand over several things that she pays for
    by = [] if columns.has("subscription_id") else telling_apart(months, columns, key)
    months = once(added_up(months, columns, key, "mrr", "month", by), columns, key, "month of a subscription")
    return Records(
        tables={"mrr_months": months},
        count=len(months),
        happened=[months["month_on"]],
        amount_total=total.sum() if len(total) else None,
    )
