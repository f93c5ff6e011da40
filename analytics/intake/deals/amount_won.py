"""What won deals brought, where a file has a column for that beside what deals were expected to bring."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts
from analytics.intake.stages import kinds_by_name
from analytics.wording import count


def amount_won(
    columns: Columns, amount: pd.Series, named: pd.Series, status: pd.Series, stage: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """The amounts, and the currencies that their cells name; of a won deal what it brought.

    Where that is empty or 0, which programs write for nothing yet, it is the amount.
    """
    if not columns.has("won_amount"):
        return amount, named
    won, won_named = columns.money("won_amount")
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
    rest = f"Of all others {usual} is." if columns.has("amount") else "No column tells that of all others."
    columns.reading.notes.append(f"{told}. {rest}")
    return amount.mask(counts, won), named.mask(counts, won_named.fillna(named))
