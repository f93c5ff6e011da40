"""Rows and columns of totals in a table with a column for each period: left aside, and held against what they add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from analytics.intake import values
from analytics.intake.fields import is_period
from analytics.intake.model import Amounts, Furniture, OwnTotal, RawTable
from analytics.intake.reader.furniture import BARE_TOTAL, TOTAL, TOTAL_END, is_figure
from analytics.intake.recognise import Recognition
from analytics.intake.values.text import clean
from analytics.intake.values.units import PLACES, units_of
from analytics.wording import count, one_or_many

_NAMED = 3  # rows in which a total does not agree
_SHOWN = 80  # characters of a row of furniture
_CENT = 10 ** (PLACES - 2)


@dataclass(frozen=True)
class Figures:
    """The amounts of some columns: a row for each of the table, whole numbers of the smallest unit.

    `known`: those that were read; `filled`: cells that are not empty.
    """

    amounts: np.ndarray
    known: np.ndarray
    filled: np.ndarray


def figures_of(raw: RawTable, columns: Sequence[int], decimal: str | None = None) -> Figures:
    read = [values.money(values.half_width(raw.cells[column]), decimal) for column in columns]
    numbers = [units_of(each.values) for each in read]
    bad = np.column_stack([raw.cells.index.isin(each.bad.index) for each in read])
    known = np.column_stack([known for _, known in numbers])
    amounts = np.column_stack([amounts for amounts, _ in numbers])
    return Figures(np.where(known, amounts, 0), known, known | bad)


def without_totals(tables: Sequence[RawTable], recognition: Recognition) -> tuple[list[RawTable], int | None]:
    """The tables without the rows that add up those of the last one, which are furniture, and the row of the grand total.

    Such a row has a word for a total (or none) and figures that add up the rows above it, or those of its group; what is
    called total and nothing else, is one in any case.  In a table of figures it may fill every column, so that the reader
    could not tell it from others.
    """
    raw = tables[-1]
    periods = [column for field, column in recognition.mapping.items() if is_period(recognition.kind, field)]
    words = [column for column in raw.cells.columns if column not in {*periods, *recognition.across.sums}]
    names = [[*filter(None, map(clean, record))] for record in raw.cells[words].to_numpy().tolist()]
    may_be = [
        at
        for at, its in enumerate(names)
        if not its or ((TOTAL.match(its[0]) or TOTAL_END.fullmatch(its[0])) and all(map(is_figure, its[1:])))
    ]
    if not may_be:
        return list(tables), None
    figures = figures_of(raw, periods)
    is_bad = figures.filled & ~figures.known
    # up to each row: the sums, what could not be read, and the rows with figures
    sums, unread, rows = (
        np.concatenate([np.zeros((1, each.shape[1]), each.dtype), each.cumsum(axis=0)])
        for each in (figures.amounts, is_bad.astype(int), figures.known.any(axis=1, keepdims=True).astype(int))
    )
    total: dict[int, str] = {}
    grand, block = None, 0
    former = np.zeros((2, len(periods)), np.int64)  # of the totals so far: their sums, and how many there are
    for at in may_be:
        if is_bad[at].any() or not figures.known[at].any():
            continue
        label = names[at][0] if names[at] else ""
        group, whole = sums[at] - sums[block], sums[at] - former[0]
        adds_up = (unread[at] == 0).all() and (
            (rows[at] - rows[block] > 1 and (np.abs(group - figures.amounts[at]) < _CENT).all())
            or (rows[at] - former[1, 0] > 1 and (np.abs(whole - figures.amounts[at]) < _CENT).all())
        )
        if not (BARE_TOTAL.fullmatch(label) or adds_up):
            continue
        row = int(raw.cells.index[at])
        total[row] = " | ".join([*names[at], *(text for text in raw.cells.loc[row, periods] if text)])[:_SHOWN]
        former += np.array([figures.amounts[at], np.ones(len(periods), np.int64)])
        block = at + 1
        grand = row if BARE_TOTAL.fullmatch(label) else grand
    pieces = [Furniture(row, "total", text) for row, text in total.items()]
    return [
        replace(
            each,
            cells=each.cells.drop(index=list(total)),
            furniture=[*each.furniture, *pieces],
            ragged={row: cells for row, cells in each.ragged.items() if row not in total},
        )
        for each in tables
    ], grand


def columns_said(raw: RawTable, recognition: Recognition, decimal: str | None) -> Iterator[str]:
    """What to know of the columns that add up others: that they are left aside, and where they say otherwise."""
    agree = []
    for column, parts in sorted(recognition.across.sums.items()):
        told, its = figures_of(raw, [column], decimal), figures_of(raw, parts, decimal)
        is_told = told.known[:, 0] & its.known.any(axis=1) & (its.known == its.filled).all(axis=1)
        added = its.amounts.sum(axis=1)
        differ = np.flatnonzero(is_told & (np.abs(added - told.amounts[:, 0]) >= _CENT))
        name = raw.headings[column]
        if not len(differ):
            agree.append(name)
            continue
        some = "; ".join(
            f"row {raw.cells.index[at]}: {_plain(told.amounts[at, 0])}, not {_plain(added[at])}"
            for at in differ[:_NAMED]
        )
        more = "; ..." if len(differ) > _NAMED else ""
        yield (
            f"{name} says otherwise than its periods add up to in {count(len(differ), 'row')} ({some}{more}). "
            "The periods count; it is left aside."
        )
    if agree:
        yield one_or_many(
            len(agree),
            f"{agree[0]} adds up other columns, and is left aside.",
            f"{', '.join(agree)} add up other columns, and are left aside.",
        )


def _plain(amount: int) -> str:
    return f"{Decimal(int(amount)).scaleb(-PLACES):,.2f}".removesuffix(".00")


def own_total(
    raw: RawTable, recognition: Recognition, row: int, amounts: Sequence[Amounts], decimal: str | None, scale: int
) -> OwnTotal | None:
    """What the row of the grand total says of all periods together; `raw`: the table with this row; see `reconcile.own_total`."""
    periods = [column for field, column in recognition.mapping.items() if is_period(recognition.kind, field)]
    its = figures_of(replace(raw, cells=raw.cells.loc[[row]]), periods, decimal)
    if not amounts or not its.known.any():
        return None
    said = Decimal(int(its.amounts.sum())).scaleb(scale - PLACES)
    total = sum((each.accepted + each.quarantined for each in amounts), Decimal(0))
    text = " | ".join(text for text in raw.cells.loc[row] if text)[:_SHOWN]
    return OwnTotal(row, text, said, agrees=said == total)
