"""The rows of a history, typed, and the quarantine of those that tell of no deal or no time."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.ids import identifying
from analytics.intake.model import Reject


def rows_of(columns: Columns) -> pd.DataFrame:
    """One row per record that names a deal and a time: the fields of a history, `deal_ref`, and `who` (the deal by id or name)."""
    rows = pd.DataFrame(index=columns.raw.cells.index)
    for field in ("deal_id", "name", "pipeline", "changed_field", "from_stage", "to_stage", "stage"):
        rows[field] = columns.read(field)
    for field in ("changed_at", "entered_at", "left_at"):
        rows[field] = pd.to_datetime(columns.read(field))
    who = "deal_id" if columns.has("deal_id") else "name"
    when = "entered_at" if columns.has("entered_at") else "changed_at"
    rows["deal_ref"] = identifying(rows["deal_id"])
    rows["who"] = rows["deal_ref"].fillna(rows["name"])
    return without_empty(rows, columns, {when: rows[when].isna(), who: rows["who"].isna()})


def without_empty(rows: pd.DataFrame, columns: Columns, lacking: dict[str, pd.Series]) -> pd.DataFrame:
    """The rows that lack none of these fields; the others are quarantined, each for the first field that it lacks."""
    refused = pd.Series(False, index=rows.index)
    for field, missing in lacking.items():
        heading = columns.label(field)
        columns.reading.rejects += [
            Reject(int(row), heading, "", "empty: a change needs it", accepted=False)
            for row in rows.index[missing & ~refused]
        ]
        refused |= missing
    return rows[~refused] if refused.any() else rows
