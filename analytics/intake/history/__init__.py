"""A report of stage changes -> one row per entry of a deal into a stage, whatever the shape of the report."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.history.audit import read_audit
from analytics.intake.history.changes import read_changes
from analytics.intake.history.field_changes import NO_CHANGES, changed_between_rows
from analytics.intake.history.rows import rows_of
from analytics.intake.history.stays import read_moves, read_stays, read_values
from analytics.intake.ids import count_different
from analytics.intake.model import Records

_EVENT = ["deal_ref", "name", "pipeline", "from_stage", "stage", "entered_at"]


def read_history(columns: Columns) -> Records:
    """What a file tells of the way of its deals, the same whatever the order of its rows.

    - `events`: one row per entry into a stage: `deal_ref`, `name`, `pipeline`, `from_stage`, `stage`, `entered_at`
    - `field_changes`: one row per change of another field: `deal_ref`, `name`, `field`, `old`, `new`, `changed_at`

    The shape follows from the columns: a field that changed (an audit), from and to (a change), a stage with the time
    from which (a stay) or at which it held (a value).  Rows that tell nothing new (saved without a change of stage, a
    further version of a record) are data of the report: they are accepted and counted, and leave no event.
    """
    rows = rows_of(columns)
    if columns.has("changed_field"):
        events, changes = read_audit(rows, columns)
    elif columns.has("entered_at") and (columns.has("stage") or columns.has("from_stage")):
        events, changes = read_stays(rows, columns), changed_between_rows(rows, columns, "entered_at")
    elif columns.has("from_stage") and columns.has("to_stage"):
        events, changes = read_changes(rows, columns), changed_between_rows(rows, columns, "changed_at")
    elif columns.has("stage") and columns.has("to_stage") and not _is_of_today(rows):
        events, changes = read_moves(rows, columns), NO_CHANGES
    else:
        events, changes = read_values(rows, columns), changed_between_rows(rows, columns, "changed_at")
    if not columns.has("deal_id"):
        columns.reading.notes.append(
            "There is no id: the changes belong to the one deal of that name, and to none where several have it."
        )
    events = events[_EVENT]
    return Records(
        tables={
            # one word for all of them: millions of texts need not be written to be packed again
            "events": events.assign(evidence=pd.Categorical(["history"]).repeat(len(events))),
            "field_changes": changes,
        },
        count=count_different(events["deal_ref"].fillna(events["name"])),
        happened=[events["entered_at"], changes["changed_at"]],
    )


def _is_of_today(rows: pd.DataFrame) -> bool:
    """Whether the column `Stage` holds the stage of today, the same in all rows of a deal, while `To` changes."""
    held = rows.groupby("who")[["stage", "to_stage"]].nunique()
    return bool((held["stage"] <= 1).all() and (held["to_stage"] > 1).any())
