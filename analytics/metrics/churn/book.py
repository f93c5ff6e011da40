"""The book of customers: who pays how much from when until when, who paused, who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics.churn.contracts import Contract, contracts
from analytics.metrics.churn.words import REASONS, SALES, kind_of
from analytics.workspace import Scope, Terms, Workspace

_STRETCH = [
    "row",
    "told_by",
    "from_on",
    "until_on",
    "cents",
    "months_per_bill",
    "plan",
    "ends",
    "reason",
    "scheduled_on",
]
_ABSENCE = ["row", "left_on", "back_on", "kind", "is_pause", "cents", "reason"]


@dataclass(frozen=True)
class Book:
    """What is known of the customers in scope on `as_of`.

    - `accounts`: one row per customer; elsewhere `row` is the number of the row here
    - `stretches`: who pays `cents` a month (missing: not told) from `from_on` until before `until_on` (missing: still);
      `scheduled_on`: the day on which that is known to end
    - `absences`: stretches of time without any payment: `left_on`, `back_on` (missing: never since), `kind` (avoidable, unavoidable,
      paused, not_told), `is_pause`, `cents` a month that stopped
    - `contracts`: those that have a term
    - `told_by`: what the book rests on: months, subscriptions, customers, deals, tenure or nothing
    - `purchases`: won deals of customers without any contract: `row`, `closed_on`, `cents`; empty where something tells of terms
    - `has_renewal_deals`: whether any deal says that it is a renewal
    - `undated`: customers who left or paused on a day that no column tells; they are in no figure of time
    """

    accounts: pd.DataFrame
    stretches: pd.DataFrame
    absences: pd.DataFrame
    contracts: list[Contract]
    purchases: pd.DataFrame
    as_of: date | None
    told_by: str
    undated: int
    assumed_share: float | None
    has_renewal_deals: bool


def book(workspace: Workspace, scope: Scope, terms: Terms) -> Book:
    """Read the book: reports by month before subscriptions, these before a list of customers, won deals where nothing else is."""
    scope = scope.only(from_on=None, to_on=None)
    as_of = scope.as_of or workspace.engine.last_day
    accounts = workspace.engine.query("churn/churn_accounts", scope)
    place = pd.Series(np.arange(len(accounts)), index=accounts["account_key"])
    paid = workspace.engine.query("churn/churn_stretches", scope)
    paid = paid.assign(row=paid["account_key"].map(place), reason=paid["end_reason"])
    made: list[Contract] = []
    has_renewal_deals = False
    purchases = pd.DataFrame(columns=["row", "closed_on", "cents"])
    if len(accounts) and (accounts["told_by"] == "deals").all():
        # filters choose customers: what else a customer bought counts, whoever sold it
        won = workspace.engine.query("churn/churn_won", Scope(as_of=scope.as_of))
        won = won.assign(row=won["account_key"].map(place))
        won = won[won["row"].notna()]
        sales = _sales(won, terms)
        has_renewal_deals = bool(sales["kind"].isin(["renewal", "refused"]).any())
        if won["recurring_cents"].isna().all() and not sales["kind"].isin(["renewal", "refused", "churned"]).any():
            purchases = won.loc[won["status"] == "won", ["row", "closed_on", "cents"]]
        made = contracts(sales, as_of, terms.contract_months, terms.grace_days)
        paid = _as_stretches(made, "deals")
    elif (paid["ends"] == "term").any():
        with_term = paid["row"].isin(paid.loc[paid["ends"] == "term", "row"])
        told = _told_terms(paid[with_term & paid["is_dated"]])
        made = contracts(told, as_of, terms.contract_months, terms.grace_days)
        # a contract whose end is not told goes on
        made = [each for each in made if each.end_on.year < 9999]
        ended = with_term & (paid["until_on"].notna() | ~paid["is_dated"])
        paid = pd.concat([paid[~ended], _as_stretches(made, "subscriptions"), paid[ended & ~paid["is_dated"]]])
    undated = paid[~paid["is_dated"].astype(bool)]
    stretches, absences = _settled(paid[paid["is_dated"].astype(bool)], accounts, as_of, terms.gap_days)
    return Book(
        accounts=accounts,
        stretches=stretches[_STRETCH],
        absences=absences,
        contracts=made,
        purchases=purchases,
        as_of=as_of,
        told_by=_told_by(accounts, stretches),
        undated=int(undated["row"].nunique()),
        assumed_share=_assumed(made, stretches),
        has_renewal_deals=has_renewal_deals,
    )


def _told_by(accounts: pd.DataFrame, stretches: pd.DataFrame) -> str:
    if len(stretches):
        return str(stretches["told_by"].value_counts().index[0])
    return "tenure" if accounts["tenure_months"].notna().any() else "nothing"


def _assumed(made: list[Contract], stretches: pd.DataFrame) -> float | None:
    customers = stretches["row"].nunique()
    return len({each.row for each in made if each.is_assumed}) / customers if customers else None


def _sales(won: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Won deals, refused renewals and churned customers in the form that `contracts` reads."""
    kinds = [kind_of(SALES, *texts) for texts in zip(won["deal_type"], won["pipeline"], won["name"], strict=True)]
    kind = pd.Series(kinds, index=won.index, dtype="object")
    lost = won["status"] == "lost"
    sales = won.assign(kind=kind.mask(lost & (kind == "renewal"), "refused"), won_on=won["closed_on"], end_on=pd.NaT)
    sales = sales[~lost | (kind == "renewal")]
    # told per month, else what a month of the term is worth; a rate is that of the deal
    rate = (sales["cents"] / sales["amount_cents"].where(sales["amount_cents"] != 0)).fillna(1.0)
    recurring = (sales["recurring_cents"] * rate).round()
    cents = recurring.fillna((sales["cents"].where(sales["cents"] > 0) / terms.contract_months).round())
    sales = sales.assign(cents=cents, reason=sales["lost_reason"])
    left = won[won["churned_on"].notna()]
    left = left.assign(
        kind="churned", won_on=left["churned_on"], end_on=pd.NaT, reason=left["lost_reason"], cents=np.nan
    )
    columns = ["row", "deal_key", "won_on", "end_on", "cents", "plan", "kind", "reason"]
    return pd.concat([sales[columns], left[columns]]).sort_values(["row", "won_on"], kind="stable")


