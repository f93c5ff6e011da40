"""Bytes of an upload -> clean rows and their receipt.  The whole of intake, in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import errors
from analytics.intake.columns import Columns
from analytics.intake.deals import read_deals
from analytics.intake.distinct import distinct_texts
from analytics.intake.export_day import day_of_export, last_modified
from analytics.intake.fields import NEEDED
from analytics.intake.grouped import filled_down, who_titles_are
from analytics.intake.history import read_history
from analytics.intake.kinds import read_customers, read_forecasts, read_leads, read_subscriptions, read_targets
from analytics.intake.model import RawTable, Records, Reject
from analytics.intake.options import Options
from analytics.intake.reader import read_table
from analytics.intake.receipt import Reading, Receipt
from analytics.intake.recognise import Recognition, is_day, is_known, recognise, suggested_headings
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.wide import period_columns
from analytics.intake.reconcile import own_total
from analytics.intake.values.text import filled
from analytics.wording import one_or_many

# kind of file -> how its rows are read
READERS = {
    "deals": read_deals,
    "history": read_history,
    "customers": read_customers,
    "subscriptions": read_subscriptions,
    "targets": read_targets,
    "forecasts": read_forecasts,
    "leads": read_leads,
}
# the kinds that cannot be counted without knowing of which day they are
DATED = ("deals", "history")
_MOST_STAGES = 60  # beyond that the column holds something else
_LOOKED_AT = 10_000  # cells of a column, for a few that differ


@dataclass(frozen=True)
class Taken:
    """One file, read: the receipt, and its rows by table (`deals`, `lines`, `events`, `dimensions`, ..., `to_mend`)."""

    receipt: Receipt
    tables: Mapping[str, pd.DataFrame | pa.Table]


def take(data: bytes, file_name: str, options: Options, written_on: date | None = None) -> Taken:
    """Read one upload: find its table, recognise its columns, read their values, account for every row.

    `written_on`: the day on which the file was written, if that is known; what it tells of later days has not happened.
    Raises `Refused`, with what is wrong, where, and what to do, for a file that cannot be counted.
    """
    raw = read_table(
        data,
        file_name,
        known=is_known,
        is_day=is_day,
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
        header_row=options.header_row,
    )
    whole, raw = raw, _without_unfit(raw)
    recognition = recognise(
        raw.headings, file_name, raw.cells, crm=options.crm, kind=options.kind, mapping=options.mapping
    )
    whole, raw = replace(whole, headings=recognition.names), replace(raw, headings=recognition.names)
    grouped = filled_down(raw, recognition, options.blanks)
    titles = who_titles_are(raw, recognition, options.mapping)
    for column, values in grouped.cells.items():
        for table in (raw, whole):
            table.cells.loc[values.index, column] = values
    for group in NEEDED[recognition.kind]:
        # days on which deals entered stages tell the stage too
        is_dated = "stage" in group and bool(recognition.entered)
        if not is_dated and not any(field in recognition.mapping for field in group):
            if len(beside := period_columns(raw.headings, Contents(raw.cells))) > 1:
                raise errors.periods_beside(file_name, [raw.headings[column] for column in beside], _columns(raw))
            used = set(recognition.mapping.values())
            likely = {field: suggested_headings(field, raw.headings, raw.cells, used) for field in group}
            raise errors.missing_fields(file_name, group, _columns(raw), likely)
    for heading in options.keep:
        if heading not in raw.headings:
            raise errors.unknown_heading(file_name, "a filter", heading, [])
    reading = Reading(
        rejects=_unfit(whole),
        furniture=list(raw.furniture),
        questions=[*raw.questions, *recognition.questions, *grouped.questions, *titles],
        notes=[*raw.notes, *grouped.notes],
    )
    columns = Columns(raw, recognition, options, reading)
    records = READERS[recognition.kind](columns)
    tables = records.tables | {"to_mend": _to_mend(whole, recognition, reading)}
    if ragged := [row for row in raw.ragged if row not in raw.unfit]:
        reading.notes.append(_ragged(ragged))
    as_of = options.as_of
    if as_of is None:
        records = replace(records, modified=last_modified(columns))
        as_of = day_of_export(file_name, records, reading.notes, written_on)
    if as_of is None and recognition.kind in DATED:
        unused = {raw.headings[column] for column in recognition.unmapped}
        likely = [each for each in suggested_headings("created_on", raw.headings, raw.cells) if each in unused]
        raise errors.no_as_of(file_name, _columns(raw), _unread(reading), likely)
    receipt = _receipt(data, file_name, whole, recognition, reading, as_of, records)
    return Taken(receipt, tables)


def _unread(reading: Reading) -> tuple[str, list[str]] | None:
    """The column in which most cells are no dates though they should, and a few of these; None where there is none."""
    cells: dict[str, list[str]] = {}
    for each in reading.rejects:
        if each.reason.startswith("not a date"):
            cells.setdefault(each.column, []).append(each.value)
    if not cells:
        return None
    heading = max(cells, key=lambda column: len(cells[column]))
    return heading, list(dict.fromkeys(cells[heading]))[:3]


def _to_mend(raw: RawTable, recognition: Recognition, reading: Reading) -> pd.DataFrame:
    """The rows that a person may mend and bring again, as written: `row_number` and a column `"0"`, `"1"` ... a heading.

    All that are quarantined.  Rows that were taken without a cell only where an id tells which deal they are of: the
    mended row then replaces it.  With each go the other rows of its deal, whose amounts are added up.
    """
    wanted = pd.Index([each.row for each in reading.rejects if not each.accepted])
    if recognition.kind == "deals" and (deal_id := recognition.mapping.get("deal_id")) is not None:
        ids = raw.cells[deal_id]
        faulty = ids.reindex([each.row for each in reading.rejects if each.row in raw.cells.index]).drop_duplicates()
        wanted = wanted.union(ids.index[ids.isin(faulty[faulty != ""])]) if len(faulty) else wanted
    # taking no row of a table of thousands of columns one by one is slow
    rows = raw.cells.loc[raw.cells.index.isin(wanted)] if len(wanted) else raw.cells.iloc[:0]
    named = rows.set_axis([str(column) for column in rows.columns], axis="columns")
    return named.rename_axis("row_number").reset_index()


def _without_unfit(raw: RawTable) -> RawTable:
    """The table without the rows whose cells fit its columns in no way or in several."""
    return replace(raw, cells=raw.cells.drop(index=list(raw.unfit))) if raw.unfit else raw


def _unfit(raw: RawTable) -> list[Reject]:
    rows = raw.cells.loc[list(raw.unfit)].to_numpy().tolist() if raw.unfit else []
    texts = ((raw.delimiter or " ").join(row).rstrip(raw.delimiter or " ")[:200] for row in rows)
    return [
        Reject(row, "", text, why, accepted=False) for (row, why), text in zip(raw.unfit.items(), texts, strict=True)
    ]


def _ragged(rows: list[int]) -> str:
    some = ", ".join(map(str, rows[:6]))
    return one_or_many(
        len(rows),
        f"{{}} row has more or fewer cells than headings (row {some}); check that its values stand in the right columns.",
        f"{{}} rows have more or fewer cells than headings (rows {some}); check that their values stand in the right columns.",
    )


def _receipt(
    data: bytes,
    file_name: str,
    raw: RawTable,
    recognition: Recognition,
    reading: Reading,
    as_of: date | None,
    records: Records,
) -> Receipt:
    rejected = {each.row for each in reading.rejects if not each.accepted}
    furniture = sum(len(each.rows) for each in reading.furniture)
    read = len(raw.cells) + sum(len(each.rows) for each in raw.furniture)
    mapping = {field: raw.headings[column] for field, column in recognition.mapping.items()}
    return Receipt(
        file=file_name,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=recognition.kind,
        crm=recognition.crm,
        as_of=as_of,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        sheet=raw.sheet,
        header_row=raw.header_row,
        date_order=reading.date_order,
        mapping=mapping,
        recognised=recognition.why,
        unmapped=[raw.headings[column] for column in recognition.unmapped],
        rows_read=read,
        rows_accepted=read - len(rejected) - furniture,
        rows_rejected=len(rejected),
        rows_furniture=furniture,
        amount_total=records.amount_total,
        rejects=sorted(reading.rejects, key=lambda each: (each.row, each.column)),
        furniture=sorted(reading.furniture, key=lambda each: each.row),
        questions=reading.questions,
        notes=reading.notes,
        how=reading.how,
        columns=_columns(raw),
        deals=records.count,
        decimal=reading.decimal,
        examples={heading: shown for heading, shown in reading.examples.items() if heading in mapping.values()},
        amounts=records.amounts,
        own_total=own_total(reading.furniture, records.amounts, *_how_written(mapping.get("amount", ""), reading)),
        stages=_stages(records),
    )


def _how_written(heading: str, reading: Reading) -> tuple[str | None, int]:
    return reading.decimal.get(heading), reading.scale.get(heading, 0)


def _stages(records: Records) -> list[str]:
    deals = records.tables.get("deals")
    return [] if deals is None else sorted(distinct_texts(deals["stage"]))[:_MOST_STAGES]


def _columns(raw: RawTable) -> list[dict[str, object]]:
    """What every column holds, for the mapping editor."""
    described = []
    for column, heading in enumerate(raw.headings):
        texts = raw.cells[column]
        has = filled(texts)
        some = pa.array(texts.array).take(pa.array(np.flatnonzero(has)[:_LOOKED_AT])).unique().slice(0, 4).to_pylist()
        described.append({"heading": heading, "filled": int(has.sum()), "samples": [text[:80] for text in some]})
    return described
