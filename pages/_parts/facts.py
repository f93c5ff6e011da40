"""What the pages need to know of a workspace besides its metrics: values to filter by, and the currency of totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from analytics.workspace import Scope, Workspace
from analytics.workspace.incoming import UNKNOWN
from analytics.workspace.scope import LISTS
from pages._parts.work import ask

_MOST_VALUES, _FEW = 100, 20  # of a column by which deals can be filtered; below so many deals any column can


@dataclass(frozen=True)
class Facts:
    """Of one generation of a workspace.

    - `values`: for each filter (its name in a link) the values that deals have, in order; `where`: `Column=Value`; without deals, those of the
      customers, and their plans as products
    - `alike`: the filters that would tell nothing apart: all have the same value
    - `last_day`: the last day that the data knows, None where no file has any day; `currencies`: the most frequent one first
    """

    last_day: date | None
    values: dict[str, list[str]] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()
    currencies: list[str] = field(default_factory=list)


def facts(work: Workspace) -> Facts:
    """Looked up once for each generation."""
    return ask(_look_up, work, Scope())


def reporting_currency(work: Workspace) -> str | None:
    """The currency of all totals: as set, else the most frequent one of the deals."""
    return work.settings().reporting_currency or next(iter(facts(work).currencies), None)


def _look_up(work: Workspace, _: Scope) -> Facts:
    deals, dimensions = work.engine.table("deals"), work.engine.table("deal_dimensions")
    if deals.empty:
        deals = _customers(work)
    values = {short: _in_order(deals[short]) for short in LISTS}
    told = dimensions[dimensions["name"].isin(_few_values(dimensions))]
    values["where"] = _in_order(told["name"] + "=" + told["value"])
    used = deals.loc[deals["currency"] != UNKNOWN, "currency"].dropna().value_counts(sort=True)
    currencies = sorted(used.index, key=lambda currency: (-used[currency], currency))
    alike = frozenset(short for short in LISTS if deals[short].nunique(dropna=False) <= 1)
    return Facts(work.engine.last_day, values, alike, currencies)


def _few_values(dimensions: pd.DataFrame) -> list[str]:
    """The kept columns that tell groups of deals: neither names nor texts, of which there is another for nearly every deal."""
    values = dimensions.groupby("name")["value"].agg(["nunique", "size"])
    own = (values["nunique"] > _MOST_VALUES) | (values["nunique"] > values["size"].clip(lower=_FEW) / 2)
    return values.index[~own].tolist()


def _customers(work: Workspace) -> pd.DataFrame:
    """The customers with the columns by which deals are filtered."""
    accounts = work.engine.table("accounts").rename(columns={"plan": "product"})
    paid = [work.engine.table(name)["currency"] for name in ("subscriptions", "mrr_months", "customers")]
    currency = pd.concat(paid, ignore_index=True).dropna().reindex(range(len(accounts)))
    return accounts.assign(currency=currency.to_numpy()).reindex(columns=[*LISTS, "currency"])


def _in_order(values: pd.Series) -> list[str]:
    return sorted(values.dropna().unique(), key=str.casefold)
