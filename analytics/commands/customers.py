"""Commands about customers: who leaves, and what became of what was sold."""

from __future__ import annotations

import argparse
from argparse import Namespace
from datetime import date

import pandas as pd

from analytics.commands.documents import Document, plain, records
from analytics.commands.options import scope_of, scope_options
from analytics.metrics.churn.churn import Churn
from analytics.metrics.churn.churn import churn as count_churn
from analytics.metrics.churn.ledger import MOVEMENTS
from analytics.metrics.delivery.delivery import delivery as count_delivery
from analytics.workspace import Workspace

RATES = ["logo_churn", "gross_churn", "net_churn", "grr", "nrr", "quick_ratio", "nrr_12", "grr_12"]


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    scope = scope_options()
    month = add("churn", churn, "Which customers leave, what that costs, and how long customers stay.", scope)
    month.add_argument("--month", type=_month, metavar="M", help="only this month, as 2026-05")
    add(
        "delivery",
        delivery,
        "Hand-over, implementation and going live; promises kept; churn by how the deal was sold.",
        scope,
    )


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month: write it as 2026-05") from None


def churn(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `churn`."""
    scope, settings = scope_of(args), workspace.settings()
    if args.month:
        scope = scope.only(from_on=args.month, to_on=(pd.Timestamp(args.month) + pd.offsets.MonthEnd(0)).date())
    result = count_churn(workspace, scope, settings.terms, settings.fiscal_year_start)
    return {
        "as_of": plain(result.as_of),
        "known": {"level": result.level, "told_by": result.told_by, "reason": result.reason, "unlock": result.unlock},
        "customers": result.customers,
        "present": result.present,
        "left": result.left,
        "movements": [_movement(row) for row in result.months.to_dict("records")],
        "cohorts": _cohorts(result),
        "survival": records(result.survival),
        "median_months": plain(result.median_months),
        "groups": [_in_units(each) for each in records(result.groups.drop(columns=["keys", "keys_left"]))],
        "by_reason": [_in_units(each) for each in records(result.reasons.drop(columns="keys"))],
        "returned": dict(zip(("came_back", "left"), result.returned, strict=True)),
        "scheduled": [_in_units(each) for each in records(result.scheduled)],
        "at_risk": [_in_units(each) for each in records(result.at_risk)],
        "renewals": {
            **{name: plain(getattr(result.renewed, name)) for name in ("due", "renewed", "lost", "pending", "rate", "low", "high")},
            "months": records(result.renewals),
        },
        "value": _value(result),
        "buyers": _buyers(result),
        "assumed_term_share": plain(result.assumed_share),
        "notes": result.notes,
    }  # fmt: skip


def _movement(row: dict) -> Document:
    """A month as design has it: money in units, shares as they are."""
    money = {name: row[name] / 100 for name in ("opening", *MOVEMENTS, "closing", "paused")}
    counts = {name: int(row[name]) for name in ("customers", "lost", "gained")}
    rates = {name: plain(row[name]) for name in RATES}
    return {"month": f"{row['month']:%Y-%m}", **money, **counts, **rates, "is_partial": bool(row["is_partial"])}


def _cohorts(result: Churn) -> list[Document]:
    return [
        {
            "cohort": f"{row['cohort']:%Y-%m}", "months": int(row["age"]), "customers": int(row["customers"]), "active": int(row["active"]),
            "mrr": row["cents"] / 100, "opening_mrr": row["opening_cents"] / 100,
        }
        for row in result.cohorts.to_dict("records")
    ]  # fmt: skip


def _in_units(document: Document) -> Document:
    """Cents as amounts, under names without the word."""
    names = {"cents": "mrr", "cents_left": "mrr_left", "cents_at_risk": "mrr_at_risk"}
    return {
        names.get(name, name): (None if each is None else round(each) / 100) if name in names else each
        for name, each in document.items()
    }


def _value(result: Churn) -> Document:
    value = result.value
    names = ("arpa", "churn", "is_steady", "ltv", "ltv_capped", "ltv_observed", "cac", "ltv_cac", "payback_months")
    sources = records(value.sources) if value.sources is not None else []
    return {**{name: plain(getattr(value, name)) for name in names}, "sources": sources, "refused": list(value.refused)}


def _buyers(result: Churn) -> Document | None:
    if result.buyers is None:
        return None
    model = result.buyers.model
    rows = result.buyers.table.assign(customer=result.buyers.table["row"].map(result.names)).drop(columns="row")
    return {
        "repeat_share": result.buyers.repeat_share,
        "model": {
            "r": model.r,
            "alpha": model.alpha,
            "a": model.a,
            "b": model.b,
            "log_likelihood": model.log_likelihood,
        },
        "customers": records(rows.assign(expected_amount=rows.pop("expected_cents") / 100)),
    }


def delivery(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `delivery`."""
    result = count_delivery(workspace, scope_of(args), workspace.settings().terms)
    renewed, decided, low, high = result.renewed
    return {
        "as_of": plain(result.as_of),
        "known": {"level": result.level, "reason": result.reason, "unlock": result.unlock},
        "customers": result.customers,
        "steps": records(result.steps.drop(columns="keys")),
        "stuck": [_in_units(each) for each in records(result.stuck)],
        "first_renewal": {
            "renewed": renewed,
            "decided": decided,
            "rate": renewed / decided if decided else None,
            "low": low,
            "high": high,
        },
        "promises": records(result.promises.drop(columns="keys_broken")),
        "referrals": None
        if result.referrals is None
        else {name: getattr(result.referrals, name) for name in ("deals", "won", "live", "rate")},
        "hazards": records(result.hazards.drop(columns="keys_left")),
        "notes": result.notes,
    }
