"""Subitems that stand below a deal under headings of their own: lines of that deal."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.model import Furniture, RawTable
from analytics.intake.receipt import Reading
from analytics.intake.recognise import recognise
from analytics.wording import count, one_or_many

_READ = ("name", "product", "stage", "amount", "currency")


def with_subitems(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows of deals, and those of their subitems with `part` set to `subitem` and the key of the deal.

    Of a subitem only what a line may have is read: its days, owners and outcomes are those of a task, not of the deal.
    An amount that names no currency is in that of the deal.  Subitems of what is no deal go to furniture.
    """
    items = columns.raw.subitems
    if items is None:
        return rows
    is_lost = ~items.parent.isin(rows.index)
    columns.reading.furniture += _furniture(columns.raw, items.parent.index[is_lost], "a part of a row that is no deal")
    items = replace(items, cells=items.cells[~is_lost.to_numpy()], parent=items.parent[~is_lost])
    if items.cells.empty:
        return rows
    found = recognise(items.headings, "", items.cells, crm=columns.recognition.crm, kind="deals")
    names = [f"{items.called}: {heading}" for heading in items.headings]
    told = replace(columns.raw, headings=names, cells=items.cells, subitems=None)
    assumed = columns.options.assumed_currency
    own = Columns(told, found, replace(columns.options, assumed_currency=None), columns.reading, rows_are="subitem")
    above = rows.loc[items.parent].set_axis(items.cells.index)
    read = {field: own.read(field) for field in ("name", "product")}
    read["stage"] = own.read("stage" if own.has("stage") else "status")
    read["amount"], named = own.money("amount")
    currency = currency_of(own, named, read["amount"].notna()).fillna(above["currency"]).fillna(assumed or pd.NA)
    read["currency"] = currency.where(read["amount"].notna())
    used = [names[found.mapping[field]] for field in (*_READ, "status") if field in found.mapping]
    blank = rows.iloc[:0].reindex(items.cells.index)
    parts = blank.assign(
        **{field: values.astype(rows[field].dtype) for field, values in read.items()},
        row_number=items.cells.index,
        deal_ref=above["deal_ref"],
        deal_id=above["deal_id"],
        part="subitem",
    )
    deals = above["deal_ref"].nunique()
    stand = one_or_many(len(parts), "stands a subitem", "stand {} subitems")
    columns.reading.notes.append(
        f"Below {count(deals, 'deal')} {stand} under headings of their own (row {items.heading}), kept as lines of the deal; "
        + (f"read were {', '.join(dict.fromkeys(used))}." if used else "no heading says what they are.")
    )
    return pd.concat([rows, parts]).sort_index()


def leave_out_subitems(raw: RawTable, kind: str, reading: Reading) -> None:
    """Note the subitems of a table that lists no deals: they are not read."""
    items = raw.subitems
    if items is None or kind == "deals":
        return
    reading.furniture += _furniture(raw, items.cells.index, "subitem")
    stand = one_or_many(len(items.cells), "stands a subitem", "stand {} subitems")
    reading.notes.append(
        f"Below {count(items.parent.nunique(), 'row')} {stand} under headings of their own (row {items.heading}); they were not read."
    )


def _furniture(raw: RawTable, rows: pd.Index, why: str) -> list[Furniture]:
    texts = (" | ".join(filter(None, raw.subitems.cells.loc[row]))[:80] for row in rows)
    return [Furniture(int(row), why, text) for row, text in zip(rows, texts, strict=True)]
