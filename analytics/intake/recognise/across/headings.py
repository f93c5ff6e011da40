"""Headings such as `Jan 2026` or `Target Q1 26`: a column for each period, with a target or what was paid below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from analytics.intake.fields import PERIOD
from analytics.intake.reader.furniture import BARE_TOTAL
from analytics.intake.reader.heading import DATE
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import LONGEST, key
from analytics.intake.values.heading_units import unit_behind
from analytics.intake.values.periods import A_DAY, in_heading, periods_of_days

BARE = re.compile(r"\d\d|Q[1-4]|H[12]")
"""A period without its year."""
A_YEAR = re.compile(r"(?:FY|GJ)? ?(?:19|20)?\d\d", re.IGNORECASE)
_PART = re.compile(r"(?P<year>(?:FY)?\d{4})?-?(?P<part>Q[1-4]|H[12]|\d\d)?")
# a year in a name, and one that says that it is fiscal
YEAR_SAID = re.compile(r"(?<!\d)(?P<fiscal>(?:FY|GJ) ?)?(?P<year>20\d\d|(?<=FY)\d\d|(?<=GJ)\d\d)(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class PeriodColumn:
    """A column of one period, by its heading.

    - `period`: as `values.periods` writes it; without its year (`01`, `Q1`) where the heading names none
    - `words`: what else the heading says, in one case
    - `unit`: the end of the heading that says the unit, as written: ` (k€)`
    """

    column: int
    period: str
    words: str = ""
    unit: str = ""

    @property
    def has_year(self) -> bool:
        return len(self.period) > 3


def period_columns(headings: Sequence[str]) -> list[PeriodColumn]:
    """The columns whose heading is a period, or a period and a few words.

    Of whole days, those that `periods_of_days` reads.
    """
    found, days = [], {}
    for column, heading in enumerate(headings):
        if A_DAY.fullmatch(heading.strip()):
            days[column] = heading.strip()
        elif read := in_heading(heading[:LONGEST]):
            period, words, unit = read
            found.append(PeriodColumn(column, period, key(words), unit))
    found += [
        PeriodColumn(column, period) for column, period in zip(days, periods_of_days([*days.values()]), strict=False)
    ]
    return sorted(found, key=lambda each: each.column)


def of_figures(columns: Iterable[PeriodColumn], contents: Contents) -> list[PeriodColumn]:
    """Those of the columns that hold figures, or nothing: days and words below a month are something else."""
    return [each for each in columns if _holds_figures(contents.samples(each.column))]


def _holds_figures(texts: Sequence[str]) -> bool:
    # a whole number may be the serial number of a day, but here it is an amount
    figures = [text for text in texts if any(map(str.isdigit, text)) and not DATE.match(text)]
    return not texts or 4 * len(figures) >= len(texts)


def within(whole: str, part: str) -> bool:
    """Whether a period holds another one and more: by their labels, a fiscal year holds fiscal quarters."""
    a, b = _PART.fullmatch(whole), _PART.fullmatch(part)
    if whole == part or a is None or b is None or a["year"] != b["year"]:
        return False
    if not a["part"]:
        return bool(b["part"])
    months = _months(a["part"])
    return bool(b["part"]) and set(_months(b["part"])) < set(months)


def _months(part: str) -> range:
    number = int(part[-1]) if not part.isdigit() else int(part)
    length = 3 if part.startswith("Q") else 6 if part.startswith("H") else 1
    return range((number - 1) * length, number * length)


def sums_of(columns: Sequence[PeriodColumn]) -> dict[int, list[int]]:
    """The columns that add up others, each with the finest of those: a quarter beside its months, a year beside all."""
    years = [each for each in columns if _PART.fullmatch(each.period)["part"] is None]
    parts = {
        each.column: [other for other in columns if within(each.period, other.period)]
        or ([other for other in columns if other not in years] if years == [each] else [])
        for each in columns
    }
    sums = {column for column, its in parts.items() if its}
    return {column: [each.column for each in parts[column] if each.column not in sums] for column in sums}


def is_total(heading: str) -> bool:
    """Whether a heading says that its column adds up the others: Total, Gesamt 2026, Full year."""
    text = key(YEAR_SAID.sub(" ", unit_behind(heading)[0] if unit_behind(heading) else heading))
    return bool(text and BARE_TOTAL.fullmatch(text)) or _words("total").fullmatch(text) is not None


def says(what: str, texts: Iterable[str]) -> bool:
    """Whether a text speaks of `targets`, of what is paid again and again (`subscriptions`), or of a `year`."""
    return any(
        _words(what).search(re.sub(r"[_\W\d]+", " ", re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text))) for text in texts
    )


@cache
def _words(what: str) -> re.Pattern:
    return re.compile(crm_format(GENERIC)["across"][what], re.IGNORECASE)


def is_of_one_year(field: str, heading: str) -> bool:
    """Whether a field is a period whose year its heading does not name: the same heading means another one next year."""
    if not field.startswith(PERIOD) or not heading or BARE.fullmatch(field.removeprefix(PERIOD)):
        return False
    return not any(each.has_year for each in period_columns([heading]))
