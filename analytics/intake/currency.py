"""The currency of amounts: from its own column, the sign in the cell, the heading, or as stated for the file."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from babel import Locale

from analytics.intake.columns import Columns
from analytics.intake.distinct import TEXT, distinct_texts, per_distinct
from analytics.intake.model import Question
from analytics.intake.values.currencies import currency_code
from analytics.intake.values.heading_units import unit_behind
from analytics.wording import count

TAKEN = "no currency: taken to be"
"""In the note on amounts that name none, where it is settled what they are taken to be."""
_AMOUNTS = ("amount", "mrr", "recurring_amount", "won_amount")
# whose sign is that of other currencies too, and how the names of these end: $100 may be Canadian
_SIGN_OF_MANY = {"USD": ("Dollar", "Peso"), "GBP": ("Pound",), "JPY": ("Yen", "Yuan")}


def currency_of(columns: Columns, named: pd.Series, has_amount: pd.Series, field: str | None = None) -> pd.Series:
    """The currency column, else the sign in the cell, else the one stated for the file, else that of the heading
    ("Amount (EUR)"), else the one that is assumed, as the receipt says; only where there is an amount.

    Where a cell and the currency column name different ones, the cell is believed, which names its own; but the column
    where it names several and all cells one, which then is no more than their format.  A currency that nobody knows is
    kept as it is written, so that its amounts are in no total until it has a rate.

    `field`: of the amounts whose currency is looked for, where a file may have others beside them.
    """
    field = field or _field(columns)
    written = columns.read("currency")
    codes = {text: currency_code(text) or text.upper() for text in distinct_texts(written)}
    unknown = sorted(code for code in set(codes.values()) if currency_code(code) != code)
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('currency')}: {', '.join(unknown[:5])} is no currency that is known; its amounts are in no total."
        )
    named = _yen_or_yuan(columns, named.astype(TEXT), field)
    currency = _settled(columns, per_distinct(written, codes.__getitem__), named, field).fillna(named)
    if stated := columns.options.currency or _in_heading(columns, currency[has_amount], field):
        currency = currency.fillna(stated)
    currency = currency.where(has_amount)
    assumed, unnamed = columns.options.assumed_currency, int((currency.isna() & has_amount).sum())
    if assumed and unnamed:
        columns.reading.notes.append(
            f"{count(unnamed, 'amount')} {'names' if unnamed == 1 else 'name'} {TAKEN} {assumed}, in which this workspace reports. Another one can be stated."
        )
        currency = currency.fillna(assumed).where(has_amount)
    return currency


def _yen_or_yuan(columns: Columns, named: pd.Series, field: str) -> pd.Series:
    """The currencies of cells, ¥ as yuan where the column of amounts has a Chinese heading, or names yuan beside it."""
    yen = (named == "JPY").fillna(False).to_numpy(dtype=bool)
    if not yen.any():
        return named
    is_chinese = columns.recognition.why.get(field, "").endswith("(Chinese)") and "額" not in columns.label(field)
    texts = columns.raw.cells.loc[named.index, columns.recognition.mapping[field]]
    signs = yen & texts.str.contains("[¥￥]", regex=True).to_numpy(dtype=bool)
    if not signs.any() or not (is_chinese or (named == "CNY").any()):
        return named
    columns.reading.notes.append(
        f"{columns.label(field)}: ¥ in {count(int(signs.sum()), 'amount')} is taken for CNY, {'as the heading is Chinese' if is_chinese else 'which other cells name'}."
    )
    return named.mask(signs, "CNY")


def _settled(columns: Columns, written: pd.Series, named: pd.Series, field: str) -> pd.Series:
    """The currency column, corrected where cells name another one and are believed; said and, if neither tells, asked."""
    differ = _contradict(columns, written, named, field)
    if not differ.any():
        return written
    of_cells, of_column = distinct_texts(named), distinct_texts(written)
    choices = [*dict.fromkeys([*named[differ], *written[differ]])]
    amount, currency = columns.label(field), columns.label("currency")
    about = f"{amount} and {currency} name different currencies in {count(int(differ.sum()), 'row')}, {named[differ].iloc[0]} and {written[differ].iloc[0]} in the first"
    if columns.options.currency in choices:
        taken, settled = columns.options.currency, written.mask(differ, columns.options.currency)
    elif len(of_cells) == 1 < len(of_column):  # the one currency of all cells is no more than their format
        taken, settled = currency, written
    else:
        taken, settled = amount, written.mask(differ, named)
        if len(of_cells) == len(of_column) == 1:
            question = Question(f"{about}. Which one is it? {choices[0]} is taken.", "currency", choices, choices[0])
            columns.reading.questions.append(question)
    columns.reading.notes.append(f"{about}; {taken} is taken.")
    return settled


def _contradict(columns: Columns, written: pd.Series, named: pd.Series, field: str) -> np.ndarray:
    """Where the cell names another currency than the column."""
    differ = (written.notna() & named.notna() & (written != named)).fillna(False).to_numpy(dtype=bool)
    if differ.any():
        texts = columns.raw.cells[columns.recognition.mapping[field]]
        pairs = pd.DataFrame({"written": written[differ], "named": named[differ], "text": texts[differ]})
        differ[differ] = [not _may_be(*each) for each in pairs.itertuples(index=False)]
    return differ


def _may_be(written: str, named: str, text: str) -> bool:
    """Whether the sign in a cell is that of the other currency too: `$100` beside CAD is no contradiction."""
    endings = _SIGN_OF_MANY.get(named)
    if endings is None or re.search(r"[^\W\d_]{2}", text):
        return False
    return Locale("en").currencies.get(written, "").endswith(endings)


def _field(columns: Columns) -> str:
    """The field of the amounts whose currency is looked for."""
    return next((field for field in _AMOUNTS if columns.has(field)), "amount")


def _in_heading(columns: Columns, currency: pd.Series, field: str) -> str | None:
    """The currency behind the heading of the amounts; a column of currencies says more."""
    found = unit_behind(columns.label(field)) if columns.has(field) else None
    code = found[1].currency if found else ""
    if not code:
        return None
    others = int((currency.notna() & (currency != code)).sum())
    if others:
        columns.reading.notes.append(
            f"{columns.label(field)}: {count(others, 'row')} {'names' if others == 1 else 'name'} another currency than the heading; theirs is taken."
        )
    if currency.isna().any():
        columns.reading.notes.append(f"{columns.label(field)}: the amounts are {code}, as the heading says.")
        return code
    return None
