"""The rows of a table that cannot be taken as they are, and those that people may mend."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.intake.model import RawTable, Reject
from analytics.intake.receipt import Reading
from analytics.intake.recognise import Recognition
from analytics.wording import one_or_many


def to_mend(raw: RawTable, recognition: Recognition, reading: Reading) -> pd.DataFrame:
    """The rows that a person may mend and bring again, as written: `row_number` and a column `"0"`, `"1"` ... a heading.

    All that are quarantined.  Rows that were taken without a cell only where an id tells which deal they are of: the
    mended row then replaces it.  With each go the other rows of its deal, whose amounts are added up.
    """
    wanted = pd.Index([each.row for each in reading.rejects if not each.accepted])
    if recognition.kind == "deals" and (deal_id := recognition.mapping.get("deal_id")) is not None:
        ids = raw.cells[deal_id]
        faulty = ids.reindex([each.row for each in reading.rejects if each.row in raw.cells.index]).drop_duplicates()
        wanted = wanted.union(ids.index[ids.isin(faulty[faulty != ""])]) if len(faulty) else wanted
    # taking no row of a table of thousands of columns one by one is slow
    rows = raw.cells.loc[raw.cells.index.isin(wanted)] if len(wanted) else raw.cells.iloc[:0]
    named = rows.set_axis([str(column) for column in rows.columns], axis="columns")
    return named.rename_axis("row_number").reset_index()


def without_unfit(raw: RawTable) -> RawTable:
    """The table without the rows whose cells fit its columns in no way or in several."""
    return replace(raw, cells=raw.cells.drop(index=list(raw.unfit))) if raw.unfit else raw


def unfit(raw: RawTable) -> list[Reject]:
    rows = raw.cells.loc[list(raw.unfit)].to_numpy().tolist() if raw.unfit else []
    texts = ((raw.delimiter or " ").join(row).rstrip(raw.delimiter or " ")[:200] for row in rows)
    return [
        Reject(row, "", text, why, accepted=False) for (row, why), text in zip(raw.unfit.items(), texts, strict=True)
    ]


def ragged(rows: list[int]) -> str:
    some = ", ".join(map(str, rows[:6]))
    return one_or_many(
        len(rows),
        f"{{}} row has more or fewer cells than headings (row {some}); check that its values stand in the right columns.",
        f"{{}} rows have more or fewer cells than headings (rows {some}); check that their values stand in the right columns.",
    )
