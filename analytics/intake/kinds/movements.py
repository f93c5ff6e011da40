"""A list of movements of recurring revenue (new, expansion, contraction, churn, reactivation) -> what each customer paid,
from which day to which."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.kinds.cents import in_units
from analytics.intake.kinds.identity import customer_names, with_identity
from analytics.intake.kinds.intervals import is_of_a_year
from analytics.intake.model import Records, Reject
from analytics.intake.recognise.movement_words import movement_of, tell_movements
from analytics.intake.values import days_of
from analytics.intake.values.units import PLACES, amounts_of, units_of
from analytics.wording import count, one_or_many

_ONE = 10**PLACES
_DOWN = ("contraction", "churn")
_FROM_NOTHING = ("new", "reactivation")


def are_movements(columns: Columns) -> bool:
    """Whether the rows are changes of what is paid each month: a column tells by how much, or what each is, and one on which
    day."""
    if not (columns.has("moved_on") or columns.has("reporting_month")):
        return False
    if columns.has("mrr_change"):
        return True
    words = columns.raw.cells[columns.recognition.mapping["movement"]] if columns.has("movement") else []
    is_dated = columns.has("started_on") or columns.has("ended_on")
    return not is_dated and _field(columns) is not None and tell_movements({word for word in words if word})


def _field(columns: Columns) -> str | None:
    """The field of the amounts that the movements tell."""
    return next((field for field in ("mrr_change", "amount", "mrr") if columns.has(field)), None)


def read_movements(columns: Columns) -> Records:
    """What each customer paid, from one movement to the next.

    - `subscriptions`: one row per customer and stretch at one level of MRR: it begins on the day of a movement and ends on
      that of the next one; a level of zero is no row, and the row before it has churned

    The level is the sum of the changes so far.  What was there before the first change is known where the file tells the MRR
    that results, where a movement is new or a reactivation (nothing before it) or churn (nothing after it).  Customers of
    whom none of these is told are quarantined, and so are those who would pay less than nothing.  Several movements of one
    day are one.  Whoever paid before the first movement of the file is taken to have begun on the last day before its month.
    """
    rows = _rows(columns)
    told = rows["told"].dropna()
    rows = with_identity(rows, columns, "subscription_ref", "customer_id", "customer_name", "subscription_id")
    rows = _refuse(rows, rows["day"].isna(), columns, "moved_on", "empty: nothing tells the day of the movement")
    rows = _refuse(rows, rows["change"].isna(), columns, _field(columns), "empty: nothing tells what changed")
    rows = _levels(_in_order(rows), columns)
    levels = _stretches(rows, columns)
    return Records(
        tables={"subscriptions": levels},
        count=len(levels),
        happened=[rows["day"]],
        amount_total=told.sum() if len(told) else None,
    )


def _rows(columns: Columns) -> pd.DataFrame:
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    for field in ("subscription_id", "customer_id", "plan", "end_reason"):
        rows[field] = columns.read(field)
    rows["customer_name"] = customer_names(columns)
    rows["customer_ref"] = rows["customer_id"].astype("object").fillna(rows["customer_name"].astype("object"))
    rows["day"] = pd.to_datetime(columns.read("moved_on")).dt.normalize()
    if not columns.has("moved_on"):
        months = columns.read("reporting_month")
        first = {each: days[0] for each in months.dropna().unique() if (days := days_of(each))}
        rows["day"] = pd.to_datetime(months.map(first))
    words = columns.read("movement")
    rows["movement"] = words.map(movement_of, na_action="ignore")
    unknown = sorted(words[rows["movement"].isna()].dropna().unique())
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('movement')}: {', '.join(unknown[:5])} is no movement that is known; the amounts decide there."
        )
    field = _field(columns)
    changes, named = columns.money(field)
    results, _ = columns.money("mrr" if field == "mrr_change" else "mrr_change")
    rows["currency"] = currency_of(columns, named, changes.notna(), field)
    rows["told"] = changes
    for name, of, amounts in (("change", field, changes), ("result", "mrr", results)):
        units, known = units_of(in_units(columns, of, amounts, rows["currency"]))
        months = 12 if is_of_a_year(columns.label(of)) else 1
        rows[name] = pd.Series(np.rint(units / months), index=rows.index, dtype="Int64").where(known)
    gone = rows.loc[rows["movement"] == "churn", "change"].dropna()
    if field != "mrr_change" and len(gone) and (gone == 0).all():
        columns.reading.notes.append(
            f"{columns.label(field)} is what is paid after each movement: churn leaves nothing."
        )
        return _changes_of(rows)
    if field == "mrr" and _are_levels(rows):
        columns.reading.notes.append(
            f"{columns.label(field)} is what is paid after each movement: every expansion is above what was paid before it, every contraction below."
        )
        return _changes_of(rows)
    if not (rows["change"] < 0).any() and rows["movement"].isin(_DOWN).any():
        columns.reading.notes.append(
            f"{columns.label(field)} has no sign: what {columns.label('movement')} calls contraction or churn is taken away."
        )
        rows["change"] = rows["change"].mask(rows["movement"].isin(_DOWN), -rows["change"])
    return rows


def _are_levels(rows: pd.DataFrame) -> bool:
    """Whether the amounts are what is paid after each movement: no expansion would be as large as all that was paid before."""
    ordered = rows.sort_values(["customer_ref", "day"], kind="stable")
    before = ordered.groupby(["customer_ref", "currency"], dropna=False)["change"].shift()
    grows, shrinks = ((ordered["movement"] == each) & before.notna() for each in ("expansion", "contraction"))
    fits = (ordered["change"] > before)[grows].all() and (ordered["change"] < before)[shrinks].all()
    return bool(grows.any() and fits and not (rows["change"] < 0).any())


def _changes_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that tell what is paid after each movement, with what each one changes."""
    who = rows["customer_ref"].fillna(rows["subscription_id"].astype("object")).fillna("")
    who += " · " + rows["currency"].astype("object").fillna("")
    ordered = _by_day(rows.assign(who=who), "who")
    before = ordered.groupby("who")["change"].shift()
    begins = before.isna() & ordered["movement"].isin(_FROM_NOTHING)
    # what was there before a first movement that is no new one, nobody knows: it is taken as it is after it
    before = before.mask(begins, 0).fillna(ordered["change"])
    return rows.assign(result=rows["change"], change=(ordered["change"] - before).reindex(rows.index))


