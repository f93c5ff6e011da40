"""Bytes of an upload -> clean rows and their receipt.  The whole of intake, in one call."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from analytics import errors
from analytics.intake.columns import Columns
from analytics.intake.deals import read_deals
from analytics.intake.fields import NEEDED
from analytics.intake.history import read_history
from analytics.intake.model import RawTable, Records
from analytics.intake.options import Options
from analytics.intake.reader import read_table
from analytics.intake.receipt import Reading, Receipt
from analytics.intake.recognise import Recognition, is_known, recognise

# kind of file -> how its rows are read
READERS = {"deals": read_deals, "history": read_history}


@dataclass(frozen=True)
class Taken:
    """One file, read: the receipt, and its rows by table (`deals`, `events`, `dimensions`)."""

    receipt: Receipt
    tables: dict[str, pd.DataFrame]


def take(data: bytes, file_name: str, options: Options) -> Taken:
    """Read one upload: find its table, recognise its columns, read their values, account for every row.

    Raises `Refused`, with what is wrong, where, and what to do, for a file that cannot be counted.
    """
    raw = read_table(
        data, file_name, known=is_known, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet
    )
    recognition = recognise(
        raw.headings, file_name, raw.cells, crm=options.crm, kind=options.kind, mapping=options.mapping
    )
    for group in NEEDED[recognition.kind]:
        if not any(field in recognition.mapping for field in group):
            raise errors.missing_fields(file_name, group, _columns(raw))
    for heading in options.keep:
        if heading not in raw.headings:
            raise errors.unknown_heading(file_name, "a filter", heading, [])
    reading = Reading(
        furniture=list(raw.furniture), questions=[*raw.questions, *recognition.questions], notes=list(raw.notes)
    )
    columns = Columns(raw, recognition, options, reading)
    records = READERS[recognition.kind](columns)
    if raw.ragged:
        reading.notes.append(_ragged(raw))
    as_of = options.as_of or _as_of(file_name, records.last_day)
    if as_of is None:
        raise errors.no_as_of(file_name, _columns(raw))
    receipt = _receipt(data, file_name, raw, recognition, reading, as_of, records)
    return Taken(receipt, records.tables)


def _ragged(raw: RawTable) -> str:
    some = ", ".join(str(row) for row in list(raw.ragged)[:6])
    return f"{len(raw.ragged)} rows have more or fewer cells than headings (rows {some}); check that their values stand in the right columns."


def _as_of(file_name: str, newest: pd.Timestamp | None) -> date | None:
    """The day of an export: the one in its name unless the data is newer, else the newest day in the data."""
    named = None
    if match := re.search(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)", file_name):
        named = pd.to_datetime("-".join(match.groups()), errors="coerce")
        named = None if pd.isna(named) else named.date()
    elif match := re.search(r"report(\d{13})\.", file_name):
        # Salesforce writes the moment of export into the name, in milliseconds
        named = datetime.fromtimestamp(int(match[1]) / 1000, UTC).date()
    known = None if newest is None or pd.isna(newest) else newest.date()
    if named and known and known > named + timedelta(days=31):
        # a slip of the pen (closed in 2062) would make an old export the newest
        return named
    return max((day for day in (named, known) if day is not None), default=None)


def _receipt(
    data: bytes,
    file_name: str,
    raw: RawTable,
    recognition: Recognition,
    reading: Reading,
    as_of: date,
    records: Records,
) -> Receipt:
    rejected = {each.row for each in reading.rejects if not each.accepted}
    furniture = {each.row for each in reading.furniture}
    read = len(raw.cells) + len(raw.furniture)
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
        mapping={field: raw.headings[column] for field, column in recognition.mapping.items()},
        recognised=recognition.why,
        unmapped=[raw.headings[column] for column in recognition.unmapped],
        rows_read=read,
        rows_accepted=read - len(rejected) - len(furniture),
        rows_rejected=len(rejected),
        rows_furniture=len(furniture),
        amount_total=records.amount_total,
        rejects=sorted(reading.rejects, key=lambda each: (each.row, each.column)),
        furniture=sorted(reading.furniture, key=lambda each: each.row),
        questions=reading.questions,
        notes=reading.notes,
        how=reading.how,
        columns=_columns(raw),
        deals=records.count,
    )


def _columns(raw: RawTable) -> list[dict[str, object]]:
    """What every column holds, for the mapping editor."""
    filled = [raw.cells[column][raw.cells[column] != ""] for column in range(len(raw.headings))]
    return [
        {"heading": heading, "filled": len(texts), "samples": [text[:80] for text in texts.drop_duplicates().head(4)]}
        for heading, texts in zip(raw.headings, filled, strict=True)
    ]
