"""What became of the files of one import, with what only all imports together tell of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

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
    filled, crms, said, unnamed = filled_in(engine), engine.crms(), account_notes(engine), unnamed_amounts(engine)
    results = [
        replace(each, receipt=replace(each.receipt, crm=crms.get(each.import_id, each.receipt.crm))) for each in results
    ]
    found = [
        said.get(each.import_id, [])
        + _context(
            each,
            engine,
            filled.get(each.import_id, {}),
            unnamed.get(each.import_id, 0),
            several_crms=several_crms,
        )
        for each in results
    ]
    return [
        replace(result, receipt=replace(result.receipt, notes=[*result.receipt.notes, *notes])) if notes else result
        for result, notes in zip(results, found, strict=True)
    ]


def _context(
    result: ImportResult, engine: Engine, filled: Mapping[str, int], unnamed: int, *, several_crms: bool
) -> list[str]:
    notes = []
    if missing := result.receipt.kind == "history" and without_deal(engine).get(result.import_id):
        notes.append(
            one_or_many(
                missing,
                "{} deal of this history is in no deals export here; its changes count once such an export is imported.",
                "{} deals of this history are in no deals export here; their changes count once such an export is imported.",
            )
        )
    elsewhere = told_elsewhere(engine).get(result.import_id, {}) if several_crms else {}
    for crm, deals in elsewhere.items():
        where = "another table of no known CRM" if crm == GENERIC else f"the exports of {crm_name(crm)}"
        notes.append(
            one_or_many(
                deals,
                f"{{}} deal of this file is in {where} too (the same id, or set by hand); it counts once, as its newest export has it.",
                f"{{}} deals of this file are in {where} too (the same id, or set by hand); each counts once, as its newest export has it.",
            )
        )
    if unnamed:
        notes.append(
            f"The amounts of {count(unnamed, 'deal')} of this file name no currency while others do: they are in no total. Set the reporting currency in the setup if they are in it, or import the file again with its currency stated."
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


def without_deal(engine: Engine) -> dict[str, int]:
    """Import -> deals of its history that no deals export tells of; their stage changes are kept and not counted."""
    rows = engine.rows("select import_id, count(distinct deal_ref) as n from stage_events group by import_id")
    return dict(zip(rows["import_id"], rows["n"].astype(int), strict=True))


def unnamed_amounts(engine: Engine) -> dict[str, int]:
    """Import -> its deals whose amount names no currency although those of other deals do: they are in no total."""
    rows = engine.rows("select import_id, count(*) as n from deals where currency = 'XXX' group by import_id")
    return dict(zip(rows["import_id"], rows["n"].astype(int), strict=True))


def account_notes(engine: Engine) -> dict[str, list[str]]:
    """Import -> what all imports together tell of its account."""
    rows = engine.rows("select import_id, note from stored_notes")
    return {str(of): notes.tolist() for of, notes in rows.groupby("import_id")["note"]}


def filled_in(engine: Engine) -> dict[str, dict[str, int]]:
    """Import -> fields that older exports tell of its deals and it does not -> how many deals."""
    return _by_import(
        engine.rows("""
            select deals.import_id, details.filled, count(*) as n
            from stored_newest_details as details
            inner join deals on details.deal_key = deals.deal_key
            where details.filled is not null
            group by deals.import_id, details.filled
            order by n desc, filled
        """)
    )


def told_elsewhere(engine: Engine) -> dict[str, dict[str, int]]:
    """Import -> other CRM -> deals of the import that the other one tells of too; each of them counts once."""
    return _by_import(
        engine.rows("""
            with shared as (
                select deal_key from deal_versions group by deal_key having min(crm) <> max(crm)
            )
            select one.import_id, other.crm, count(distinct one.deal_key)::integer as n
            from deal_versions as one
            inner join shared on one.deal_key = shared.deal_key
            inner join deal_versions as other on one.deal_key = other.deal_key and one.crm <> other.crm
            group by one.import_id, other.crm
            order by one.import_id, other.crm
        """)
    )


def _by_import(rows: pd.DataFrame) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for import_id, of, n in rows.itertuples(index=False):
        found.setdefault(import_id, {})[of] = int(n)
    return found