def _refuse(rows: pd.DataFrame, which: pd.Series, columns: Columns, field: str, why: str) -> pd.DataFrame:
    columns.reading.rejects += [
        Reject(int(row), columns.label(field), _told(rows, field, row), why, accepted=False)
        for row in rows.index[which]
    ]
    return rows[~which]


def _told(rows: pd.DataFrame, field: str, row: int) -> str:
    return f"{rows['told'][row]:f}" if field != "moved_on" and pd.notna(rows["told"][row]) else ""


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of each customer and currency by their day; those of one day as the file has them, which may begin with the newest."""
    several = rows["currency"].fillna("").groupby(rows["subscription_ref"]).transform("nunique") > 1
    ref = rows["subscription_ref"].astype("object")
    rows = rows.assign(subscription_ref=ref.mask(several, ref + " · " + rows["currency"].astype("object").fillna("")))
    return _by_day(rows, "subscription_ref")


def _by_day(rows: pd.DataFrame, who: str) -> pd.DataFrame:
    newest_first = len(rows) > 1 and rows["day"].iloc[0] > rows["day"].iloc[-1]
    return (rows[::-1] if newest_first else rows).sort_values([who, "day"], kind="stable")


def _levels(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows with `level`, the MRR after each, and `before`, that before the first of its customer; without those of whom
    it cannot be told."""
    who = rows["subscription_ref"]
    so_far = rows["change"].groupby(who).cumsum()
    by_type = (-so_far).where(rows["movement"] == "churn")
    by_type = by_type.fillna((rows["change"] - so_far).where(rows["movement"].isin(_FROM_NOTHING)))
    by_result = rows["result"] - so_far
    before = by_result.groupby(who).transform("first").fillna(by_type.groupby(who).transform("first"))
    if not columns.has("movement") and not columns.has("mrr"):
        columns.reading.notes.append(
            "No column tells the kind of a movement: the first one of each customer is taken for its beginning."
        )
        before = before.fillna(0)
    rows = rows.assign(before=before, level=so_far + before)
    differ = (rows["result"] - rows["level"]).abs() > _CENT
    if differ.any():
        columns.reading.notes.append(
            f"{columns.label('mrr')} is not what {columns.label(_field(columns))} leads to in {count(int(differ.sum()), 'row')}, first in row {int(rows.loc[differ, 'row_number'].min()):,}; the changes are taken."
        )
    unknown = rows["level"].isna()
    name = columns.label("movement") if columns.has("movement") else columns.label(_field(columns))
    rows = _refuse(
        rows,
        unknown,
        columns,
        _field(columns),
        f"nothing tells what was paid before: {name} has no new one and no churn of this customer",
    )
    below = (rows["level"] < -_CENT).groupby(rows["subscription_ref"]).transform("any")
    return _refuse(rows, below, columns, _field(columns), "this customer would pay less than nothing: earlier movements are missing, or it is twice in the file")  # fmt: skip


_CENT = _ONE // 100


def _stretches(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """One row for each level, from its first day until the next one's."""
    opening = rows[~rows["subscription_ref"].duplicated() & (rows["before"] > _CENT)]
    if len(opening):
        day = rows["day"].min().replace(day=1) - pd.Timedelta(days=1)
        columns.reading.notes.append(
            one_or_many(
                len(opening),
                f"{{}} customer paid already before its first movement: since when is not told, it is taken to be {day:%Y-%m-%d}. Customers without a movement are not in this file.",
                f"{{}} customers paid already before their first movement: since when is not told, it is taken to be {day:%Y-%m-%d}. Customers without a movement are not in this file.",
            )
        )
        opening = opening.assign(day=day, level=opening["before"], movement=None)
    days = pd.concat([opening, rows]).sort_values(["subscription_ref", "day"], kind="stable")
    last = days.drop_duplicates(["subscription_ref", "day"], keep="last")
    level = last["level"].where(last["level"] > _CENT, 0)
    before = level.groupby(last["subscription_ref"]).shift(fill_value=0)
    last = last.assign(level=level)[(level - before).abs() > _CENT]
    following = last.groupby("subscription_ref")[["day", "level"]].shift(-1)
    held = last["level"] > 0
    stretches = last.assign(
        started_on=last["day"],
        ended_on=following["day"],
        is_replaced=(following["level"] > 0).where(following["day"].notna()).astype("object"),
        end_reason=last.groupby("subscription_ref")["end_reason"].shift(-1),
        mrr=amounts_of(last["level"].to_numpy(dtype=np.int64), np.ones(len(last), dtype=bool)),
        status=None,
        has_end_column=True,
        ends_by_term=False,
        is_level=True,
    )[held]
    return stretches.drop(columns=["day", "told", "change", "result", "before", "level"])
