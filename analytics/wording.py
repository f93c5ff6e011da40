"""Numbers in sentences."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `1,200 rows`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def one_or_many(number: int, one: str, many: str) -> str:
    """The sentence for one thing, or that for several, with the number in place of `{}`.

    >>> one_or_many(1200, "{} row has no id.", "{} rows have no id.")
    '1,200 rows have no id.'
    """
    return (one if number == 1 else many).replace("{}", f"{number:,}", 1)
