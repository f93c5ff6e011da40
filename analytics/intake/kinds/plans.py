"""What people plan: a list of targets, or of the forecasts that they submitted."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.kinds.figures import one_figure
from analytics.intake.kinds.identity import added_up, once, telling_apart
from analytics.intake.model import Records, Reject
from analytics.intake.recognise import normal
from analytics.intake.recognise.across.years import is_yearless
from analytics.intake.reconcile import by_currency
from analytics.wording import one_or_many


def read_targets(columns: Columns) -> Records:
    """The targets of a file.

    - `targets`: one row per target: `period` (`2026Q4`, `2026-10`, `2026`, `FY2026Q4`), the days `from_on` and `to_on`
      that it covers (missing for a fiscal label), `owner`, `team`, `pipeline`, `amount`, `currency`

    A row without an amount or a period is quarantined.  Where the year stands in a column of its own, it belongs to the
    period.
    """
    rows = _planned(columns, ("owner", "team", "pipeline"), "a target needs it", ("period", "amount"))
    days = {period: values.days_of(period) for period in rows["period"].unique()}
    for name, place in (("from_on", 0), ("to_on", 1)):
        known = {period: both[place] for period, both in days.items() if both}
        rows = rows.assign(**{name: pd.to_datetime(rows["period"].map(known)).astype("datetime64[us]")})
    key = ["period", "owner", "team", "pipeline"]
    whole = added_up(rows, columns, key, "amount", "target", telling_apart(rows, columns, key))
    return _records("targets", rows, once(whole, columns, key, "target"))


def read_forecasts(columns: Columns) -> Records:
    """The forecasts of a file that people submitted.

    - `forecasts`: one row per forecast: `period` as of targets, `submitted_on`, `who`, `team`, `amount`, `currency`

    A row without a period, a day, a name or an amount is quarantined.
    """
    needed = ("period", "submitted_on", "who", "amount")
    rows = _planned(columns, ("submitted_on", "who", "team"), "a submitted forecast needs it", needed)
    rows["submitted_on"] = pd.to_datetime(rows["submitted_on"]).dt.normalize()
    return _records("forecasts", rows, once(rows, columns, ["period", "submitted_on", "who", "team"], "forecast"))


def _planned(columns: Columns, fields: Sequence[str], why: str, needed: Sequence[str]) -> pd.DataFrame:
    """The rows with a period, an amount and these fields; those that lack what is needed are quarantined."""
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    rows["period"], refused = _spans(columns, _periods(columns))
    for field in fields:
        rows[field] = columns.read(field)
    rows["amount"], named = columns.money("amount")
    rows["currency"] = currency_of(columns, named, rows["amount"].notna())
    for field in needed:
        missing = rows[field].isna() & ~refused
        columns.reading.rejects += [
            Reject(int(row), columns.label(field), "", f"empty: {why}", accepted=False) for row in rows.index[missing]
        ]
        refused |= missing
    rows = one_figure(rows[~refused], columns)
    if fiscal := sum(period.startswith("FY") for period in rows["period"]):
        columns.reading.notes.append(
            one_or_many(
                fiscal,
                f"{{}} {columns.rows_are} is of a fiscal period: its days follow from the fiscal year in the settings.",
                f"{{}} {columns.rows_are}s are of fiscal periods: their days follow from the fiscal year in the settings.",
            )
        )
    return rows


def _records(table: str, told: pd.DataFrame, rows: pd.DataFrame) -> Records:
    """The records of these rows; their amounts as all that were told add up to."""
    return Records(
        tables={table: rows},
        count=len(rows),
        amount_total=told["amount"].sum() if len(told) else None,
        amounts=by_currency(told["amount"], told["currency"], ()),
    )


def _periods(columns: Columns) -> pd.Series:
    """The period of each row; a number alone is a quarter where the heading says so, else the month of the year beside it.

    What a heading calls fiscal is a fiscal label, unless the cell holds a whole day.
    """
    texts = columns.raw.cells[columns.recognition.mapping["period"]].astype("str").str.strip()
    heading = normal(columns.label("period"))
    if not columns.has("year") and columns.recognition.year is None:
        periods = columns.read("period")
        is_fiscal = _FISCAL.search(heading) is not None
    else:
        if columns.has("year"):
            year = columns.read("year").fillna("").astype("str")
        else:
            year = texts.map(lambda text: columns.recognition.year if is_yearless(text) else "")
        if _QUARTER.search(heading):
            texts = texts.where(~texts.str.fullmatch("0?[1-4]"), "Q" + texts.str[-1:])
        # the month as a number needs the year before it, a word or a quarter may stand on either side
        joined = (year + "-" + texts).where(texts.str.fullmatch(r"\d{1,2}"), texts + " " + year).where(texts != "", "")
        periods = columns.note("period", "period", values.periods(joined))
        told = normal(columns.label("year")) if columns.has("year") else ""
        is_fiscal = any(_FISCAL.search(each) for each in (heading, told))
    if not is_fiscal:
        return periods
    of_year = periods.str.fullmatch(r"\d{4}([QH]\d)?").fillna(False).astype(bool) & (texts.str.count(r"\d+") < 3)
    return periods.where(~of_year, "FY" + periods.astype("object"))


_QUARTER = re.compile("quart|trimest|kwarta|kvartal|季度")
_FISCAL = re.compile(r"fiscal|\bfy\b|geschäftsjahr|boekjaar|regnskaps|exercice|财")


def _spans(columns: Columns, periods: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The periods, from first to last day where the rows have both; and the rows whose days are no period, quarantined."""
    refused = pd.Series(False, index=periods.index)
    if not columns.has("ends_on"):
        return periods, refused
    first, last = columns.without_notes(columns.recognition.mapping["period"]), columns.read("ends_on")
    both = first.notna() & last.notna()
    told = pd.Series(list(map(_span, first[both], last[both])), index=periods.index[both], dtype="object")
    refused |= told.isna().reindex(periods.index, fill_value=False)
    columns.reading.rejects += [
        Reject(
            int(row), columns.label("ends_on"), f"{first[row]:%Y-%m-%d} - {last[row]:%Y-%m-%d}",
            "no calendar month, quarter, half or whole year", accepted=False,
        )
        for row in periods.index[refused]
    ]  # fmt: skip
    if len(told.dropna()):
        columns.reading.how[columns.label("period")] = f"from then to {columns.label('ends_on')}"
    return told.reindex(periods.index).fillna(periods), refused


def _span(first: pd.Timestamp, last: pd.Timestamp) -> str | None:
    """The period from one day to another: `2026-10`, `2026Q4`, `2026H2`, `2026`; None where it is none of these."""
    names = (f"{first:%Y-%m}", f"{first.year}Q{(first.month + 2) // 3}", f"{first.year}H{(first.month + 5) // 6}", f"{first.year}")  # fmt: skip
    return next((name for name in names if values.days_of(name) == (first.normalize(), last.normalize())), None)
