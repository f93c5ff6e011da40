"""Rows that name columns of periods: `Owner, Jan 2026, Feb 2026`, also with the years in the row above the months."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.intake.values.periods import A_DAY, in_heading, lacks_year, periods_of_days

_YEAR = re.compile(r"20\d\d")
_YEAR_ABOVE = re.compile(r"(?:(?:FY|GJ) ?)?20\d\d", re.IGNORECASE)
_LONGEST = 100  # characters of a name that are looked at
_MOST = 400  # columns in which periods are looked for


def words_and_periods(record: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """The words of a row of words and periods, written as nothing in the row below; None where it is none.

    A period may be a month or a quarter with its year; a year alone, the only one, has words beside it.
    """
    texts = [text[:_LONGEST].casefold() for text in record[:_MOST]]
    periods = _periods(texts)
    words = [text for place, text in enumerate(texts) if text and place not in periods]
    if not periods or not words or len({*texts} - {""}) < len(periods) + len(words):
        return None
    under = [text[:_LONGEST].casefold() for text in below[:_MOST]]
    alike = (
        place for place in _periods(under) if place in periods and under[place].isdigit() == texts[place].isdigit()
    )
    return words if next(alike, None) is None else None


def count_periods(record: Sequence[str]) -> int:
    """How many cells name a period with its year."""
    return len(_periods([text[:_LONGEST].casefold() for text in record[:_MOST]]))


def _periods(texts: list[str]) -> dict[int, str]:
    """The cells that name a period and its year, by their place; figures alone only where they are years."""
    readings = {
        place: in_heading(text) for place, text in enumerate(texts) if not text.isdigit() or _YEAR.fullmatch(text)
    }
    found = {place: read[0] for place, read in readings.items() if read and len(read[0]) > 3}
    days = {place: text for place, text in enumerate(texts) if A_DAY.fullmatch(text)}
    return found | dict(zip(days, periods_of_days([*days.values()]), strict=False))


def is_year(text: str) -> bool:
    """Whether a text is a year of four digits, a fiscal one perhaps, and nothing else."""
    return _YEAR_ABOVE.fullmatch(text) is not None


def under_years(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The names of columns of which the first row says the years and the last the months, quarters or halves.

    `Owner,2025,,2026,` over `,Nov,Dec,Jan,Feb` is `Owner`, `Nov 2025`, `Dec 2025`, `Jan 2026`, `Feb 2026`.  Years stand
    above the first of their columns or above each; between the two rows there may be one of quarters above months.  None
    where the rows say anything else.
    """
    above, *between, last = rows
    above = [*above[:_MOST], *[""] * (len(last) - len(above))]
    starts = [place for place, text in enumerate(above) if is_year(text)]
    if not starts:
        return None
    bare = [place for place, text in enumerate(last[:_MOST]) if lacks_year(text[:_LONGEST])]
    if len(bare) < 2 or bare[0] < starts[0] or not {*starts} <= {*bare}:
        return None
    others = [text for text in above[starts[0] :] if text and not is_year(text)]
    if others or not all(lacks_year(text[:_LONGEST]) for row in between for text in row if text):
        return None
    names, year = list(last), ""
    for place, text in enumerate(last[:_MOST]):
        year = above[place] if place in starts else year
        if not year:
            names[place] = text or above[place]
        elif place in bare or (text and last.count(text) > 1):  # a total of each year
            names[place] = f"{text} {year}"
    return names
