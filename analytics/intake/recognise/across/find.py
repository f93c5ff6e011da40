"""Whether a table has a column for each period, of what its amounts are, and which columns add up others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from analytics import errors
from analytics.intake.fields import ACROSS, NEEDED, PERIOD
from analytics.intake.model import Question
from analytics.intake.recognise.across.headings import (
    A_YEAR,
    BARE,
    PeriodColumn,
    is_total,
    of_figures,
    period_columns,
    says,
    sums_of,
)
from analytics.intake.recognise.across.years import with_years
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.mapping import Mapping as MappedColumns
from analytics.intake.values.periods import period_of

# kind -> the fields of a row with many periods: whose they are
_WHOSE = {
    "targets": ("owner", "team", "pipeline", "currency"),
    "subscriptions": ("subscription_id", "customer_id", "customer_name", "plan", "status", "currency"),
}
_AMOUNTS = {"amount", "mrr", "recurring_amount", "reporting_month"}


@dataclass(frozen=True)
class Across:
    """A table with a column for each period.

    - `kind`: of what these are the amounts, `targets` or (MRR by month) `subscriptions`
    - `columns`: field -> column: whose they are, and each period (`period:2026-01`) in their order
    - `sums`: the columns that add up others, with those: a Total, a year, a quarter beside its months
    - `unit`: the unit that all of these headings name, as they write it
    - `yearless`: the headings of which nothing tells the year; empty where the year is known
    - `unclear`: why it cannot be read so all the same, in words; empty where it can
    """

    kind: str
    columns: dict[str, int]
    sums: dict[int, list[int]]
    unit: str = ""
    yearless: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unclear: str = ""

    def mapped(self, found: MappedColumns, stated: Mapping[str, int | None]) -> MappedColumns:
        """The mapping of such a table; `found`: as one with a row for each period."""
        known = {name: found.why.get(name, "a period, as its heading says") for name in self.columns}
        why = {name: "as stated" if name in stated else known[name] for name in self.columns}
        asked = [each for each in found.questions if each.field in self.columns]
        return MappedColumns(dict(self.columns), why, asked, found.clear)


@dataclass(frozen=True)
class Table:
    """A table that may have a column for each period.

    - `map_of`: the mapping of a kind of file
    - `about`: texts that speak of the whole table, by where they stand (the name of the file, its sheet)
    - `stated`: what a person stated, field -> column, None where the file has no such column; `year`: of headings without
    """

    headings: Sequence[str]
    contents: Contents
    map_of: Callable[[str], MappedColumns]
    about: Mapping[str, str]
    stated: Mapping[str, int | None]
    year: str | None = None

    @property
    def said(self) -> dict[str, int | None]:
        """The periods that a person stated."""
        return {name: column for name, column in self.stated.items() if name.startswith(PERIOD)}

    def has_needed(self, kind: str) -> bool:
        """Whether it tells without its periods what is needed to count it."""
        found = self.map_of(kind).columns
        return all(any(name in found for name in group) for group in NEEDED[kind])


def find(table: Table, kind: str, *, is_stated: bool) -> tuple[Across | None, list[Question]]:
    """The table as one with a column for each period, None where it is read otherwise; and what to ask of its kind.

    Only a table is, that tells nothing countable otherwise, or of customers no amount.  `kind` is what it was recognised
    as, or what it is stated to be.
    """
    is_long = any(table.stated.get(name) is not None for name in _AMOUNTS | {"period"})
    lacks = not table.has_needed(kind) or (
        kind in ("customers", "subscriptions") and not _AMOUNTS & {*table.map_of(kind).columns}
    )
    if is_long or (is_stated and kind not in ACROSS) or not (table.said or lacks):
        return None, []
    columns, asked = of_figures(period_columns(table.headings), table.contents), []
    if not is_stated:
        kind, asked = _kind(table, kind, columns)
    if kind not in ACROSS:
        return None, asked
    years = _years(table)
    columns = [each for each in _of_kind(columns, kind, is_stated) if each.column not in table.said.values()]
    columns, yearless, question = with_years(
        columns, table.headings, about=table.about, stated=table.year, in_rows=years is not None
    )
    columns = _with_stated(columns, table.said, has_years=years is not None)
    sums = sums_of(columns) if kind == "targets" else {}
    kept = sorted((each for each in columns if each.column not in sums), key=lambda each: each.period)
    is_alone = len(kept) == 1 and (kind == "targets" or bool(kept[0].words or table.said)) and not yearless
    if len(kept) < 2 and not is_alone:
        return None, asked
    its = [each.column for each in kept]
    sums |= dict.fromkeys(_totals(table, kind, {*its, *sums, years}), its)
    whose = {
        name: column
        for name, column in table.map_of(kind).columns.items()
        if name in _WHOSE[kind] and column not in {*its, *sums}
    }
    if years is not None and not all(each.has_year for each in kept):
        whose["year"] = years
    fields = {f"{PERIOD}{each.period}": each.column for each in kept}
    unclear = _unclear(table, columns)
    return Across(kind, whose | fields, sums, kept[0].unit, yearless, [*asked, *question], unclear), []


def _unclear(table: Table, columns: Sequence[PeriodColumn]) -> str:
    first: dict[str, PeriodColumn] = {}
    for each in columns:
        other = first.setdefault(each.period, each)
        named = f"{table.headings[other.column]} and {table.headings[each.column]}"
        if other is not each:
            return f"{named} are both of {each.period}"
        if each.unit != columns[0].unit:
            return f"{table.headings[columns[0].column]} and {table.headings[each.column]} name different units"
    return ""


def _years(table: Table) -> int | None:
    """The column that holds a year in each row; one that is headed so may add up all months instead."""
    column = table.map_of("targets").columns.get("year")
    texts = [] if column is None else table.contents.samples(column)
    return column if 2 * sum(map(bool, map(A_YEAR.fullmatch, texts))) > len(texts) else None


def _totals(table: Table, kind: str, others: Collection[int | None]) -> list[int]:
    """The columns that say of themselves that they add up all periods; of targets also the target beside its periods."""
    amount = table.map_of(kind).columns.get("amount") if kind == "targets" else None
    return [
        column
        for column, heading in enumerate(table.headings)
        if column not in others
        and (is_total(heading) or column == amount)
        and table.contents.says("amount", "money", column)
    ]


def _kind(table: Table, kind: str, columns: Sequence[PeriodColumn]) -> tuple[str, list[Question]]:
    """Of what the amounts are, by the words of the table; `""` where these do not tell.  `kind`: what it was recognised as."""
    if not columns:
        return "", []
    named = ", ".join(table.headings[each.column] for each in columns[:3]) + (", ..." if len(columns) > 3 else "")
    taken = {each.column for each in columns}
    texts = [text for column, text in enumerate(table.headings) if column not in taken]
    texts += [*table.about.values(), *(each.words for each in columns)]
    of_targets, of_mrr = says("targets", texts), says("subscriptions", texts)
    # one column that is called 2026 and nothing else is a target only where other words say so
    if len(columns) < 2 and not any(each.words for each in columns) and not of_targets:
        return "", []
    payers, sellers = table.map_of("subscriptions"), table.map_of("targets").columns
    has_payer = "subscription_id" in payers.clear or bool({"customer_id", "customer_name"} & {*payers.columns})
    has_seller = bool({"owner", "team", "pipeline"} & {*sellers})
    if table.has_needed(kind):
        if kind == "subscriptions" or (kind == "customers" and of_mrr):
            return "subscriptions", []
        if kind == "customers" and has_payer and not of_targets:
            about = f"Does {named} tell what each customer paid by month (MRR)? The file is read as a list of customers, without it."
            return "", [Question(about, "kind", ["customers", "subscriptions"], "customers")]
        return "", []
    if {"deal_id", "name"} & table.map_of("deals").clear:
        return "", []
    if of_targets:
        is_of_sales = (has_seller or not of_mrr) if not has_payer else has_seller and not of_mrr
        return ("targets" if is_of_sales else ""), []
    if not has_payer or (says("year", texts) and not of_mrr):
        return "", []
    about = (
        f"Is what stands below {named} paid again every month (MRR)? It is read as what each customer paid by month."
    )
    return "subscriptions", [] if of_mrr else [Question(about, "kind", ["subscriptions", "targets"], "subscriptions")]


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


def _with_stated(columns: list[PeriodColumn], said: Mapping[str, int | None], *, has_years: bool) -> list[PeriodColumn]:
    """The columns with those that a person stated, `period:Jan 2026`, in the place of others."""
    for name, column in said.items():
        text = name.removeprefix(PERIOD).strip()
        period = period_of(text) or (text if has_years and BARE.fullmatch(text) else None)
        if period is None:
            raise errors.unknown_option("map", name, [f"{PERIOD}2026-01, {PERIOD}2026Q1 or {PERIOD}FY2026Q1"])
        columns = [each for each in columns if each.period != period]
        if column is not None:
            columns.append(PeriodColumn(column, period))
    return columns
