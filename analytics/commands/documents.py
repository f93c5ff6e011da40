"""Answers as documents of JSON types.

Days are ISO text, rates run from 0 to 1, money is in the reporting currency with two decimals, missing is None.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd

Document = dict[str, object]


def records(frame: pd.DataFrame) -> list[Document]:
    """One document per row."""
    return [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: object) -> object:
    """A value as JSON has it."""
    if value is None or (not isinstance(value, (list, dict, str)) and pd.isna(value)):
        return None
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def money(value: object) -> float | None:
    """An amount with two decimals."""
    return None if value is None or pd.isna(value) else round(float(value), 2)


def as_text(document: Document) -> str:
    """A document for people: figures line by line, lists as tables."""
    lines = []
    for name, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            flat = [{key: each for key, each in row.items() if not isinstance(each, (list, dict))} for row in value]
            lines += ["", f"{name}:", pd.DataFrame(flat).to_string(index=False, na_rep="–")]
        elif not isinstance(value, (list, dict)):
            lines.append(f"{name}: {'–' if value is None else value}")
    return "\n".join(lines)
