"""Whether the money of a file adds up: by currency, and against the total that the file itself states."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake import values
from analytics.intake.model import Amounts, Furniture, OwnTotal


def by_currency(amount: pd.Series, currency: pd.Series, quarantined: Collection[int]) -> list[Amounts]:
    """The sums of a column of amounts, the currency with most rows first; the rows in `quarantined` apart."""
    apart = amount.index.isin(list(quarantined)) if len(quarantined) else np.zeros(len(amount), bool)
    rows = pa.table({"currency": pa.array(currency.array), "apart": apart, "amount": pa.array(amount.array)})
    told = rows.filter(pc.is_valid(rows["amount"])).group_by(["currency", "apart"], use_threads=False)
    sums: dict[tuple[str | None, bool], Decimal] = {}
    rows_of: Counter[str | None] = Counter()
    for each in told.aggregate([("amount", "sum"), ("amount", "count")]).to_pylist():
        sums[each["currency"], each["apart"]] = each["amount_sum"]
        rows_of[each["currency"]] += each["amount_count"]
    return [
        Amounts(name, *(sums.get((name, apart), Decimal(0)) for apart in (False, True)))
        for name, _ in rows_of.most_common()
    ]


# what a total row may say that is no sum, in the languages of `furniture.TOTAL_WORDS`
_NO_SUM = re.compile(
    r"(?:record )?count|average|avg|minimum|maximum|min|max|median|anzahl|durchschnitt|nombre|moyenne|aantal|gemiddelde"
    r"|media|média|promedio|número|numero|antal|antall",
    re.I,
)
_SUM = re.compile(r"sum\b|summen?\b|somme\b|somma\b|suma\b|soma\b", re.I)


def own_total(
    furniture: Sequence[Furniture],
    amounts: Sequence[Amounts],
    decimal: str | None,
    scale: int = 0,
    *,
    is_across: bool = False,
) -> OwnTotal | None:
    """What the file's own total row says of its amounts; None where it has none that shows a figure.

    `decimal` is the sign that the column of amounts uses, `scale` the power of ten in which it is written.  Counts and
    averages are no totals.  Where a file has subtotals, the last row is the total, unless all of them together add up to it.
    `is_across`: the row has a figure for each period, and maybe their sum behind them; None where these do not agree, since
    not all of many are kept.
    """
    rows = [
        each for each in furniture if each.why == "total" and _is_sum(each.text) and _figures(each.text, decimal, scale)
    ]
    if not rows or not amounts:
        return None
    total = sum((each.accepted + each.quarantined for each in amounts), Decimal(0))
    rows.sort(key=lambda each: each.row)
    last, figures = rows[-1], _figures(rows[-1].text, decimal, scale)
    if is_across:
        agrees = total in (*figures, sum(figures), sum(figures[:-1]))
        return OwnTotal(last.row, last.text, total, agrees=True) if agrees else None
    if total in figures:
        return OwnTotal(last.row, last.text, total, agrees=True)
    each_group = [_figures(each.text, decimal, scale) for each in rows]
    if len(rows) > 1 and all(len(its) == 1 for its in each_group) and sum(its[0] for its in each_group) == total:
        text = " + ".join(f"{its[0].normalize():f}" for its in each_group)
        return OwnTotal(last.row, text if len(text) <= 80 else text[:79] + "…", total, agrees=True)
    return OwnTotal(last.row, last.text, figures[0] if len(figures) == 1 else None, agrees=False)


def _is_sum(text: str) -> bool:
    labels = [cell.strip() for cell in text.split(" | ")]
    return not any(map(_NO_SUM.match, labels)) or any(map(_SUM.match, labels))


def _figures(text: str, decimal: str | None, scale: int) -> list[Decimal]:
    """The figures of a total row behind its label; a count in the label is none of them."""
    cells = [cell for cell in text.split(" | ") if re.search(r"\d", cell)]
    cells = [cell for cell in cells if not re.match(r"(?![A-Z]{3}\W)[^\W\d]{3}", cell)]
    if not cells:
        return []
    return [Decimal(each) for each in values.money(pd.Series(cells, dtype="str"), decimal, scale).values.dropna()]
