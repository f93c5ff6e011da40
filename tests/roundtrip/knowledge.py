"""What each program's export can tell of a deal, and so what its canonical rows must be: written by hand.

A field that is not listed for a program is not compared: its export does not know it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pandas as pd

from tests.roundtrip.deals import Deal
from tests.roundtrip.export import CHANCES, Export

_ALWAYS = {"name", "account", "owner", "stage", "amount", "currency", "created_on", "expected_close_on", "closed_on", "source", "lost_reason"}  # fmt: skip
TELLS = {
    # close dates share one column: of a closed deal nobody knows what was expected
    "hubspot": _ALWAYS | {"pipeline", "probability", "status"},
    # no field for the reason of a loss; the outcome is a stage
    "salesforce": _ALWAYS - {"lost_reason"} | {"probability"},
    # no probability unless a pipeline has it switched on, and it says nothing of who referred a deal
    "pipedrive": _ALWAYS - {"source"} | {"pipeline", "status", "stage_changed_on"},
    "zoho": _ALWAYS | {"probability", "stage_changed_on"},
    # no lost reason: a status reason of the program's own list; no source in the view
    "dynamics": _ALWAYS - {"source", "lost_reason"} | {"probability", "status"},
    # lost = archived: the stage is that in which the deal died; won is a stage
    "odoo": _ALWAYS | {"probability", "status"},
    "generic": _ALWAYS | {"pipeline", "probability"},
}
OUTCOME_IS_A_STAGE = {"hubspot", "salesforce", "zoho"}
ONE_CLOSE_DATE = {"hubspot", "salesforce", "zoho"}
PIPELINES = {"hubspot": "Sales Pipeline", "pipedrive": "Inbound", "generic": "Inbound"}

# ids of HubSpot's own stages say what they are called; those of others are numbers
NAMED = {
    "appointmentscheduled": "Appointment Scheduled",
    "contractsent": "Contract Sent",
    "closedwon": "Closed Won",
    "closedlost": "Closed Lost",
}

Through = Callable[[str], str]


def tells(export: Export) -> set[str]:
    told = TELLS[export.crm] - export.lacks
    return told | {"status"} if export.variant == "with a status" else told


def shown_stage(export: Export, deal: Deal) -> str:
    if export.crm in OUTCOME_IS_A_STAGE or export.variant == "with outcomes as stages":
        return NAMED.get(export.now(deal), export.now(deal))
    if export.crm == "odoo" and deal.outcome == "won":
        return export.stages["won"]
    return export.died(deal)


def shown_chance(export: Export, deal: Deal) -> float:
    return CHANCES[deal.last_open if export.crm == "dynamics" else deal.last] / 100


def _words(text: str | None) -> str | None:
    """White space of any kind separates words, no more."""
    return " ".join(text.split()) if text else None


def expected_deal(export: Export, deal: Deal, through: Through) -> dict[str, object]:
    """The canonical row of one deal, as far as this export knows it.  `through`: what the encoding left of a text."""
    is_shared = export.crm in ONE_CLOSE_DATE
    row = {
        "name": _words(through(deal.name)),
        "account": _words(through(deal.account)),
        "owner": _words(through(deal.owner)),
        "pipeline": PIPELINES.get(export.crm),
        "stage": through(shown_stage(export, deal)),
        "status": deal.outcome,
        "amount": deal.amount,
        "currency": deal.currency,
        "probability": shown_chance(export, deal),
        "created_on": deal.created.date(),
        "expected_close_on": deal.expected,
        "closed_on": deal.closed,
        "stage_changed_on": deal.moved.date(),
        "lost_reason": deal.reason,
        "source": deal.source,
    }
    known = tells(export)
    if deal.amount is None:
        known -= {"currency"}
    if export.crm == "odoo" and deal.outcome != "lost":
        known -= {"status"}
    if is_shared and deal.closed:
        known -= {"expected_close_on"}
    if deal.closed is None:  # a shared column holds the expected day here, which is no close
        known -= {"closed_on"}
    return {field: value for field, value in row.items() if field in known}


def read_deal(row: pd.Series, fields: dict[str, object]) -> dict[str, object]:
    """The same fields of a row that was read, as plain values."""
    return {field: _plain(row.get(field), field) for field in fields}


def _plain(value: object, field: str) -> object:
    if value is None or pd.isna(value):
        return None
    if field == "amount":
        return Decimal(value).normalize() if value else Decimal(0)
    if field == "probability":
        return round(float(value), 6)
    if field.endswith("_on"):
        return pd.Timestamp(value).date()
    return str(value)


def identifying(export: Export, deal: Deal) -> str:
    """The part of an id that identifies: of Salesforce's 18 characters the first 15."""
    return export.identify(deal)[:15] if export.crm == "salesforce" else export.identify(deal)


Events = dict[str, list[tuple[str, datetime]]]


def expected_events(export: Export, deals: list[Deal], through: Through) -> Events:
    """The entries into stages, in time, by the id (or the name) that the export shows."""
    events: Events = {}
    for deal in deals:
        stages = (export.stages[step.stage] for step in deal.steps)
        steps = [(through(NAMED.get(stage, stage)), step.at) for stage, step in zip(stages, deal.steps, strict=True)]
        if export.crm == "hubspot":  # only the latest entry into each stage
            steps = sorted(dict(steps).items(), key=lambda step: step[1])
        if "first stage" in export.lacks:  # nothing says when the deal was created
            steps = steps[1:]
        if export.variant.startswith("field history") and len(deal.steps) == 1:  # a stage is named when it is left
            steps = []
        key = _words(through(deal.name)) if "id" in export.lacks else identifying(export, deal)
        if steps:
            events[key] = steps
    return events


def read_events(frame: pd.DataFrame, is_by_name: bool = False) -> Events:
    found: Events = defaultdict(list)
    column = "name" if is_by_name else "deal_ref"
    for key, stage, at in zip(frame[column], frame["stage"], frame["entered_at"], strict=True):
        found[str(key)].append((str(stage), pd.Timestamp(at).round("min").to_pydatetime()))
    return {key: sorted(steps, key=lambda step: step[1]) for key, steps in found.items()}
