"""What won deals brought, where a file has a column for that beside what deals were expected to bring."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts
from analytics.intake.stages import kinds_by_name
from analytics.wording import count


def amount_won(columns: Columns, amount: pd.Series, won: pd.Series, status: pd.Series, stage: pd.Series) -> pd.Series:
    """The amounts, of a won deal what it brought; where that is empty or 0, which programs write for nothing yet, the amount."""
    if not columns.has("won_amount"):
        return amount
    kinds = kinds_by_name(distinct_texts(stage))
    by_stage = stage.isin([name for name in kinds if kinds[name] in ("won", "post_sale", "churned")])
    is_won = (status == "won").fillna(False) | (status.isna() & by_stage)
    counts = (is_won & (won != 0)).fillna(False).astype(bool) & won.notna()
    heading, usual = columns.label("won_amount"), columns.label("amount")
    differ = int((counts & amount.notna() & (amount != won).fillna(False)).sum())
    told = f"{heading} is the amount of {count(int(counts.sum()), 'won deal')}"
    if differ:
        told += f"; it differs from {usual} in {count(differ, 'row')}"
    if other := int((won.notna() & (won != 0).fillna(False) & ~is_won).sum()):
        told += f"; in {count(other, 'row')} of deals that are not won it counts for nothing"
    columns.reading.notes.append(f"{told}. Of all others {usual} is.")
    return amount.mask(counts, won)
