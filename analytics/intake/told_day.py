"""The day of an export as a line above or below its table tells it: "As of 2026-03-05", "Stand: 15.03.2026"."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import pandas as pd

from analytics.intake import values
from analytics.intake.model import Furniture
from analytics.intake.reader.day_words import AS_OF
from analytics.intake.receipt import Reading

_WHERE = frozenset({"preamble", "footer", "part of the heading"})


def told_day(furniture: Iterable[Furniture], orders: Collection[str]) -> tuple[date, str] | None:
    """The day that the lines around a table say it was exported on, or is as of, and the words; None where none does.

    Where several do (as of, printed on), the first.  03/04/2026 is read in the order that the columns of dates have,
    `orders`, and is no day where they have none or two.
    """
    for each in furniture:
        if each.why not in _WHERE or not (found := AS_OF.search(each.text)):
            continue
        texts = pd.Series([found["day"]], dtype="str")
        read = values.dates(texts)
        if read.choices:
            if len(orders) != 1:
                continue
            read = values.dates(texts, *orders)
        moment = read.values.iloc[0]
        if pd.notna(moment):
            return moment.date(), found[0].strip(" |,;:.([")
    return None


def date_orders(reading: Reading) -> set[str]:
    """The orders of day and month that the columns of dates have, none where people are asked for it."""
    if any(each.field in ("date_order", "mixed_dates") for each in reading.questions):
        return set()
    return {"dmy", "mdy"}.intersection(reading.date_order.values())
