"""A list of leads -> one row per lead, its type in one vocabulary."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import says
from analytics.intake.ids import identifying
from analytics.intake.kinds.identity import once, with_identity
from analytics.intake.lead_types import lead_types
from analytics.intake.model import Records
from analytics.intake.recognise import GENERIC, crm_format, loose
from analytics.intake.recognise.contents import CONVERTED
from analytics.intake.values import clean_text

_AS_TOLD = ("lead_id", "lead_name", "account", "owner", "team", "source", "status", "region", "segment", "lost_reason")
# the stage of life of a contact that is a lead no more
_CUSTOMERS = frozenset(["customer", "evangelist", "kunde", "client", "cliente", "klant", "客户"])
_DAYS = ("created_on", "last_activity_on", "converted_on")


def read_leads(columns: Columns) -> Records:
    """The leads of a file.

    - `leads`: one row per lead: the fields of the table that an export can know; `lead_ref` is its id, else its name;
      `lead_type` is normalised, `lead_type_told` is as written; `is_converted` also where a day, a deal or the status says so
    """
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    for field in _AS_TOLD:
        rows[field] = columns.read(field)
    for field in _DAYS:
        rows[field] = pd.to_datetime(columns.read(field)).dt.normalize()
    rows["lead_name"] = _full_name(rows["lead_name"], columns)
    deal_id = columns.read("deal_id")
    rows["deal_ref"] = identifying(deal_id)
    rows["lead_type_told"] = columns.read("lead_type")
    rows["lead_type"] = lead_types(rows["lead_type_told"])
    told = columns.read("is_converted").astype("boolean")
    rows["is_converted"] = told.fillna(False) | rows["converted_on"].notna() | deal_id.notna()
    rows["is_converted"] |= says(rows["status"], lambda word: word.casefold() in CONVERTED | _CUSTOMERS)
    unknown = sorted(rows.loc[rows["lead_type"].isna(), "lead_type_told"].dropna().unique())
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('lead_type')}: {', '.join(unknown[:5])} is no type of lead that is known; it is kept as written."
        )
    leads = once(with_identity(rows, columns, "lead_ref", "lead_id", "lead_name"), columns, ["lead_ref"], "lead")
    return Records(tables={"leads": leads}, count=len(leads), happened=[leads[field] for field in _DAYS])


def _full_name(names: pd.Series, columns: Columns) -> pd.Series:
    """The names, of files that have first and last names in two columns both of them."""
    if not columns.has("lead_name"):
        return names
    mine = columns.recognition.mapping["lead_name"]
    words = crm_format(GENERIC)["names"]
    first, last = (
        {
            column
            for column in (mine, *columns.recognition.unmapped)
            if loose(columns.raw.headings[column]) in {loose(word) for word in words[part]}
        }
        for part in ("first", "last")
    )
    pairs = [(one, other) for one in sorted(first) for other in sorted(last) if one != other and mine in (one, other)]
    if not pairs:
        return names
    one, other = pairs[0]
    both = columns.raw.cells[one].str.strip().str.cat(columns.raw.cells[other].str.strip(), sep=" ").str.strip()
    columns.reading.notes.append(f"{columns.raw.headings[one]} and {columns.raw.headings[other]} are read as one name.")
    return clean_text(both)
