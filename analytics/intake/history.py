"""A report of stage changes -> one row per change."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.ids import identifying
from analytics.intake.model import Records, Reject


def read_history(columns: Columns) -> Records:
    """The stage changes of a file, in time: `events` of `deal_ref`, `name`, `pipeline`, `from_stage`, `stage`, `entered_at`.

    Rows that were saved without a change of stage (From = To) are data of the report, but no event: they are accepted
    and counted, and leave no row here.  An empty From is the deal's creation.
    """
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    for field in ("deal_id", "name", "pipeline", "from_stage", "to_stage", "changed_at"):
        rows[field] = columns.read(field)
    lacking = {
        "changed_at": rows["changed_at"].isna(),
        "to_stage": rows["to_stage"].isna(),
        "deal_id" if columns.has("deal_id") else "name": rows["deal_id"].isna() & rows["name"].isna(),
    }
    refused = pd.Series(False, index=rows.index)
    for field, missing in lacking.items():
        columns.reading.rejects += [
            Reject(int(row), columns.label(field), "", "empty: a change needs it", accepted=False)
            for row in rows.index[missing & ~refused]
        ]
        refused |= missing
    rows["deal_ref"] = identifying(rows["deal_id"])
    same = rows["from_stage"] == rows["to_stage"]
    saved = int((same.fillna(False) & ~refused).sum())
    if saved:
        columns.reading.notes.append(f"{saved} rows were saved without a change of stage; they are no stage change.")
    events = rows[~refused & ~same.fillna(False)].rename(columns={"to_stage": "stage", "changed_at": "entered_at"})
    events = events.sort_values("entered_at", kind="stable")[
        ["deal_ref", "name", "pipeline", "from_stage", "stage", "entered_at"]
    ]
    return Records(
        tables={"events": events.assign(evidence="history")},
        count=events["deal_ref"].nunique(),
        last_day=events["entered_at"].max() if len(events) else None,
    )
