"""How changes between two days are known."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.workspace import Scope, Workspace, crm_name


def known(days: pd.DataFrame, from_on: date, to_on: date) -> tuple[str, str, dict[str, int]]:
    """How the ledger is known, and the CRMs of whose deals nothing tells the state of the first day."""
    told = days[days["deals"] > 0].groupby("crm").agg(audited=("audited", "max"))
    blind = blind_on(days, from_on)
    if len(blind) == len(told):
        why = (
            "One export shows one day. Import an older export of the same deals, or a history of their fields, and every change "
            "between the two is known."
        )
        return "not_possible", why, blind
    exported = set(days["as_of"].dt.date)
    if blind:
        return (
            "inferred",
            f"Inferred: of the deals of {', '.join(map(crm_name, blind))}, no export or audit tells how they stood on the first day.",
            blind,
        )
    if {from_on, to_on} <= exported or (told["audited"] > 0).all():
        return "exact", "Exact: the exports of both days, or an audit of every change, tell it.", blind
    return "inferred", "Inferred: between two exports, deals stand as the older one shows them.", blind


def blind_on(days: pd.DataFrame, on: date) -> dict[str, int]:
    """CRM -> its deals, where no export until that day and no audit tells how they stood on it.  `days`: of `changes_days`."""
    told = (
        days[days["deals"] > 0]
        .groupby("crm")
        .agg(first=("as_of", "min"), deals=("deals", "max"), audited=("audited", "max"))
    )
    unknown = told[(told["first"] > pd.Timestamp(on)) & (told["audited"] == 0)]
    return {str(crm): int(deals) for crm, deals in unknown["deals"].items()}


def export_days(workspace: Workspace, scope: Scope) -> list[date]:
    """The days of which there are exports of deals, oldest first, until the scope's day."""
    found = set(workspace.engine.query("changes/changes_days", scope)["as_of"].dt.date)
    return sorted(day for day in found if scope.as_of is None or day <= scope.as_of)
