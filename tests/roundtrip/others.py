"""Pipedrive, Zoho, Dynamics and Odoo, and tables that people keep by themselves."""

from __future__ import annotations

from datetime import datetime

from tests.roundtrip import words
from tests.roundtrip.deals import Deal
from tests.roundtrip.export import CHANCES, Export
from tests.roundtrip.salesforce import money
from tests.roundtrip.table import Table, table_of

OUTCOMES = ("open", "won", "lost")
_SAVED = datetime.fromisoformat("2026-06-29 12:00")


def _closed_at(deal: Deal, outcome: str | None = None) -> datetime | None:
    return deal.moved if deal.outcome == outcome or (outcome is None and deal.closed) else None


# Pipedrive

PIPEDRIVE = {
    "en": "Deal - ID, Deal - Title, Deal - Owner, Deal - Value, Deal - Currency of Value, Deal - Probability, Deal - Organization, Deal - Pipeline, Deal - Stage, Deal - Status, Deal - Deal created, Deal - Last stage change, Deal - Won time, Deal - Lost time, Deal - Deal closed on, Deal - Lost reason, Deal - Expected close date",
    "de": "Deal - ID, Deal - Titel, Deal - Besitzer, Deal - Wert, Deal - Währung, Deal - Wahrscheinlichkeit, Deal - Organisation, Deal - Pipeline, Deal - Phase, Deal - Status, Deal - Deal erstellt, Deal - Letzte Phasenänderung, Deal - Datum des gewonnenen Deals, Deal - Datum des verlorenen Deals, Deal - Deal abgeschlossen am, Deal - Verlustgrund, Deal - Erwarteter Abschluss",
    "fr": "Affaire - ID, Affaire - Titre, Affaire - Vendeur, Affaire - Valeur, Affaire - Devise, Affaire - Probabilité, Affaire - Organisation, Affaire - Pipeline, Affaire - Étape, Affaire - Statut, Affaire - Affaire créée, Affaire - Dernière mise à jour de l'étape, Affaire - Date de gain, Affaire - Date de perte, Affaire - Closed on, Affaire - Raison de la perte, Affaire - Date de clôture prévue",
    "pt": "Negócio - ID, Negócio - Título, Negócio - Proprietário, Negócio - Valor, Negócio - Moeda de Valor, Negócio - Probabilidade, Negócio - Organização, Negócio - Funil, Negócio - Etapa, Negócio - Status, Negócio - Negócio criado em, Negócio - Última alteração de etapa, Negócio - Ganho em, Negócio - Data de perda, Negócio - Negócio fechado em, Negócio - Motivo da perda, Negócio - Data de fechamento esperada",
}  # fmt: skip


def _pipedrive(export: Export, deals: list[Deal]) -> Table:
    headings = PIPEDRIVE[export.language].split(", ")
    status = dict(zip(OUTCOMES, words.STATUS[export.language], strict=True))
    rows = []
    for deal in deals:
        cells = [
            int(export.identify(deal)), deal.name, deal.owner, money(deal), deal.currency, None, deal.account, "Inbound",
            export.died(deal), status[deal.outcome], deal.created, deal.moved, _closed_at(deal, "won"),
            _closed_at(deal, "lost"), _closed_at(deal), deal.reason, deal.expected,
        ]  # fmt: skip
        entity = headings[0].partition(" - ")[0]
        rows.append(
            dict(zip(headings, cells, strict=True))
            | {f"{entity} - SDR 🚨": deal.owner, f"{entity} - Done activities": deal.number % 7}
        )
    return table_of(rows)


# Zoho


def _zoho(module: str):
    def make(export: Export, deals: list[Deal]) -> Table:
        return table_of(
            [
                {
                    "Record Id": export.identify(deal),
                    f"{module} Owner.id": f"zcrm_55{len(deal.owner):04d}",
                    f"{module} Owner": deal.owner,
                    f"{module} Name": deal.name,
                    "Amount": money(deal),
                    "Closing Date": deal.closed or deal.expected,
                    "Account Name.id": f"zcrm_66{deal.number:04d}",
                    "Account Name": deal.account,
                    "Stage": export.now(deal),
                    "Probability (%)": CHANCES[deal.last],
                    "Expected Revenue": money(deal, 2),
                    "Lead Source": deal.source,
                    "Created By.id": "zcrm_551",
                    "Created By": "Somebody Else",
                    "Created Time": deal.created,
                    "Modified Time": _SAVED,
                    "Contact Name.id": "",
                    "Contact Name": "",
                    "Currency": deal.currency,
                    "Exchange Rate": 1,
                    "Reason For Loss": deal.reason,
                    "Stage Modified Time": deal.moved,
                    "Sales Cycle Duration": (deal.closed - deal.created.date()).days if deal.closed else None,
                    "Tag": "big,fast" if deal.number % 2 else "",
                    "Locked": False,
                }
                for deal in deals
            ]
        )

    return make


# Dynamics