def _told_terms(paid: pd.DataFrame) -> pd.DataFrame:
    open_end = pd.Timestamp("9999-12-31").as_unit("s")
    return pd.DataFrame(
        {
            "row": paid["row"], "deal_key": np.nan, "won_on": paid["from_on"],
            "end_on": paid["until_on"].astype("datetime64[s]").fillna(open_end), "cents": paid["cents"], "plan": paid["plan"],
            "kind": None, "reason": paid["reason"],
        }
    )  # fmt: skip


def _as_stretches(made: list[Contract], told_by: str) -> pd.DataFrame:
    rows = [
        {
            "row": each.row, "told_by": told_by, "from_on": each.from_on,
            "until_on": {"renewed": each.next_on, "ended": each.end_on}.get(each.state), "is_dated": True,
            "cents": each.cents, "months_per_bill": np.nan, "plan": each.plan, "ends": "ended" if each.state == "ended" else None,
            "reason": each.reason, "cancelled_on": None, "known_on": each.from_on,
        }
        for each in made
    ]  # fmt: skip
    columns = [
        "row", "told_by", "from_on", "until_on", "is_dated", "cents", "months_per_bill", "plan", "ends", "reason", "cancelled_on",
        "known_on",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    days = ["from_on", "until_on", "cancelled_on", "known_on"]
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in days}, cents=frame["cents"].astype("Float64"))


