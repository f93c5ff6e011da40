"""Reports of stage changes: what Salesforce gives, and two shapes that other programs write."""

from __future__ import annotations

from datetime import timedelta

from tests.roundtrip import words
from tests.roundtrip.deals import Deal
from tests.roundtrip.export import CHANCES, Export
from tests.roundtrip.salesforce import id15, id18, money
from tests.roundtrip.table import Cell, Table, table_of


def _moves(deal: Deal) -> list[tuple[str | None, str, object]]:
    """(from, to, when), from None for the first."""
    stages = [None, *(step.stage for step in deal.steps)]
    return [(before, step.stage, step.at) for before, step in zip(stages, deal.steps, strict=False)]


def _newest_first(rows: list[tuple[object, dict[str, Cell]]]) -> list[dict[str, Cell]]:
    return [row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _from_to(is_named_only: bool):
    """Opportunity History: saves that change no stage are in it too; `Stage` is where the deal stands today."""

    def make(export: Export, deals: list[Deal]) -> Table:
        rows = []
        for deal in deals:
            for before, stage, at in _moves(deal):
                row = {
                    "Opportunity Name": deal.name,
                    **({} if is_named_only else {"Opportunity ID": export.identify(deal)}),
                    "Stage": export.now(deal),
                    "From Stage": before and export.stages[before],
                    "To Stage": export.stages[stage],
                    "Stage Duration": 3,
                    "Amount": money(deal),
                    "Probability (%)": CHANCES[stage],
                    "Last Modified": at,
                    "Last Modified By": deal.owner,
                    "Close Date": deal.expected,
                    "Created Date": deal.created,
                }
                rows.append((at, row))
                if stage == "B":
                    saved = at + timedelta(hours=2)
                    rows.append((saved, row | {"From Stage": export.stages["B"], "Last Modified": saved}))
        return table_of(_newest_first(rows))

    return make


_AUDIT = {
    "en": ("Opportunity Name", "Opportunity ID", "Field / Event", "Old Value", "New Value", "Edit Date", "Edited By", "Stage"),
    "pt": ("Nome da oportunidade", "Opportunity ID", "Campo/Compromisso", "Valor antigo", "Novo valor", "Data de edição", "Editado por", "Fase"),
}  # fmt: skip


def _audit(export: Export, deals: list[Deal]) -> Table:
    """Opportunity Field History: one row per change of any field."""
    name, ref, what, old, new, when, who, stage_field = _AUDIT[export.language]
    rows = []
    for deal in deals:

        def row(at, field, before, after, deal=deal):
            cells = {name: deal.name, ref: export.identify(deal), what: field, old: before, new: after, when: at, who: deal.owner}  # fmt: skip
            rows.append((at, cells))

        if export.language == "en":
            row(deal.created, "Created.", None, None)
        row(deal.created + timedelta(minutes=1), "Amount", None, "100.00")
        for before, stage, at in _moves(deal)[1:]:
            row(at, stage_field, export.stages[before], export.stages[stage])
            row(at + timedelta(minutes=1), "Next Step", "Call", "Visit")
    return table_of(_newest_first(rows))


def _objects(export: Export, deals: list[Deal]) -> Table:
    """OpportunityHistory: the state after each save, without what was before."""
    rows = []
    for deal in deals:
        for _, stage, at in _moves(deal):
            row = {
                "Id": f"0085g00000{len(rows):05d}AAA",
                "OpportunityId": export.identify(deal),
                "StageName": export.stages[stage],
                "Amount": money(deal),
                "ExpectedRevenue": money(deal, 2),
                "CloseDate": deal.expected,
                "Probability": CHANCES[stage],
                "ForecastCategory": "Pipeline",
                "CreatedDate": at,
            }
            rows.append((at, row))
            if stage == "A":  # the amount is changed, the stage is not
                rows.append((at + timedelta(hours=1), row | {"CreatedDate": at + timedelta(hours=1)}))
    return table_of([row for _, row in sorted(rows, key=lambda pair: pair[0])])


def _field_objects(export: Export, deals: list[Deal]) -> Table:
    rows = []
    for deal in deals:
        row = {"OpportunityId": export.identify(deal), "Field": "created", "OldValue": None, "NewValue": None, "CreatedDate": deal.created}  # fmt: skip
        rows.append((deal.created, row))
        for before, stage, at in _moves(deal)[1:]:
            rows.append((at, row | {"Field": "StageName", "OldValue": export.stages[before], "NewValue": export.stages[stage], "CreatedDate": at}))  # fmt: skip
            rows.append((at, row | {"Field": "CloseDate", "OldValue": "2026-01-01", "NewValue": "2026-02-01", "CreatedDate": at}))  # fmt: skip
    return table_of(_newest_first(rows))


def _intervals(export: Export, deals: list[Deal]) -> Table:
    """A log with both ends of each stay, as Frappe keeps it."""
    rows = []
    for deal in deals:
        for number, step in enumerate(deal.steps):
            after = deal.steps[number + 1] if number + 1 < len(deal.steps) else None
            rows.append(
                {
                    "Deal ID": export.identify(deal),
                    "From": export.stages[step.stage],
                    "From Date": step.at,
                    "To": after and export.stages[after.stage],
                    "To Date": after and after.at,
                    "Duration": after and int((after.at - step.at).total_seconds()),
                }
            )
    return table_of(rows)


def _values(export: Export, deals: list[Deal]) -> Table:
    """A stage and the moment of its entry, as warehouses keep HubSpot's deal stages."""
    return table_of(
        [
            {"deal_id": export.identify(deal), "date_entered": step.at, "source": "CRM_UI", "value": export.stages[step.stage]}
            for deal in deals
            for step in deal.steps
        ]
    )  # fmt: skip


def _plain_id(deal: Deal) -> str:
    return f"{deal.number:06d}"


_EN = words.SALESFORCE["en"]
EXPORTS = [
    Export("salesforce", "opportunity history", "en", _EN, _from_to(False), id15, kind="history"),
    Export("salesforce", "opportunity history by name", "en", _EN, _from_to(True), id15, kind="history", lacks=frozenset({"id"})),
    Export("salesforce", "field history", "en", _EN, _audit, id15, kind="history"),
    Export("salesforce", "field history", "pt", words.SALESFORCE["pt"], _audit, id15, kind="history", lacks=frozenset({"first stage"})),
    Export("salesforce", "history objects", "en", _EN, _objects, id18, kind="history"),
    Export("salesforce", "field history objects", "en", _EN, _field_objects, id18, kind="history"),
    Export("generic", "log of intervals", "en", words.USUAL["en"], _intervals, _plain_id, kind="history"),
    Export("generic", "values in time", "en", words.USUAL["en"], _values, _plain_id, kind="history"),
]  # fmt: skip
