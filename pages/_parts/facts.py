"""What the pages need to know of a workspace besides its metrics: values to filter by, and the currency of totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from analytics.workspace import Scope, Workspace
from analytics.workspace.engine import CUSTOMER_COLUMNS
from analytics.workspace.scope import LISTS
from pages._parts.work import ask


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
    engine = work.engine
    known, currencies = engine.distinct("deals", {short: short for short in LISTS}), engine.currencies()
    if not any(known.values()):
        known = {short: [] for short in LISTS} | engine.distinct("accounts", CUSTOMER_COLUMNS)
        currencies = engine.currencies("subscriptions", "mrr_months", "customers")
    values = {short: sorted(filter(None, known[short]), key=str.casefold) for short in LISTS}
    alike = frozenset(short for short in LISTS if len(known[short]) <= 1)
    kept = sorted(engine.kept_values(only_groups=True), key=str.casefold)
    return Facts(engine.last_day, values | {"where": kept}, alike, currencies)
