"""Which record names the columns, and which beside it belong to the names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from analytics.intake.reader.periods_named import count_periods, is_year, under_years, words_and_periods

DEPTH = 50  # records from the top among which the heading is looked for: report titles and filters take up to 30

DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b"  # 2026-01-31, 31.01.2026 14:03
    r"|\d{1,2}[ -][^\W\d_]{3,}\.?[ -]\d{2,4}\b"  # 3 January 2026, 03-Jan-26
    r"|[^\W\d_]{3,}\.? \d{1,2}, \d{4}\b"  # January 3, 2026
)

UNIT = re.compile(r"[(\[]?(?:[A-Z]{3}|[€$£¥%])[)\]]?")  # EUR, [€], (%)

# how monday.com heads the rows below an item, in the languages that it speaks
SUBITEMS = ("subitems", "unterelemente", "sous-éléments", "subelementos", "subitens", "sottoelementi", "underelementer")

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Heading:
    """The names of the columns.

    - `place`: of the record that names them, the lowest where the names take several
    - `names`: a text for each cell of that record, cleaned
    - `beside`: places of further records of names: groups above them ("Deal", "Owner"), their technical names below
    """

    place: int
    names: list[str]
    beside: tuple[int, ...] = ()


def clean(heading: str) -> str:
    """A heading without surrounding white space and byte-order marks."""
    return heading.strip("\ufeff \t\r\n\x0b\x0c\xa0").strip()


def count_known(record: list[str], known: Known) -> int:
    """How many different headings that some CRM writes are in a record."""
    texts = {clean(cell) for cell in record[:2000] if len(cell) <= 200}
    return sum(1 for text in texts if text and known(text))


def best_count(records: list[list[str]], known: Known) -> int:
    return max((count_known(record, known) for record in records[:DEPTH]), default=0)


def find_heading(records: list[list[str]], known: Known) -> Heading | None:
    """The heading: the first record with at least two known headings and as many as any other.

    Where nobody knows two headings: the first record as full as the usual one, if its cells are different words.
    If that one is not, then there is no heading: the records above a later one would be data.
    """
    counts = [count_known(record, known) for record in records[:DEPTH]]
    for place in range(len(counts)):
        dated = _under_years(records, place)
        if dated and max(counts) in (0, 1, *counts[place : dated.place + 1]):
            return dated
    if max(counts, default=0) >= 2:
        place = counts.index(max(counts))
        above = max(counts[:place], default=0)
        if above >= 2 and _heads_subitems(records[place]):
            place = counts.index(above)
        return heading_at(records, place, known)
    filled = [len(record) - record.count("") for record in records[:DEPTH]]
    usual = _usual([count for count in filled if count])
    first = next((place for place, count in enumerate(filled) if count >= usual), None)
    if usual < 2 or first is None:
        return None
    heading = heading_at(records, first, known)
    if heading is None or are_words(heading.names):
        return heading
    below = records[heading.place + 1] if heading.place + 1 < len(records) else []
    return heading if _name_periods(heading.names, below, known) else None


def _name_periods(record: list[str], below: list[str], known: Known) -> bool:
    """Whether the cells are words and periods: a column for each of them; a single period beside a known word only."""
    names = list(map(clean, record))
    words = words_and_periods(names, list(map(clean, below)))
    if words is None or not all(map(is_word, words)):
        return False
    return count_periods(names) > 1 or count_known(record, known) > 0


def _under_years(records: list[list[str]], first: int) -> Heading | None:
    """The heading of which this row says the years and one of the next two the months below them."""
    if not any(is_year(clean(cell)) for record in records[first : first + 1] for cell in record):
        return None
    rows = [list(map(clean, record)) for record in records[first : first + 3]]
    for size in range(len(rows), 1, -1):
        if names := under_years(rows[:size]):
            return Heading(first + size - 1, names, tuple(range(first, first + size - 1)))
    return None


def heading_in(records: list[list[str]], place: int, known: Known) -> Heading | None:
    """The heading whose row a person or a recipe states: alone, or as a line of names that take two or three."""
    for first in range(max(place - 2, 0), place + 1):
        dated = _under_years(records, first)
        if dated and place in (dated.place, *dated.beside):
            return dated
    if 0 < place < len(records) and count_known(records[place - 1], known) >= count_known(records[place], known) > 0:
        over_two = heading_at(records, place - 1, known)
        if over_two is not None and over_two.place == place:
            return over_two
    return heading_at(records, place, known)


def heading_at(records: list[list[str]], place: int, known: Known) -> Heading | None:
    """The heading where its row is known, with the rows of names beside it; None where there is no such row."""
    if place >= len(records) or not trim(records[place]):
        return None
    names = [clean(cell) for cell in records[place]]
    beside: list[int] = []
    # a name may be broken over this row and the next
    below = records[place + 1] if place + 1 < len(records) else []
    under = [clean(cell) for cell in below]
    after = records[place + 2] if place + 2 < len(records) else []
    if grouped := _over_members(names, under, after):
        beside, place, names = [place], place + 1, grouped
    elif len(below) == len(names) and _count_joined(names, under, known) > count_known(names, known) + 1:
        beside, place, names = [place], place + 1, _joined(names, under)
    elif _are_other_names(below, known):
        beside = [place + 1]
    above = records[place - 1] if place and place - 1 not in beside else []
    if above:
        joined = _under_groups([clean(cell) for cell in above], names, known)
        if joined is not None:
            beside, names = [place - 1, *beside], joined
    return Heading(place, names, tuple(beside))


def _joined(first: list[str], second: list[str]) -> list[str]:
    """`Deal` over `Id` is `Deal Id`, `Amount` over `EUR` is `Amount (EUR)`."""
    return [
        f"{upper} ({lower.strip('()[]')})"
        if upper and UNIT.fullmatch(lower)
        else " ".join(filter(None, (upper, lower)))
        for upper, lower in zip(first, second, strict=False)
    ]


def _count_joined(first: list[str], second: list[str], known: Known) -> int:
    """How many known headings two lines make; a unit below a name adds nothing to it."""
    return count_known(_joined(first, ["" if UNIT.fullmatch(lower) else lower for lower in second]), known)


def _over_members(names: list[str], under: list[str], after: list[str]) -> list[str] | None:
    """The names where some of them head several columns each, whose own names stand below; None where none does.

    `Deal Id,Amount,,` over `,EUR,USD,`: `Deal Id`, `Amount (EUR)`, `Amount (USD)`.  The row below is no deal where it has
    words under such names only, and nothing where the next row begins.
    """
    named = [column for column, name in enumerate(names) if name]
    filled = [column for column, cell in enumerate(under) if cell]
    first = named[0] if named else 0
    if len(filled) < 2 or len(under) > len(names) or first in filled or len(after) <= first or not after[first].strip():
        return None
    groups: dict[int, list[int]] = {}  # column in which a name begins -> those with a name below
    start, group = first, ""
    for column, name in enumerate(names[: len(under)]):
        if name and name != group:
            start, group = column, name
        if under[column]:
            groups.setdefault(start, []).append(column)
    for start, members in groups.items():
        cells = [under[column] for column in members]
        is_run = members == list(range(start, start + len(members)))
        if not is_run or len(members) < 2 or len(set(cells)) < len(cells) or not all(map(is_word, cells)):
            return None
    heads = {column: names[start] for start, members in groups.items() for column in members}
    uppers = [heads.get(column, name) for column, name in enumerate(names)]
    return _joined(uppers, [*under, *[""] * (len(names) - len(under))])


def _are_other_names(record: list[str], known: Known) -> bool:
    """Whether the row below the heading names the columns once more (internal names): half of it are known headings."""
    filled = [cell for cell in record if cell.strip()]
    return len(filled) >= 3 and 2 * count_known(record, known) >= len(filled) and are_words(record)


def _under_groups(above: list[str], names: list[str], known: Known) -> list[str] | None:
    """The names with those of the groups that stand above them, where they need them; None where there are no groups.

    `Deal,,Owner,` over `Id,Name,Name,Team`: `Deal Id`, `Deal Name`, `Owner Name`, `Owner Team`.  A group begins above its
    first column.  That the row above holds groups is proven by names that repeat or that nobody knows without them.
    """
    if (
        len(above) > len(names)
        or len([cell for cell in above if cell]) < 2
        or not all(map(is_word, filter(None, above)))
    ):
        return None
    above = [*above, *[""] * (len(names) - len(above))]
    groups, group = [], ""
    for cell, name in zip(above, names, strict=True):
        group = cell or group
        groups.append(group if name else "")
        if cell and not name:  # a group stands above a name; anything else is a title
            return None
    joined = _joined(groups, names)
    repeated = {name for name, count in Counter(filter(None, names)).items() if count > 1}
    resolved = any(
        len({full for full, name in zip(joined, names, strict=True) if name == each}) > 1 for each in repeated
    )
    full_names = [
        full if known(full) or name in repeated or not known(name) else name
        for full, name in zip(joined, names, strict=True)
    ]
    return full_names if resolved or count_known(full_names, known) > count_known(names, known) else None


def _heads_subitems(record: list[str]) -> bool:
    return next((cell for cell in record if cell.strip()), "")[:40].strip().casefold() in SUBITEMS and are_words(record)


def _usual(counts: list[int]) -> int:
    often = Counter(counts)
    return max(often, key=lambda count: (often[count], count), default=0)


def are_words(record: list[str]) -> bool:
    """Whether the cells between the first and the last filled one are different words, and no numbers or dates."""
    texts = [clean(cell).casefold() for cell in trim(record)]
    return len(texts) >= 2 and len(set(texts)) == len(texts) and all(map(is_word, texts))


def trim(record: list[str]) -> list[str]:
    """A record without the empty cells at either end."""
    filled = [place for place, cell in enumerate(record) if cell.strip()]
    return list(record[filled[0] : filled[-1] + 1]) if filled else []


def is_word(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    if not letters or digits > letters or len(text) > 100 or DATE.match(text):
        return False
    return text.casefold() not in {"true", "false"} and "@" not in text and "://" not in text
