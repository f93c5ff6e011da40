"""Bytes of an upload -> clean rows and their receipt.  The whole of intake, in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import pyarrow as pa

from analytics import errors
from analytics.intake.columns import Columns
from analytics.intake.deals import read_deals, with_stage_days
from analytics.intake.deals.subitems import leave_out_subitems
from analytics.intake.distinct import distinct_texts
from analytics.intake.export_day import day_of_export, last_modified
from analytics.intake.fields import FIELDS, is_amount
from analytics.intake.grouped import filled_down, who_titles_are
from analytics.intake.history import read_history
from analytics.intake.kinds import read_customers, read_forecasts, read_leads, read_subscriptions, read_targets
from analytics.intake.model import OwnTotal, RawTable, Records
from analytics.intake.needed import check_needed, columns_of
from analytics.intake.options import Options
from analytics.intake.quarantine import ragged, to_mend, unfit, without_unfit
from analytics.intake.reader import read_table
from analytics.intake.receipt import Reading, Receipt
from analytics.intake.recognise import (
    Recognition,
    is_day,
    is_known,
    recognise,
    suggested_headings,
)
from analytics.intake.recognise.across import totals
from analytics.intake.recognise.across.rows import read_across
from analytics.intake.reconcile import own_total
from analytics.intake.told_day import date_orders, told_day

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
    whole, raw = raw, without_unfit(raw)
    recognition = recognise(
        raw.headings, file_name, raw.cells, crm=options.crm, kind=options.kind, mapping=options.mapping,
        about=_about(raw), year=options.year,
    )  # fmt: skip
    if recognition.refused:
        raise recognition.refused
    whole, raw = replace(whole, headings=recognition.names), replace(raw, headings=recognition.names)
    with_totals, grand = raw, None
    if recognition.across is not None:
        (whole, raw), grand = totals.without_totals([whole, raw], recognition)
    grouped = filled_down(raw, recognition, options.blanks)
    titles = who_titles_are(raw, recognition, options.mapping)
    raw, whole = grouped.into(raw), grouped.into(whole)
    if recognition.across is not None and recognition.across.unclear:
        raise errors.periods_unclear(file_name, recognition.across.unclear, columns_of(raw))
    if recognition.yearless:
        period = recognition.mapping.get("period")
        heading = None if recognition.across is not None else raw.headings[period]
        raise errors.no_year(file_name, recognition.yearless, columns_of(raw), heading)
    check_needed(raw, recognition, file_name)
    for heading in options.keep:
        if heading not in raw.headings:
            raise errors.unknown_heading(file_name, "a filter", heading, [])
    reading = Reading(
        rejects=unfit(whole),
        furniture=list(raw.furniture),
        questions=[*raw.questions, *recognition.questions, *grouped.questions, *titles],
        notes=[*raw.notes, *recognition.notes, *grouped.notes],
    )
    leave_out_subitems(raw, recognition.kind, reading)
    columns = Columns(raw, recognition, options, reading)
    if recognition.across is None:
        records = READERS[recognition.kind](columns)
    else:
        records = read_across(raw, recognition, options, reading, READERS[recognition.kind])
    tables = records.tables | {"to_mend": to_mend(whole, recognition, reading)}
    if uneven := [row for row in raw.ragged if row not in raw.unfit]:
        reading.notes.append(ragged(uneven))
    as_of = options.as_of
    if as_of is None:
        records = replace(records, modified=last_modified(columns))
        told = told_day(raw.furniture, date_orders(reading))
        as_of = day_of_export(file_name, records, reading.notes, written_on, told)
    if as_of is None and recognition.kind in DATED:
        unused = {raw.headings[column] for column in recognition.unmapped}
        likely = [
            each
            for each in suggested_headings("created_on", raw.headings, raw.cells)
            if each in unused and "created_on" in FIELDS[recognition.kind]
        ]
        deleted = sum(len(each.rows) for each in reading.furniture if each.why in _DELETED)
        all_deleted = deleted if deleted == len(raw.cells) else 0
        raise errors.no_as_of(file_name, columns_of(raw), _unread(reading), likely, all_deleted)
    if recognition.kind == "deals":
        tables["deals"] = with_stage_days(tables["deals"], columns, as_of)
    own = _own_total(with_totals, grand, recognition, records, reading)
    receipt = _receipt(data, file_name, whole, recognition, reading, as_of, records, own)
    return Taken(receipt, tables)


_DELETED = frozenset({"a deleted deal", "a deleted record"})


def _about(raw: RawTable) -> dict[str, str]:
    """What else a file says of its table, by where that stands: its sheet, and the titles above it."""
    titles = " ".join(each.text for each in raw.furniture if each.why == "preamble")
    return {"the name of its sheet": raw.sheet or "", "the title above the headings": titles}


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


def _receipt(
    data: bytes,
    file_name: str,
    raw: RawTable,
    recognition: Recognition,
    reading: Reading,
    as_of: date | None,
    records: Records,
    own: OwnTotal | None,
) -> Receipt:
    rejected = {each.row for each in reading.rejects if not each.accepted}
    furniture = sum(len(each.rows) for each in reading.furniture)
    read = len(raw.cells) + sum(len(each.rows) for each in raw.furniture)
    read += 0 if raw.subitems is None else len(raw.subitems.cells)
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
        columns=columns_of(raw),
        deals=records.count,
        decimal=reading.decimal,
        examples={heading: shown for heading, shown in reading.examples.items() if heading in mapping.values()},
        amounts=records.amounts,
        own_total=own,
        stages=_stages(records),
    )


def _own_total(
    raw: RawTable, grand: int | None, recognition: Recognition, records: Records, reading: Reading
) -> OwnTotal | None:
    """What the file itself says of its amounts, None where that cannot be told.

    `grand`: the row that says it of each period, None where no row does.
    """
    column = next((column for field, column in recognition.mapping.items() if is_amount(recognition.kind, field)), None)
    heading = "" if column is None else raw.headings[column]
    written = reading.decimal.get(heading), reading.scale.get(heading, 0)
    if grand is not None:
        return totals.own_total(raw, recognition, grand, records.amounts, *written)
    own = own_total(reading.furniture, records.amounts, *written, is_across=recognition.across is not None)
    # what won deals brought and what the others are to bring stand in two columns, and add up to the total of neither
    return None if own and not own.agrees and "won_amount" in recognition.mapping else own


def _stages(records: Records) -> list[str]:
    deals = records.tables.get("deals")
    return [] if deals is None else sorted(distinct_texts(deals["stage"]))[:_MOST_STAGES]
