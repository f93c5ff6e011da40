"""What the imports hand over to the database: their kept rows as one Arrow table a kind, with the key of each deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake import Receipt
from analytics.workspace.filled import filled
from analytics.workspace.keys import Keys, keys_of
from analytics.workspace.likeness import Told
from analytics.workspace.others import accounts_of_others
from analytics.workspace.settings import Settings
from analytics.workspace.versions import versions

_DAY, _MONEY = pa.date32(), pa.decimal128(18, 4)
_TEXT = pa.dictionary(pa.int32(), pa.large_string())
_OWN_TEXT = pa.large_string()  # hardly any repeats
_COLUMNS = {
    "deals": {
        "row_number": pa.int32(),
        **dict.fromkeys(("deal_id", "deal_ref", "name"), _OWN_TEXT),
        **dict.fromkeys(("account", "owner", "team", "pipeline", "stage"), _TEXT),
        **dict.fromkeys(
            ("previous_stage", "status", "source", "lead_type", "deal_type", "region", "product", "segment"), _TEXT
        ),
        **dict.fromkeys(("lost_reason", "forecast_category", "next_step", "currency"), _TEXT),
        "amount": _MONEY,
        "recurring_amount": _MONEY,
        "probability": pa.float64(),
        "lines": pa.int32(),
        **dict.fromkeys(("created_on", "expected_close_on", "closed_on", "stage_changed_on", "last_activity_on"), _DAY),
    },
    "lines": {
        "deal_ref": _OWN_TEXT,
        "line": pa.int32(),
        "row_number": pa.int32(),
        "name": _OWN_TEXT,
        **dict.fromkeys(("product", "stage", "currency"), _TEXT),
        "amount": _MONEY,
    },
    "events": {
        **dict.fromkeys(("deal_ref", "name"), _OWN_TEXT),
        **dict.fromkeys(("pipeline", "stage", "from_stage", "evidence"), _TEXT),
        "entered_at": pa.timestamp("us"),
    },
    "dimensions": dict.fromkeys(("deal_ref", "name", "value"), _OWN_TEXT),
}


class Kept(Protocol):
    """An import as the database gets it."""

    import_id: str
    receipt: Receipt
    mends: str | None

    def rows(self, table: str) -> pa.Table | None: ...


UNKNOWN = "XXX"
"""What ISO calls no currency: of amounts that name none where others do; they are in no total until it has a rate."""


@dataclass(frozen=True)
class Identified:
    """The imports, `crm` of their receipts being that of their account, their deals as read, and which of these are the same.

    `notes`: what to say of accounts, by import.
    """

    imports: list[Kept]
    deals: list[pa.Table]
    keys: Keys
    notes: dict[str, list[str]]


def identified(imports: Sequence[Kept], settings: Settings) -> Identified:
    """Of which account each import is, and which rows tell of one deal."""
    deals = [_shaped(each, "deals") for each in imports]
    place = {each.import_id: at for at, each in enumerate(imports)}
    given = {each.sha256: each.crm for each in settings.file_accounts}
    told = [
        Told(
            each.receipt.crm,
            each.receipt.as_of or date.min,
            *(_whole(rows[name]) for name in ("deal_ref", "name", "created_on", "account", "owner", "amount")),
            mends=place.get(each.mends),
            given=given.get(each.receipt.sha256),
        )
        for each, rows in zip(imports, deals, strict=True)
    ]
    keys = keys_of(told, settings.same_deals, {each.crm for each in settings.one_accounts})
    crms, notes = accounts_of_others(imports, told, keys)
    of_accounts = [
        each if each.receipt.crm == crm else replace(each, receipt=replace(each.receipt, crm=crm))
        for each, crm in zip(imports, crms, strict=True)
    ]
    for at, (each, crm) in enumerate(zip(imports, crms, strict=True)):
        if crm != each.receipt.crm:
            deals[at] = deals[at].set_column(1, "crm", _same(crm, len(deals[at])))
    return Identified(of_accounts, deals, keys, {imports[at].import_id: said for at, said in notes.items()})


def incoming(found: Identified, reporting_currency: str | None) -> dict[str, pa.Table]:
    """The rows of all imports by kind: `deals`, `showings` (see `Versions`), `lines`, `events`, `dimensions`.

    `reporting_currency`: as people set it; where they did, amounts that name none are in it.
    Each has `import_id`, `crm` and `deal_key` (missing where no import tells of the deal); deals, one row per version, have
    `is_newest` and `filled`.
    """
    imports, keys, deals = found.imports, found.keys, list(found.deals)
    for at, rows in enumerate(deals):
        named = rows.append_column("deal_key", pa.array(keys.keys[at], type=pa.int32()))
        deals[at] = named.append_column("is_newest", pa.array(keys.newest[at]))
    others = {kind: _together([_keyed(each, kind, keys) for each in imports]) for kind in _COLUMNS if kind != "deals"}
    whole = _together(deals)
    of = np.repeat(np.arange(len(deals)), [len(rows) for rows in deals])
    receipts = [each.receipt for each in imports]
    told = versions(
        whole, of, [each.as_of or date.min for each in receipts], [each.crm for each in receipts], keys.order
    )
    whole = filled(told.rows, told.of, receipts, keys.order)
    if reporting_currency is None:
        whole = _with_unknown(whole)
    # in one piece: pieces of other sizes than the database's own cost it twice the time and the space
    return {
        kind: rows.combine_chunks() for kind, rows in ({"deals": whole, "showings": told.showings} | others).items()
    }


def _together(tables: Sequence[pa.Table]) -> pa.Table:
    """All rows in one piece; where only one import has any, they stay where they are."""
    return pa.concat_tables([each for each in tables if len(each)] or tables[:1]).combine_chunks()


def beside(deals: pa.Table, told: pa.Table) -> pa.Table:
    """The deals, each with the other columns of the row of `told` that has its `deal_key`; missing where none has."""
    keys, theirs = deals["deal_key"].to_numpy(), told["deal_key"].to_numpy()
    row_of = np.full(max(keys.max(initial=-1), theirs.max(initial=-1)) + 1, -1)
    row_of[theirs] = np.arange(len(theirs))
    at = pa.array(row_of[keys], mask=row_of[keys] < 0)
    for name in told.column_names:
        if name != "deal_key":
            deals = deals.append_column(name, told[name].combine_chunks().take(at))
    return deals


def _with_unknown(deals: pa.Table) -> pa.Table:
    """Amounts that name no currency are not in the one that a later import happens to name."""
    unnamed = pc.and_(pc.is_null(deals["currency"]), pc.is_valid(deals["amount"]))
    if deals["currency"].null_count == len(deals) or not pc.any(unnamed).as_py():
        return deals
    named = pc.if_else(unnamed, pa.scalar(UNKNOWN, pa.large_string()), deals["currency"].cast(pa.large_string()))
    return deals.set_column(deals.schema.get_field_index("currency"), "currency", named.dictionary_encode())


def _shaped(each: Kept, kind: str) -> pa.Table:
    """The rows of one import with all columns of their kind; what the file lacks is missing."""
    rows = each.rows(kind)
    size = 0 if rows is None else rows.num_rows
    columns = {
        name: _typed(rows[name], dtype) if size and name in rows.column_names else pa.nulls(size, dtype)
        for name, dtype in _COLUMNS[kind].items()
    }
    told = {"import_id": each.import_id, "crm": each.receipt.crm}
    return pa.table({**{name: _same(text, size) for name, text in told.items()}, **columns})


def _typed(column: pa.ChunkedArray, dtype: pa.DataType) -> pa.ChunkedArray:
    if column.type == dtype:
        return column
    if pa.types.is_dictionary(dtype) and not pa.types.is_dictionary(column.type):
        return column.cast(dtype.value_type).dictionary_encode()
    return column.cast(dtype)


def _same(text: str, size: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, dtype=np.int32)), pa.array([text], pa.large_string()))


def _keyed(each: Kept, kind: str, keys: Keys) -> pa.Table:
    rows = _shaped(each, kind)
    if not len(rows):  # looking up nothing would go through all deals first
        return rows.append_column("deal_key", pa.nulls(0, pa.int32()))
    return rows.append_column("deal_key", keys.of(each.receipt.crm, _whole(rows["deal_ref"])))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