def _dynamics(export: Export, deals: list[Deal]) -> Table:
    status = dict(zip(OUTCOMES, ("Open", "Won", "Lost"), strict=True))
    why = {"open": "In Progress", "won": "Won", "lost": "Canceled"}
    return table_of(
        [
            {
                "(Do Not Modify) Opportunity": export.identify(deal),
                "(Do Not Modify) Row Checksum": f"q7G{deal.number:05d}==",
                "(Do Not Modify) Modified On": _SAVED,
                "Topic": deal.name,
                "Potential Customer": deal.account,
                "Est. close date": deal.expected,
                "Est. revenue": money(deal),
                "Currency": {"EUR": "Euro", "USD": "US Dollar"}[deal.currency],
                "Probability": CHANCES[deal.last_open],
                "Rating": "Warm",
                "Status": status[deal.outcome],
                "Status Reason": why[deal.outcome],
                "Sales Stage": export.died(deal),
                "Owner": deal.owner,
                "Created On": deal.created,
                "Actual Close Date": deal.closed,
                "Actual Revenue": money(deal) if deal.outcome == "won" else None,
                "Modified On": _SAVED,
            }
            for deal in deals
        ],
        hidden=3,
    )


# Odoo


def _guarded(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-") else text


def _odoo(tags: bool = False):
    def make(export: Export, deals: list[Deal]) -> Table:
        (name, customer, stage, person, revenue, prorated, chance, deadline, closed, moved, created, reason, source, kind, active, currency, days) = words.ODOO_HEADINGS[export.language]  # fmt: skip
        rows = []
        for deal in deals:
            row = {
                "ID": int(export.identify(deal)),
                name: _guarded(deal.name),
                customer: _guarded(deal.account),
                stage: export.stages["won"] if deal.outcome == "won" else export.died(deal),
                person: deal.owner,
                revenue: money(deal),
                prorated: money(deal, 2),
                chance: CHANCES[deal.last],
                deadline: deal.expected,
                closed: _closed_at(deal),
                moved: deal.moved,
                created: deal.created,
                reason: deal.reason,
                source: deal.source,
                kind: name,
                # a lost deal is put away
                active: deal.outcome != "lost",
                currency: deal.currency,
                days: 12.5 if deal.closed else None,
            }
            rows.append(row | ({"Tags": "Hot"} if tags else {}))
            if tags and deal.number % 3 == 0:
                rows.append(dict.fromkeys(rows[-1]) | {"Tags": "Second tag"})
        return table_of(rows)

    return make


def _odoo_technical(export: Export, deals: list[Deal]) -> Table:
    return table_of(
        [
            {
                "id": export.identify(deal),
                "name": _guarded(deal.name),
                "partner_id": _guarded(deal.account),
                "stage_id": export.stages["won"] if deal.outcome == "won" else export.died(deal),
                "user_id": deal.owner,
                "expected_revenue": money(deal),
                "probability": CHANCES[deal.last],
                "date_deadline": deal.expected,
                "date_closed": _closed_at(deal),
                "create_date": deal.created,
                "lost_reason_id": deal.reason,
                "source_id": deal.source,
                "type": "opportunity",
                "active": deal.outcome != "lost",
                "company_currency": deal.currency,
                "tag_ids": "Hot,New" if deal.number % 2 else "",
            }
            for deal in deals
        ]
    )


# tables without a program


def _plain(export: Export, deals: list[Deal]) -> Table:
    heading = words.PLAIN[export.language]
    is_status = export.variant == "with a status"
    status = dict(zip(OUTCOMES, words.STATUS[export.language], strict=True))
    return table_of(
        [
            {
                heading["id"]: export.identify(deal),
                heading["name"]: deal.name,
                heading["account"]: deal.account,
                heading["owner"]: deal.owner,
                heading["pipeline"]: "Inbound",
                heading["stage"]: export.died(deal) if is_status else export.now(deal),
                **({heading["status"]: status[deal.outcome]} if is_status else {}),
                heading["amount"]: money(deal),
                heading["currency"]: deal.currency,
                heading["probability"]: f"{CHANCES[deal.last]}%" if is_status else CHANCES[deal.last],
                heading["created"]: deal.created.date(),
                heading["expected"]: deal.expected,
                heading["closed"]: deal.closed,
                heading["reason"]: deal.reason,
                heading["source"]: deal.source,
            }
            for deal in deals
        ]
    )


def _number(deal: Deal) -> str:
    return str(1000 + deal.number)


def _zeros(deal: Deal) -> str:
    return f"{deal.number:06d}"


def _guid(deal: Deal) -> str:
    return f"6f9619ff-8b86-d011-b42d-00c04f{deal.number:06x}"


EXPORTS = [
    *[Export("pipedrive", "list", language, words.USUAL[language], _pipedrive, _number) for language in PIPEDRIVE],
    Export("zoho", "deals", "en", words.ZOHO, _zoho("Deal"), lambda deal: f"zcrm_5544330000001{deal.number:05d}"),
    Export("zoho", "renamed module", "en", words.ZOHO, _zoho("Students Pipeline"), lambda deal: f"zcrm_5544330000001{deal.number:05d}"),
    Export("dynamics", "view", "en", words.DYNAMICS, _dynamics, _guid),
    *[Export("odoo", "list", language, stages, _odoo(), _number) for language, stages in words.ODOO.items()],
    Export("odoo", "with tags", "en", words.ODOO["en"], _odoo(tags=True), _number),
    Export("odoo", "import-compatible", "en", words.ODOO["en"], _odoo_technical, lambda deal: f"__export__.crm_lead_{deal.number}_0a1b2c3d"),
    *[Export("generic", variant, language, words.USUAL[language], _plain, _zeros) for variant in ("with outcomes as stages", "with a status") for language in words.LANGUAGES],
]  # fmt: skip
