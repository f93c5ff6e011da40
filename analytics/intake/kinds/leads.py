"""A list of leads -> one row per lead, its type in one vocabulary."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.ids import identifying
from analytics.intake.kinds.identity import once, with_identity
from analytics.intake.lead_types import lead_types
from analytics.intake.model import Records

_AS_TOLD = ("lead_id", "lead_name", "account", "owner", "team", "source", "status", "region", "segment", "lost_reason")
_DAYS = ("created_on", "last_activity_on", "converted_on")


def read_leads(columns: Columns) -> Records:
    """The leads of a file.

    - `leads`: one row per lead: the fields of the table that an export can know; `lead_ref` is its id, else its name;
      `lead_type` is normalised, `lead_type_told` is as written; `is_converted` also where a day or a deal says so
    """
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    for field in _AS_TOLD:
        rows[field] = columns.read(field)
    for field in _DAYS:
        rows[field] = pd.to_datetime(columns.read(field)).dt.normalize()
    deal_id = columns.read("deal_id")
    rows["deal_ref"] = identifying(deal_id)
    rows["lead_type_told"] = columns.read("lead_type")
    rows["lead_type"] = lead_types(rows["lead_type_told"])
    told = columns.read("is_converted").astype("boolean")
    rows["is_converted"] = told.fillna(False) | rows["converted_on"].notna() | deal_id.notna()
    unknown = sorted(rows.loc[rows["lead_type"].isna(), "lead_type_told"].dropna().unique())
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('lead_type')}: {', '.join(unknown[:5])} is no type of lead that is known; it is kept as written."
        )
    leads = once(with_identity(rows, columns, "lead_ref", "lead_id", "lead_name"), columns, ["lead_ref"], "lead")
    happened = [leads[field].max() for field in _DAYS]
    return Records(
        tables={"leads": leads},
        count=len(leads),
        last_day=max((day for day in happened if pd.notna(day)), default=None),
    )
