"""What became of the files of one import, with what only all imports together tell of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analytics.intake import Receipt
from analytics.intake.recognise import GENERIC, crm_name
from analytics.wording import count, one_or_many
from analytics.workspace.engine import Engine


@dataclass(frozen=True)
class ImportResult:
    """What became of one file: its import id and receipt; `already_imported`: these very bytes were there before."""

    import_id: str
    receipt: Receipt
    already_imported: bool


def with_context(results: Sequence[ImportResult], engine: Engine, *, several_crms: bool) -> list[ImportResult]:
    """The same, each of its account, with notes on that, and on deals that are not here, or in another CRM too, or known better
    by an older export."""
    filled, crms, said = engine.filled_in(), engine.crms(), engine.notes()
    results = [
        replace(each, receipt=replace(each.receipt, crm=crms.get(each.import_id, each.receipt.crm))) for each in results
    ]
    found = [
        said.get(each.import_id, []) + _context(each, engine, filled.get(each.import_id, {}), several_crms=several_crms)
        for each in results
    ]
    return [
        replace(result, receipt=replace(result.receipt, notes=[*result.receipt.notes, *notes])) if notes else result
        for result, notes in zip(results, found, strict=True)
    ]


def _context(result: ImportResult, engine: Engine, filled: Mapping[str, int], *, several_crms: bool) -> list[str]:
    notes = []
    if missing := result.receipt.kind == "history" and engine.without_deal().get(result.import_id):
        notes.append(
            one_or_many(
                missing,
                "{} deal of this history is in no deals export here; its changes count once such an export is imported.",
                "{} deals of this history are in no deals export here; their changes count once such an export is imported.",
            )
        )
    elsewhere = engine.told_elsewhere().get(result.import_id, {}) if several_crms else {}
    for crm, deals in elsewhere.items():
        where = "another table of no known CRM" if crm == GENERIC else f"the exports of {crm_name(crm)}"
        notes.append(
            one_or_many(
                deals,
                f"{{}} deal of this file is in {where} too (the same id, or set by hand); it counts once, as its newest export has it.",
                f"{{}} deals of this file are in {where} too (the same id, or set by hand); each counts once, as its newest export has it.",
            )
        )
    if result.receipt.amounts and (unnamed := engine.unnamed_amounts()):
        notes.append(
            f"The amounts of {count(unnamed, 'deal')} here name no currency while others do: they are in no total. Set the reporting currency in the setup if they are in it, or import their file again with its currency stated."
        )
    for fields, deals in filled.items():
        notes.append(
            one_or_many(
                deals,
                f"{{}} deal of this file lacks what an older export tells of it and this one does not: {fields}. It is kept.",
                f"{{}} deals of this file lack what an older export tells of them and this one does not: {fields}. It is kept.",
            )
        )
    return notes