def _settled(
    paid: pd.DataFrame, accounts: pd.DataFrame, as_of: date | None, gap_days: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The stretches with short gaps closed, and the absences that remain."""
    day = pd.Timestamp(as_of or date.min)
    # a renewal that is signed begins when the term before it ends
    paid = paid[paid["from_on"] <= day].sort_values(["row", "from_on"], kind="stable").reset_index(drop=True)
    later = paid["until_on"] > day
    told = later & (paid["ends"] == "ended") & ((paid["cancelled_on"] <= day) | (paid["known_on"] <= day))
    goes_on = later | ((paid["ends"] == "replaced") & ~_has_next(paid))
    paid = paid.assign(
        scheduled_on=paid["until_on"].where(told),
        until_on=paid["until_on"].mask(goes_on),
        ends=paid["ends"].mask(goes_on),
    )
    gaps = _gaps(paid)
    closing = paid.merge(gaps, left_on=["row", "until_on"], right_on=["row", "left_on"], how="left")
    allowed = (
        closing["ends"].map({"replaced": np.inf}).fillna(float(gap_days)).mask(closing["told_by"] == "months", -1.0)
    )
    is_short = (closing["back_on"] - closing["left_on"]).dt.days <= allowed
    paid = paid.assign(until_on=closing["back_on"].where(is_short, paid["until_on"]).to_numpy())
    return paid, _absences(paid, accounts)


def _has_next(paid: pd.DataFrame) -> pd.Series:
    return paid["from_on"].groupby(paid["row"]).transform("max") >= paid["until_on"]


def _gaps(paid: pd.DataFrame) -> pd.DataFrame:
    """Where a customer pays nothing: the end of all that was paid for, and the day of the next payment, missing where there is none."""
    far = pd.Timestamp("2262-01-01")
    end = paid["until_on"].fillna(far)
    covered = end.groupby(paid["row"]).cummax()
    following = paid["from_on"].groupby(paid["row"]).shift(-1)
    is_gap = (covered < far) & (following.isna() | (following > covered))
    return pd.DataFrame({"row": paid["row"], "left_on": covered, "back_on": following})[is_gap]


def _absences(paid: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """One row per gap that was not closed, with the reason and what stopped."""
    gaps = _gaps(paid)
    if gaps.empty:
        return pd.DataFrame(columns=_ABSENCE)
    ended = paid.merge(gaps, left_on=["row", "until_on"], right_on=["row", "left_on"])
    ended = ended.assign(paused=ended["ends"] == "paused", cents=ended["cents"].astype("float64"))
    found = ended.groupby(["row", "left_on"], as_index=False, sort=False).agg(
        back_on=("back_on", "first"), paused=("paused", "any"), cents=("cents", lambda each: each.sum(min_count=1)),
        reason=("reason", "first"),
    )  # fmt: skip
    list_ = accounts.iloc[found["row"].astype(int)].reset_index(drop=True)
    # the list of customers tells of the last time somebody left
    is_last = found["back_on"].isna() & ~list_["is_later"].astype(bool)
    reason = found["reason"].fillna(list_["churn_reason"].where(is_last))
    type_ = list_["churn_type"].where(is_last)
    kind = pd.Series([kind_of(REASONS, *each) for each in zip(type_, reason, strict=True)], dtype="object")
    paused = found["paused"] | (is_last & (list_["status"] == "paused")).astype(bool)
    kind = kind.mask(paused, "paused").fillna("not_told")
    found = found.assign(kind=kind, is_pause=kind == "paused", reason=reason)
    # a pause that turned into leaving
    gone = (
        found["is_pause"]
        & is_last
        & list_["is_churned"].fillna(False).astype(bool)
        & (list_["ended_on"] > found["left_on"])
    )
    left = found[gone].assign(left_on=list_.loc[gone, "ended_on"], is_pause=False, cents=0.0, kind="not_told")
    found = pd.concat([found.assign(back_on=found["back_on"].mask(gone, list_["ended_on"])), left], ignore_index=True)
    return found[_ABSENCE].sort_values(["row", "left_on"], kind="stable").reset_index(drop=True)
