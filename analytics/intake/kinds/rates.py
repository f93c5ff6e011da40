"""Amounts that say for how long they are: `€99/mo`, `$1,200 / yr`, `99 € pro Monat`."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.columns import Columns
from analytics.intake.kinds.intervals import months_of
from analytics.intake.recognise import normal
from analytics.wording import one_or_many

# between an amount and its interval
_BETWEEN = re.compile(r"\s*/\s*|\s+(?:(?:per|pro|par|por|al|je|each|every|à|a)\s+)?", re.IGNORECASE)
_SHORT = {
    "m": 1.0, "pm": 1.0, "pcm": 1.0, "mth": 1.0, "mtl": 1.0, "mnd": 1.0, "mån": 1.0, "q": 3.0, "qtr": 3.0, "y": 12.0, "a": 12.0,
    "pa": 12.0, "j": 12.0, "wk": 12 / 52,
}  # fmt: skip
_MAY_BE = r"\d\D*[/\s]\D*\pL\D*$"  # words behind the digits, set apart


def rates(columns: Columns, field: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    """The amounts of a field that is paid again and again, their currency, and for how many months a cell says it is."""
    months = pd.Series(float("nan"), index=columns.raw.cells.index)
    if not columns.has(field):
        return *columns.money(field), months
    texts = columns.raw.cells[columns.recognition.mapping[field]]
    different = pa.array(texts.array).unique()
    may_be = different.filter(pc.match_substring_regex(different, _MAY_BE)).to_pylist()
    said = {text: rate for text in may_be if (rate := split_rate(text))}
    if not said:
        return *columns.money(field), months
    months = texts.map({text: each for text, (_, each) in said.items()}).astype("float64")
    rated = months.notna()
    amounts = texts.where(~rated, texts.map({text: amount for text, (amount, _) in said.items()})).astype("str")
    columns.reading.notes.append(
        f"{columns.label(field)}: {one_or_many(int(rated.sum()), '{} amount says for how long it is', '{} amounts say for how long they are')} ({next(iter(said))}), which counts."
    )
    return *columns.money(field, amounts), months


def split_rate(text: str) -> tuple[str, float] | None:
    """An amount that says for how long it is, without that, and its months; None where it says nothing of the kind.

    >>> split_rate("€99/mo"), split_rate("$1,200 / yr"), split_rate("1 200 kr pro Jahr"), split_rate("99 €")
    (('€99', 1.0), ('$1,200', 12.0), ('1 200 kr', 12.0), None)
    """
    first = next((at for at, sign in enumerate(text) if sign.isdigit()), len(text))
    for found in _BETWEEN.finditer(text, first + 1):
        said = normal(text[found.end() :]).replace(".", "").strip()
        short = said.replace(" ", "")
        # 99 m are millions
        is_set_apart = bool(found[0].strip()) or len(short) > 2 or short in ("pa", "pm")
        months = (_SHORT.get(short) or months_of(said)) if is_set_apart and any(map(str.isalpha, said)) else None
        if months:
            return text[: found.start()].strip(), months
    return None


def per_month(amounts: pd.Series, months: pd.Series) -> pd.Series:
    """The amounts of one month each, where `months` says that they are of several."""
    of_more = (amounts.notna() & months.notna() & (months != 1)).to_numpy(dtype=bool)
    if not of_more.any():
        return amounts
    amounts = amounts.copy()
    amounts[of_more] = [
        round(amount / Decimal(str(each)), 4) for amount, each in zip(amounts[of_more], months[of_more], strict=True)
    ]
    return amounts
