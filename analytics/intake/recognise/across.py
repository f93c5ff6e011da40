"""Whether a table has a column for each period, of what its amounts are, and which columns add up others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analytics import errors
from analytics.intake.fields import ACROSS, NEEDED, PERIOD
from analytics.intake.model import Question
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.mapping import Mapping as MappedColumns
from analytics.intake.recognise.period_headings import (
    PeriodColumn,
    is_total,
    of_figures,
    period_columns,
    says,
    sums_of,
    year_in,
)
from analytics.intake.values.periods import period_of

# kind -> the fields of a row with many periods: whose they are
_WHOSE = {
    "targets": ("owner", "team", "pipeline", "currency"),
    "subscriptions": ("subscription_id", "customer_id", "customer_name", "plan", "status", "currency"),
}
_BARE = re.compile(r"\d\d|Q[1-4]|H[12]")
_AMOUNTS = {"amount", "mrr", "recurring_amount", "reporting_month"}


@dataclass(frozen=True)
class Across:
    """A table with a column for each period.

    - `kind`: of what these are the amounts, `targets` or (MRR by month) `subscriptions`
    - `columns`: field -> column: whose they are, and each period (`period:2026-01`) in their order
    - `sums`: the columns that add up others, with those: a Total, a year, a quarter beside its months
    - `unit`: the unit that all of these headings name, as they write it
    - `yearless`: the headings of which nothing tells the year; empty where the year is known
    """

    kind: str
    columns: dict[str, int]
    sums: dict[int, list[int]]
    unit: str = ""
    yearless: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def mapped(self, found: MappedColumns, stated: Mapping[str, int | None]) -> MappedColumns:
        """The mapping of such a table; `found`: as one with a row for each period."""
        known = {name: found.why.get(name, "a period, as its heading says") for name in self.columns}
        why = {name: "as stated" if name in stated else known[name] for name in self.columns}
        asked = [each for each in found.questions if each.field in self.columns]
        return MappedColumns(dict(self.columns), why, asked, found.clear)


def find(
    kind: str,
    is_stated: bool,
    map_of: Callable[[str], MappedColumns],
    headings: Sequence[str],
    contents: Contents,
    about: Mapping[str, str],
    stated: Mapping[str, int | None],
    year: str | None,
) -> tuple[Across | None, list[Question]]:
    """The table as one with a column for each period, None where it is read otherwise; and what to ask of its kind.

    Only a table is, that tells nothing countable otherwise, or of customers no amount.  `kind` is what the table was
    recognised as, or as what it is stated; `about`: texts that speak of the whole table, by where they stand (the name of
    the file, its sheet); `stated`: fields that a person stated.
    """
    said = {name: column for name, column in stated.items() if name.startswith(PERIOD)}
    is_told = any(stated.get(name) is not None for name in _AMOUNTS | {"period"})
    if is_told or (is_stated and kind not in ACROSS) or not (said or _lacks(kind, map_of(kind))):
        return None, []
    columns = of_figures(period_columns(headings), contents)
    asked: list[Question] = []
    if not is_stated:
        taken = {each.column for each in columns}
        texts = [text for column, text in enumerate(headings) if column not in taken]
        kind, asked = _kind(
            kind, map_of, columns, headings, [*about.values(), *texts, *(each.words for each in columns)]
        )
    if kind not in ACROSS:
        return None, asked
    columns = [each for each in _of_kind(columns, kind, is_stated) if each.column not in said.values()]
    years = map_of("targets").columns.get("year")
    known = years if kind == "targets" else None
    columns, yearless, question = _with_years(columns, headings, about, year, known)
    columns = _with_stated(columns, said, has_years=known is not None)
    periods = [each.period for each in columns]
    sums = sums_of(columns)
    sums = sums if kind == "targets" else {}
    kept = sorted((each for each in columns if each.column not in sums), key=lambda each: each.period)
    is_alone = len(kept) == 1 and (kept[0].words or said) and not yearless
    if (len(kept) < 2 and not is_alone) or len(set(periods)) < len(periods) or len({each.unit for each in kept}) > 1:
        return None, asked
    its = [each.column for each in kept]
    sums |= {
        column: its
        for column, heading in enumerate(headings)
        if column not in {*its, *sums, years}
        and (is_total(heading) or (kind == "targets" and column == map_of(kind).columns.get("amount")))
        and contents.says("amount", "money", column)
    }
    whose = {name: column for name, column in map_of(kind).columns.items() if name in _WHOSE[kind]}
    if known is not None and not all(each.has_year for each in kept):
        whose["year"] = known
    whose = {name: column for name, column in whose.items() if column not in {*its, *sums}}
    fields = {f"{PERIOD}{each.period}": each.column for each in kept}
    return Across(kind, whose | fields, sums, kept[0].unit, yearless, [*asked, *question]), []


def _lacks(kind: str, found: MappedColumns) -> bool:
    if not all(any(name in found.columns for name in group) for group in NEEDED[kind]):
        return True
    return kind in ("customers", "subscriptions") and not _AMOUNTS & set(found.columns)


def _kind(
    kind: str,
    map_of: Callable[[str], MappedColumns],
    columns: Sequence[PeriodColumn],
    headings: Sequence[str],
    texts: Sequence[str],
) -> tuple[str, list[Question]]:
    """Of what the amounts are, by the words of the table; `""` where these do not tell."""
    if len(columns) < 2 and not any(each.words for each in columns):
        return "", []
    named = ", ".join(headings[each.column] for each in columns[:3]) + (", ..." if len(columns) > 3 else "")
    of_targets, of_mrr = says("targets", texts), says("subscriptions", texts)
    payers = map_of("subscriptions")
    has_payer = "subscription_id" in payers.clear or bool({"customer_id", "customer_name"} & set(payers.columns))
    has_seller = bool({"owner", "team", "pipeline"} & set(map_of("targets").columns))
    if not _lacks(kind, map_of(kind)) or all(
        any(name in map_of(kind).columns for name in group) for group in NEEDED[kind]
    ):
        if kind == "subscriptions" or (kind == "customers" and of_mrr):
            return "subscriptions", []
        if kind == "customers" and has_payer and not of_targets:
            about = f"Does {named} tell what each customer paid by month (MRR)? The file is read as a list of customers, without it."
            return "", [Question(about, "kind", ["customers", "subscriptions"], "customers")]
        return "", []
    if {"deal_id", "name"} & map_of("deals").clear:
        return "", []
    if has_payer and not of_targets:
        if of_mrr:
            return "subscriptions", []
        if says("year", texts):
            return "", []
        about = f"Is what stands below {named} paid again every month (MRR)? It is read as what each customer paid by month."
        return "subscriptions", [Question(about, "kind", ["subscriptions", "targets"], "subscriptions")]
    if of_targets and not has_payer and (has_seller or not of_mrr):
        return "targets", []
    if of_targets and has_seller and not of_mrr:
        return "targets", []
    return "", []


def _of_kind(columns: list[PeriodColumn], kind: str, is_stated: bool) -> list[PeriodColumn]:
    """The columns whose words say the kind, else those of no words; those of other words only where the kind is stated."""
    if kind == "subscriptions":
        columns = [each for each in columns if each.period[-2:].isdigit() and each.period[-3:-2] in ("", "-")]
    groups = defaultdict(list)
    for each in columns:
        groups[each.words].append(each)
    telling = [words for words in groups if words and says(kind, [words])]
    if telling:
        return groups[telling[0]] if len(telling) == 1 else []
    if "" in groups or not is_stated:
        return groups[""]
    return next(iter(groups.values())) if len(groups) == 1 else []


def _with_years(
    columns: list[PeriodColumn], headings: Sequence[str], about: Mapping[str, str], year: str | None, known: int | None
) -> tuple[list[PeriodColumn], list[str], list[Question]]:
    """The columns with the year of those that name none, the headings of which nothing tells it, and what to ask."""
    bare = [each for each in columns if not each.has_year]
    if not bare:
        return columns, [], []
    full = [each for each in columns if each.has_year]
    if full:
        years = {each.period[:4] for each in full} if not any(each.period.startswith("FY") for each in full) else set()
        return (_of_year(columns, years.pop()) if len(years) == 1 else full), [], []
    if known is not None:
        return columns, [], []
    names = [headings[each.column] for each in bare]
    months = [each.period for each in bare if each.period.isdigit()]
    told = year_in(about, bool(months))
    is_fiscal = bool(months) and (months != sorted(months) or (year or "").startswith("FY"))
    if is_fiscal or not (year or told):
        return columns, names, []
    if year:
        return _of_year(columns, year), [], []
    assumed, where = told
    few = f"{', '.join(names[:3])}{', ...' if len(names) > 3 else ''}"
    number = int(assumed[-4:])
    choices = [f"{assumed[:-4]}{number + each}" for each in (0, 1, -1)]
    asked = f"Of which year are {few}? {assumed} is taken, which {where} says."
    return _of_year(columns, assumed), [], [Question(asked, "year", choices, assumed)]


def _of_year(columns: Sequence[PeriodColumn], year: str) -> list[PeriodColumn]:
    return [
        each if each.has_year else replace(each, period=f"{year}{'-' if each.period.isdigit() else ''}{each.period}")
        for each in columns
    ]


def _with_stated(columns: list[PeriodColumn], said: Mapping[str, int | None], *, has_years: bool) -> list[PeriodColumn]:
    """The columns with those that a person stated, `period:Jan 2026`, in the place of others."""
    for name, column in said.items():
        text = name.removeprefix(PERIOD).strip()
        period = period_of(text) or (text if has_years and _BARE.fullmatch(text) else None)
        if period is None:
            raise errors.unknown_option("map", name, [f"{PERIOD}2026-01, {PERIOD}2026Q1 or {PERIOD}FY2026Q1"])
        columns = [each for each in columns if each.period != period]
        if column is not None:
            columns.append(PeriodColumn(column, period))
    return columns


def is_of_one_year(field: str, heading: str) -> bool:
    """Whether a field is a period whose year its heading does not name: the same heading means another one next year."""
    if not field.startswith(PERIOD) or not heading or _BARE.fullmatch(field.removeprefix(PERIOD)):
        return False
    return not any(each.has_year for each in period_columns([heading]))
