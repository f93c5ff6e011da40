"""What is told of a deal beside its fields: kept columns, and whether it came by free mail."""

from __future__ import annotations

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.free_mail import NAME as FREE_MAIL
from analytics.intake.free_mail import free_mail


def dimensions(columns: Columns, deals: pd.DataFrame) -> pd.DataFrame:
    """One row per deal and kept column that is filled: `deal_ref`, `name`, `value`.

    Kept are the columns that a person chose and those that tell how well a deal is known (its economic buyer, say).
    """
    parts = []
    if columns.has("email"):
        value = free_mail(columns.read("email")).reindex(deals.index)
        parts.append(
            pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "value": value.to_numpy()})
            .dropna()
            .assign(name=FREE_MAIL)
        )
    kept = columns.recognition.kept
    if kept:
        names = ", ".join(columns.raw.headings[column] for column in kept)
        columns.reading.notes.append(f"Kept, to tell how complete deals are: {names}.")
    for column in (*kept, *columns.recognition.unmapped):
        if column in kept or columns.raw.headings[column] in columns.options.keep:
            value = values.clean_text(columns.raw.cells[column].reindex(deals.index))
            part = pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "value": value.to_numpy()}).dropna()
            parts.append(part.assign(name=columns.raw.headings[column]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["deal_ref", "name", "value"])
