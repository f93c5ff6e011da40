"""What a customer is worth, and what winning one cost: only where margin and cost are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics.churn.lifetimes import curve
from analytics.periods import period_named
from analytics.survival import at, difference, wilson
from analytics.workspace import Terms

CAP = 60  # months: further than five years no curve of such data reaches

NO_MARGIN = (
    "The gross margin is not entered: Setup takes it. Without it a customer's value would be revenue, not money earned."
)
NO_DAYS = "No whole month of payments is known."
NO_MONEY = "No recurring amount is told."
NO_CHURN = "Nobody has left in the last twelve months: value / churn would be without limit."
NO_COST = "What winning customers cost is not entered: Setup takes it by period and source."


@dataclass(frozen=True)
class Value:
    """The value of a customer; each figure is missing where `refused` says why.

    - `arpa`: paid a month by each customer, on average; `churn`: customers lost a month, of the last twelve months; `is_steady`: its two
      halves are alike
    - `ltv` = arpa x margin / churn; `ltv_capped`: the same, cut off after five years; `ltv_observed`: arpa x margin, for as long as
      customers were seen to stay (sum of the survival curve, to five years at most)
    - `cac`: cost / customers won in the same periods; `ltv_cac`; `payback_months` = cac / (arpa x margin)
    - `sources`: one row per source with a cost: `source`, `cost`, `customers`, `cac`, `payback_months`
    """

    arpa: float | None = None
    churn: float | None = None
    is_steady: bool | None = None
    ltv: float | None = None
    ltv_capped: float | None = None
    ltv_observed: float | None = None
    cac: float | None = None
    ltv_cac: float | None = None
    payback_months: float | None = None
    sources: pd.DataFrame | None = None
    refused: tuple[str, ...] = ()


def lifetime_value(arpa: float, margin: float, churn: float, months: int | None = None, discount: float = 0.0) -> float:
    """What a customer earns who pays `arpa` a month in advance and leaves with the chance `churn` each month.

    `months`: cut off there; `discount`: a month's interest.

    >>> round(lifetime_value(100, 0.8, 0.02)), round(lifetime_value(100, 0.8, 0.02, months=60), 2)
    (4000, 2809.79)
    """
    stays = (1 - churn) / (1 + discount)
    return arpa * margin * (1 - (stays**months if months else 0)) / (1 - stays)


def per_year(monthly: float) -> float:
    """A monthly rate of loss by the year: 1 - (1 - c)^12, which is less than twelve times as much."""
    return 1 - (1 - monthly) ** 12


def value(months: pd.DataFrame, found: pd.DataFrame, terms: Terms, as_of: date | None, fiscal_start: int = 1) -> Value:
    """The value of a customer, from the whole months of the last twelve and the lives of all."""
    whole = months[~months["is_partial"].astype(bool)].tail(12)
    refused = []
    if whole.empty:
        return Value(refused=(NO_DAYS,))
    if whole["closing"].iloc[-1] <= 0:
        return Value(refused=(NO_MONEY,))
    last = whole.iloc[-1]
    arpa = float(last["closing"] / last["closing_customers"] / 100)
    n, lost = int(whole["customers"].sum()), int(whole["lost"].sum())
    churn = lost / n if n else None
    row = {"arpa": arpa, "churn": churn, "is_steady": _steady(whole)}
    if terms.gross_margin is None:
        refused.append(NO_MARGIN)
    elif not churn:
        refused.append(NO_CHURN)
    else:
        seen = curve(found)
        longest = min(CAP, int(found["months"].max()))
        stays = sum(at(seen, month)[0] for month in range(longest))
        row |= {
            "ltv": lifetime_value(arpa, terms.gross_margin, churn),
            "ltv_capped": lifetime_value(arpa, terms.gross_margin, churn, CAP),
            "ltv_observed": arpa * terms.gross_margin * stays,
        }
    sources, cac = _costs(found, terms, as_of, fiscal_start)
    if cac is None:
        refused.append(NO_COST)
    else:
        row["cac"] = cac
        if terms.gross_margin is not None:
            earned = arpa * terms.gross_margin
            row["payback_months"] = cac / earned
            row["ltv_cac"] = row["ltv"] / cac if row.get("ltv") and cac else None
            sources = sources.assign(payback_months=sources["cac"] / earned)
    return Value(**row, sources=sources, refused=tuple(refused))


def _steady(whole: pd.DataFrame) -> bool | None:
    """Whether the older and the newer half of the months lose customers alike, as far as their numbers tell."""
    half = len(whole) // 2
    parts = [(int(each["lost"].sum()), int(each["customers"].sum())) for each in (whole.iloc[:half], whole.iloc[half:])]
    if min(n for _, n in parts) == 0:
        return None
    low, high = difference(*((lost / n, *wilson(lost / n, n)) for lost, n in parts))
    return low <= 0 <= high


def _costs(
    found: pd.DataFrame, terms: Terms, as_of: date | None, fiscal_start: int
) -> tuple[pd.DataFrame, float | None]:
    """The cost of a customer by source, and of all; periods that are not over yet wait."""
    rows = []
    for cost in terms.acquisition_costs:
        period = period_named(cost.period, fiscal_start)
        if as_of is None or period.to_on > as_of:
            continue
        began = found["began_on"].between(pd.Timestamp(period.from_on), pd.Timestamp(period.to_on))
        mine = began & (found["source"] == cost.source) if cost.source else began
        rows.append((cost.source, period.name, cost.amount, int(mine.sum()), int(began.sum())))
    told = pd.DataFrame(rows, columns=["source", "period", "cost", "customers", "all"])
    by = told[told["source"].notna()].groupby("source", as_index=False)[["cost", "customers"]].sum()
    by = by.assign(cac=by["cost"] / by["customers"].where(by["customers"] > 0))
    # of a period with a cost of all together, that counts; else the sum over its sources
    in_all = told[told["source"].isna()]
    parts = told[told["source"].notna() & ~told["period"].isin(in_all["period"])]
    cost = in_all["cost"].sum() + parts["cost"].sum()
    won = in_all["customers"].sum() + parts.drop_duplicates("period")["all"].sum()
    return by, float(cost / won) if won and np.isfinite(cost) else None
