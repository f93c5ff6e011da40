"""Audits: each row says which field changed, from what to what, and when."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.history.changes import in_turn, saved_without_change
from analytics.intake.history.field_changes import field_changes
from analytics.intake.history.rows import without_empty
from analytics.intake.recognise import field_called, squeezed
from analytics.wording import one_or_many

# what stands in the column of fields where a record was made
_CREATED = frozenset(["created", "erstellt", "créé", "créée", "creado", "criado", "criada", "creato", "aangemaakt", "gemaakt", "opprettet", "已创建", "创建"])  # fmt: skip


def read_audit(rows: pd.DataFrame, columns: Columns) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries into stages, and the changes of all other fields, of a table Field, Old, New, When.

    The row of a record's creation carries no value: the deal was then in the stage that its first change left, or,
    where it never changed, in the one that a column `Stage` (of today) names.  Without a column of old values, what a
    field was before is its former value.
    """
    rows = without_empty(rows, columns, {"changed_field": rows["changed_field"].isna()})
    words = {word: squeezed(word) for word in rows["changed_field"].unique()}
    created = (
        rows["changed_field"].map({word: short.rstrip(".。") in _CREATED for word, short in words.items()}).astype(bool)
    )
    field = rows["changed_field"].map({word: field_called(word) or word for word in words})
    # "Deal created": a field by its words, with no value of one
    created |= (field == "created_on") & rows["from_stage"].isna() & rows["to_stage"].isna()
    if not columns.has("from_stage"):
        turn = rows.assign(field=field).sort_values(["who", "changed_at"], kind="stable")
        rows = rows.assign(from_stage=turn.groupby(["who", "field"])["to_stage"].shift().reindex(rows.index))
    is_stage = field == "stage"
    if not is_stage.any():
        # a board keeps its stage under the name of a status
        is_stage = field == "status"
    stages = without_empty(
        rows[is_stage & ~created], columns, {"to_stage": rows.loc[is_stage & ~created, "to_stage"].isna()}
    )
    others = rows.assign(field=field)[~is_stage & ~created]
    moves = stages[(stages["from_stage"] != stages["to_stage"]).fillna(True).astype(bool)]
    _note(columns, len(stages) - len(moves), others, bool(is_stage.any()))
    moves = in_turn(moves.assign(stage=moves["to_stage"], entered_at=moves["changed_at"]))
    return pd.concat([_creations(rows[created], moves), moves]), field_changes(others, columns)


def _note(columns: Columns, saved: int, others: pd.DataFrame, has_stage: bool) -> None:
    if saved:
        columns.reading.notes.append(saved_without_change(saved))
    if len(others):
        named = others["changed_field"].value_counts()
        some = ", ".join(f"{field} ({rows})" for field, rows in named.head(5).items()) + (
            ", ..." if len(named) > 5 else ""
        )
        columns.reading.notes.append(
            one_or_many(
                len(others),
                f"{{}} row tells of another field than the stage: {some}. It is kept, and is no stage change.",
                f"{{}} rows tell of other fields than the stage: {some}. They are kept, and are no stage change.",
            )
        )
    if not has_stage:
        columns.reading.notes.append(
            f"No row of {columns.label('changed_field')} is known to tell of the stage: this file moves no deal."
        )


def _creations(created: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """The entry into the first stage of each deal whose creation is told."""
    born = created.sort_values("changed_at", kind="stable").drop_duplicates("who")
    first = moves.sort_values("entered_at", kind="stable").drop_duplicates("who").set_index("who")["from_stage"]
    has_moved = born["who"].isin(first.index)
    stage = born["who"].map(first).astype("object").where(has_moved, born["stage"].astype("object"))
    entries = born.assign(stage=stage, from_stage=pd.NA, entered_at=born["changed_at"])
    return entries[entries["stage"].notna()]
