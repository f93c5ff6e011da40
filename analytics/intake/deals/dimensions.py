"""What is told of a deal beside its fields: kept columns, whether it came by free mail, how many activities it took."""

from __future__ import annotations

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.free_mail import NAME as FREE_MAIL
from analytics.intake.free_mail import free_mail

ACTIVITIES = "Activities"


def dimensions(columns: Columns, deals: pd.DataFrame) -> pd.DataFrame:
    """One row per deal and kept column that is filled: `deal_ref`, `name`, `value`.

    Kept are the columns that a person chose and those that tell how well a deal is known (its economic buyer, say).
    """
    told = []
    if columns.has("email"):
        told.append((FREE_MAIL, free_mail(columns.read("email"))))
    if columns.has("activities"):
        numbers = columns.read("activities").astype("float64")
        told.append((ACTIVITIES, numbers.map(lambda each: f"{each:.15g}", na_action="ignore").where(numbers.notna())))
    kept = columns.recognition.kept
    if kept:
        names = ", ".join(columns.raw.headings[column] for column in kept)
        columns.reading.notes.append(f"Kept, to tell how complete deals are: {names}.")
    for column in (*kept, *columns.recognition.unmapped):
        if column in kept or columns.raw.headings[column] in columns.options.keep:
            cells = columns.raw.cells[column].reindex(deals.index)
            told.append((columns.raw.headings[column], values.clean_text(cells)))
    parts = [
        pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "value": value.reindex(deals.index).to_numpy()})
        .dropna()
        .assign(name=name)
        for name, value in told
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["deal_ref", "name", "value"])
