"""HubSpot: a list view with the dates on which each stage was entered; English names stay in localised files."""

from __future__ import annotations

from datetime import timedelta

from tests.roundtrip import words
from tests.roundtrip.deals import Deal
from tests.roundtrip.export import CHANCES, Export
from tests.roundtrip.table import Money, Table, table_of

PIPELINE = "Sales Pipeline"
# only what was seen in real files; the rest of a localised file is English
LOCALISED = {
    "fr": {"Record ID": "ID de fiche d'informations", "Deal Name": "Nom de la transaction", "Deal Stage": "Phase de la transaction", "Amount": "Montant", "Create Date": "Date de création", "Close Date": "Date de fermeture", "Deal owner": "Propriétaire de la transaction"},
    "de": {"Amount": "Betrag", "Close Date": "Abschlussdatum"},
    "pt": {"Deal Stage": "Etapa do negócio", "Create Date": "Data de criação"},
}  # fmt: skip
INTERNAL = {
    "A": "appointmentscheduled",
    "B": "3165428979",
    "C": "contractsent",
    "won": "closedwon",
    "lost": "closedlost",
}


def _id(deal: Deal) -> str:
    return str(35250000000 + 7919 * deal.number)


def entries(deal: Deal) -> dict[str, object]:
    """The latest entry into each stage: what came before a return is lost."""
    return {step.stage: step.at for step in deal.steps}


def _view(quotes: str):
    def make(export: Export, deals: list[Deal]) -> Table:
        open_quote, close_quote = quotes[0], quotes[-1]
        rows = []
        for deal in deals:
            row = {
                "Record ID": int(_id(deal)),
                "Deal Name": deal.name,
                "Pipeline": PIPELINE,
                "Deal Stage": export.now(deal),
                "Amount": deal.amount and Money(deal.amount, deal.currency),
                "Amount in company currency": deal.amount and Money(deal.amount * 2, "EUR"),
                "Currency": deal.currency,
                "Create Date": deal.created,
                "HubSpot Create Date": deal.created + timedelta(days=3),
                "Close Date": deal.closed or deal.expected,
                "Deal owner": deal.owner,
                "Deal probability": CHANCES[deal.last] / 100,
                "Is Deal Closed?": deal.outcome != "open",
                "Is Closed Won": deal.outcome == "won",
                "Closed Lost Reason": deal.reason,
                "Original Traffic Source": deal.source,
                "Associated Company (Primary)": deal.account,
                "Associated Company IDs (Primary)": 9000000 + deal.number,
                "Number of times contacted": deal.number % 9,
                "Days to close": (deal.closed - deal.created.date()).days if deal.closed else None,
                "Renewal of (Ticket ID)": None,
            }
            at = entries(deal)
            for stage, label in export.stages.items():
                row[f"Date entered {open_quote}{label} ({PIPELINE}){close_quote}"] = at.get(stage)
                row[f"Latest time in {open_quote}{label} ({PIPELINE}){close_quote}"] = None
                # a second pipeline that nobody uses
                row[f"Date entered {open_quote}{label} (Renewals (old)){close_quote}"] = None
            localised = LOCALISED.get(export.language, {})
            rows.append({localised.get(heading, heading): cell for heading, cell in row.items()})
        return table_of(rows)

    return make


def _internal(export: Export, deals: list[Deal]) -> Table:
    return table_of(
        [
            {
                "hs_object_id": _id(deal),
                "dealname": deal.name,
                "pipeline": "default",
                "dealstage": export.now(deal),
                "amount": deal.amount and Money(deal.amount, deal.currency),
                "closedate": deal.closed or deal.expected,
                "createdate": deal.created,
                "hubspot_owner_id": 700 + len(deal.owner),
                **{f"hs_v2_date_entered_{stage}": entries(deal).get(key) for key, stage in INTERNAL.items()},
            }
            for deal in deals
        ]
    )


EXPORTS = [
    Export("hubspot", "single quotes", "en", words.HUBSPOT["en"], _view("'"), _id),
    Export("hubspot", "double quotes", "en", words.HUBSPOT["en"], _view('"'), _id),
    Export("hubspot", "curly quotes", "en", words.HUBSPOT["en"], _view("“”"), _id),
    *[
        Export("hubspot", "double quotes", language, words.HUBSPOT[language], _view('"'), _id)
        for language in ("de", "fr", "pt")
    ],
    Export(
        "hubspot", "internal names", "en", INTERNAL, _internal, _id,
        lacks=frozenset({"account", "owner", "currency", "probability", "lost_reason", "source", "status", "pipeline"}),
    ),
]  # fmt: skip
