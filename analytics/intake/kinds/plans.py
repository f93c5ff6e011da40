"""What people plan: a list of targets, or of the forecasts that they submitted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.kinds.identity import added_up, once, telling_apart
from analytics.intake.model import Records, Reject
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
    rows["period"] = columns.period("period")
    for field in fields:
        rows[field] = columns.read(field)
    rows["amount"], named = columns.money("amount")
    rows["currency"] = currency_of(columns, named, rows["amount"].notna())
    refused = pd.Series(False, index=rows.index)
    for field in needed:
        missing = rows[field].isna() & ~refused
        columns.reading.rejects += [
            Reject(int(row), columns.label(field), "", f"empty: {why}", accepted=False) for row in rows.index[missing]
        ]
        refused |= missing
    rows = rows[~refused]
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
