"""Which record names the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

DEPTH = 50  # records from the top among which the heading is looked for: report titles and filters take up to 30

DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b"  # 2026-01-31, 31.01.2026 14:03
    r"|\d{1,2}[ -][^\W\d_]{3,}\.?[ -]\d{2,4}\b"  # 3 January 2026, 03-Jan-26
    r"|[^\W\d_]{3,}\.? \d{1,2}, \d{4}\b"  # January 3, 2026
)


def clean(heading: str) -> str:
    """A heading without surrounding white space and byte-order marks."""
    return heading.strip("\ufeff \t\r\n\x0b\x0c\xa0").strip()


def count_known(record: list[str], known: Callable[[str], bool]) -> int:
    """How many different headings that some CRM writes are in a record."""
    texts = {clean(cell) for cell in record[:2000] if len(cell) <= 200}
    return sum(1 for text in texts if text and known(text))


def best_count(records: list[list[str]], known: Callable[[str], bool]) -> int:
    return max((count_known(record, known) for record in records[:DEPTH]), default=0)


def find_heading(records: list[list[str]], known: Callable[[str], bool]) -> int | None:
    """The place of the heading row: the first with at least two known headings and as many as any other.

    Where nobody knows two headings: the first record as full as the usual one, if its cells are different words.
    If that one is not, then there is no heading: the records above a later one would be data.
    """
    counts = [count_known(record, known) for record in records[:DEPTH]]
    if max(counts, default=0) >= 2:
        return counts.index(max(counts))
    filled = [len(record) - record.count("") for record in records[:DEPTH]]
    usual = _usual([count for count in filled if count])
    first = next((place for place, count in enumerate(filled) if count >= usual), None)
    return first if usual >= 2 and first is not None and _are_words(records[first]) else None


def _usual(counts: list[int]) -> int:
    often = Counter(counts)
    return max(often, key=lambda count: (often[count], count), default=0)


def _are_words(record: list[str]) -> bool:
    """Whether the cells between the first and the last filled one are different words, and no numbers or dates."""
    texts = [clean(cell).casefold() for cell in trim(record)]
    return len(texts) >= 2 and len(set(texts)) == len(texts) and all(map(_is_word, texts))


def trim(record: list[str]) -> list[str]:
    """A record without the empty cells at either end."""
    filled = [place for place, cell in enumerate(record) if cell.strip()]
    return list(record[filled[0] : filled[-1] + 1]) if filled else []


def _is_word(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    if not letters or digits > letters or len(text) > 100 or DATE.match(text):
        return False
    return text not in {"true", "false"} and "@" not in text and "://" not in text
