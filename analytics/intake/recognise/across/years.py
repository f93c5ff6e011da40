"""Of which year `Jan` is: as stated, as other headings say, or as the file says elsewhere, which is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analytics.intake.model import Question
from analytics.intake.recognise.across.headings import YEAR_SAID, PeriodColumn
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.mapping import Mapping as MappedColumns
from analytics.intake.values.periods import lacks_year


def with_years(
    columns: list[PeriodColumn],
    headings: Sequence[str],
    *,
    about: Mapping[str, str],
    stated: str | None,
    in_rows: bool,
) -> tuple[list[PeriodColumn], list[str], list[Question]]:
    """The columns with the year of those that name none, the headings of which nothing tells it, and what to ask.

    `in_rows`: each row tells its year; `about`, `stated` as of `the_year`.
    """
    bare = [each for each in columns if not each.has_year]
    if not bare:
        return columns, [], []
    full = [each for each in columns if each.has_year]
    if full:
        years = {each.period[:4] for each in full} if not any(each.period.startswith("FY") for each in full) else set()
        return (_of_year(columns, years.pop()) if len(years) == 1 else full), [], []
    if in_rows:
        return columns, [], []
    names = [headings[each.column] for each in bare]
    months = [each.period for each in bare if each.period.isdigit()]
    year, asked = the_year(names, is_of_months=bool(months), about=about, stated=stated)
    # April to March are of two years
    if year is None or months != sorted(months):
        return columns, names, []
    return _of_year(columns, year), [], asked


def the_year(
    names: Sequence[str], *, is_of_months: bool, about: Mapping[str, str], stated: str | None
) -> tuple[str | None, list[Question]]:
    """The year of periods that name none, `2026` or `FY2026`, None where nothing tells it; and what to ask.

    `names`: the periods, as the file writes them; `about`: what else the file says of its table, by where that stands;
    `stated`: the year that a person said.  Nobody knows which months a fiscal year has.
    """
    if stated:
        return (None if is_of_months and stated.startswith("FY") else stated), []
    told = _year_in(about, is_of_months)
    if told is None:
        return None, []
    assumed, where = told
    few = f"{', '.join(names[:3])}{', ...' if len(names) > 3 else ''}"
    number = int(assumed[-4:])
    choices = [f"{assumed[:-4]}{number + each}" for each in (0, 1, -1)]
    asked = f"Of which year are {few}? {assumed} is taken, which {where} says."
    return assumed, [Question(asked, "year", choices, assumed)]


def _of_rows(
    texts: Iterable[str], *, about: Mapping[str, str], stated: str | None
) -> tuple[str | None, list[str], list[Question]]:
    """The year of the rows of a long table whose period names none; those periods, if nothing tells it; and what to ask.

    `texts`: the different periods of the table; a number up to 12 is a month, or what its heading says.
    """
    bare = [text for text in texts if is_yearless(text)]
    if not bare:
        return None, [], []
    is_of_months = any(not text[:1].isalpha() or not any(map(str.isdigit, text)) for text in bare)
    year, asked = the_year(bare, is_of_months=is_of_months, about=about, stated=stated)
    return year, [] if year else bare, asked


def is_yearless(text: str) -> bool:
    """Whether a cell is a period without its year: `Jan`, `Q1`, `1`."""
    text = text.strip()
    return lacks_year(text) or (text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12)


def _of_year(columns: Sequence[PeriodColumn], year: str) -> list[PeriodColumn]:
    return [
        each if each.has_year else replace(each, period=f"{year}{'-' if each.period.isdigit() else ''}{each.period}")
        for each in columns
    ]


def _year_in(texts: Mapping[str, str], is_of_months: bool) -> tuple[str, str] | None:
    """The one year that these texts name, and which of them; None where none does, several do, or a fiscal one for months."""
    told = {}
    for where, text in texts.items():
        for found in YEAR_SAID.finditer(text):
            year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
            told.setdefault(("FY" if found["fiscal"] else "") + year, where)
    if len(told) != 1 or (is_of_months and next(iter(told)).startswith("FY")):
        return None
    return next(iter(told.items()))


def period_in_rows(
    found: MappedColumns, contents: Contents, about: Mapping[str, str], stated: Mapping[str, str], year: str | None
) -> tuple[str | None, list[str], list[Question]]:
    """The year of the periods of a long table, and the rest of `_of_rows`.

    Where a table tells years and no other period, these are the periods: `found` is changed.
    """
    if "period" not in found.columns and "period" not in stated and "year" in found.columns:
        found.columns["period"], found.why["period"] = found.columns.pop("year"), found.why["year"]
    if "period" not in found.columns or "year" in found.columns:
        return None, [], []
    return _of_rows(contents.different(found.columns["period"]), about=about, stated=year)
