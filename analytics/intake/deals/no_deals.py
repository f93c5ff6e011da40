"""The rows of an export of deals that are no deals: deleted ones, and leads that stand among them."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import nothing, says
from analytics.intake.model import Furniture
from analytics.intake.recognise.contents import LEADS

DELETED = re.compile(r"deleted|gelöscht|verwijderd|slettet|supprimée?|eliminad[oa]|excluíd[oa]|eliminat[oa]|已删除")


def no_deals(columns: Columns) -> pd.Series:
    """Why a row is no deal, for deleted deals and for leads that stand among deals; missing for all others."""
    why = nothing(columns.raw.cells.index)
    deleted = columns.are_deleted()
    if columns.has("status"):
        deleted |= says(columns.read("status"), lambda word: DELETED.fullmatch(word.casefold()) is not None)
    why = why.mask(pd.Series(deleted, index=why.index), "a deleted deal")
    if columns.has("record_type"):
        leads = says(columns.read("record_type"), lambda word: word.casefold() in LEADS)
        if leads.all():
            columns.reading.notes.append(
                f"{columns.label('record_type')}: every row is a lead; they are counted as deals, as stated."
            )
        else:
            why = why.mask(pd.Series(leads, index=why.index), "a lead, not a deal")
    return why


def furniture(columns: Columns, why: pd.Series) -> list[Furniture]:
    """The rows that are no deals, with the beginning of what they say."""
    rows = why.dropna()
    cells = columns.raw.cells.loc[rows.index]
    texts = cells.iloc[:, 0].str.cat([cells[column] for column in cells.columns[1:]], sep=" | ") if len(cells) else []
    return [
        Furniture(int(row), reason, _short(text)) for row, reason, text in zip(rows.index, rows, texts, strict=True)
    ]


def _short(text: str) -> str:
    return " | ".join(part for part in text.split(" | ") if part)[:120]
