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
from analytics.intake.recognise import normal
from analytics.intake.values import days_of
from analytics.intake.values.units import PLACES, amounts_of, units_of
from analytics.wording import count, one_or_many

_MEANINGS = {
    "new": "new, new biz, new business, new customer, new mrr, new arr, new subscription, new logo, initial, neu, neugeschäft, neukunde, nouveau, "
    "nouveau client, nuevo, nuevo cliente, novo, novo cliente, nuovo, nuovo cliente, nieuw, nieuwe klant, ny, ny kunde, 新增, 新客户, 新签",
    "expansion": "expansion, expansion mrr, upgrade, upsell, up-sell, cross-sell, crosssell, increase, existing business, erweiterung, ausbau, erhöhung, "
    "augmentation, expansión, ampliación, expansão, espansione, uitbreiding, utvidelse, 扩展, 增购, 升级",
    "contraction": "contraction, contraction mrr, downgrade, downsell, down-sell, decrease, reduction, reduzierung, reduktion, verringerung, diminution, "
    "réduction, contracción, reducción, contração, redução, contrazione, riduzione, krimp, verlaging, reduksjon, 收缩, 降级, 减少",
    "churn": "churn, churned, churn mrr, churned mrr, lost, cancelled, canceled, cancellation, churn delinquent, churn voluntary, delinquent churn, abwanderung, "
    "kündigung, gekündigt, résiliation, résilié, attrition, perte, baja, cancelación, cancelado, cancelamento, perda, disdetta, abbandono, opzegging, "
    "opgezegd, verlies, frafall, oppsagt, oppsigelse, 流失, 取消",
    "reactivation": "reactivation, reactivation mrr, reactivated, resurrected, win-back, winback, reaktivierung, réactivation, reactivación, reativação, "
    "riattivazione, heractivering, reaktivering, 恢复, 重新激活",
    "renewal": "renewal, renewed, verlängerung, renouvellement, renovación, renovação, rinnovo, verlenging, fornyelse, 续约",
}  # fmt: skip
_WORDS = {normal(word.strip()): kind for kind, words in _MEANINGS.items() for word in words.split(",")}
_ONE = 10**PLACES
_DOWN = ("contraction", "churn")
_FROM_NOTHING = ("new", "reactivation")


def movement_of(word: str) -> str | None:
    """What a word says of a movement: new, expansion, contraction, churn, reactivation, renewal; None for any other word."""
    return _WORDS.get(normal(word))


def are_movements(columns: Columns) -> bool:
    """Whether the rows are changes of what is paid each month: a column tells by how much, and one on which day."""
    return columns.has("mrr_change") and (columns.has("moved_on") or columns.has("reporting_month"))


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
    rows = _refuse(rows, rows["change"].isna(), columns, "mrr_change", "empty: nothing tells what changed")
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
    changes, named = columns.money("mrr_change")
    results, _ = columns.money("mrr")
    rows["currency"] = currency_of(columns, named, changes.notna())
    rows["told"] = changes
    for name, field, amounts in (("change", "mrr_change", changes), ("result", "mrr", results)):
        units, known = units_of(in_units(columns, field, amounts, rows["currency"]))
        months = 12 if is_of_a_year(columns.label(field)) else 1
        rows[name] = pd.Series(np.rint(units / months), index=rows.index, dtype="Int64").where(known)
    if not (rows["change"] < 0).any() and rows["movement"].isin(_DOWN).any():
        columns.reading.notes.append(
            f"{columns.label('mrr_change')} has no sign: what {columns.label('movement')} calls contraction or churn is taken away."
        )
        rows["change"] = rows["change"].mask(rows["movement"].isin(_DOWN), -rows["change"])
    return rows


def _refuse(rows: pd.DataFrame, which: pd.Series, columns: Columns, field: str, why: str) -> pd.DataFrame:
    columns.reading.rejects += [
        Reject(int(row), columns.label(field), _told(rows, field, row), why, accepted=False)
        for row in rows.index[which]
    ]
    return rows[~which]


def _told(rows: pd.DataFrame, field: str, row: int) -> str:
    return f"{rows['told'][row]:f}" if field == "mrr_change" and pd.notna(rows["told"][row]) else ""


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of each customer and currency by their day; those of one day as the file has them, which may begin with the newest."""
    several = rows["currency"].fillna("").groupby(rows["subscription_ref"]).transform("nunique") > 1
    ref = rows["subscription_ref"].astype("object")
    rows = rows.assign(subscription_ref=ref.mask(several, ref + " · " + rows["currency"].astype("object").fillna("")))
    newest_first = len(rows) > 1 and rows["day"].iloc[0] > rows["day"].iloc[-1]
    return (rows[::-1] if newest_first else rows).sort_values(["subscription_ref", "day"], kind="stable")


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
            f"{columns.label('mrr')} is not what {columns.label('mrr_change')} leads to in {count(int(differ.sum()), 'row')}, first in row {int(rows.loc[differ, 'row_number'].min()):,}; the changes are taken."
        )
    unknown = rows["level"].isna()
    name = columns.label("movement") if columns.has("movement") else columns.label("mrr_change")
    rows = _refuse(
        rows,
        unknown,
        columns,
        "mrr_change",
        f"nothing tells what was paid before: {name} has no new one and no churn of this customer",
    )
    below = (rows["level"] < -_CENT).groupby(rows["subscription_ref"]).transform("any")
    return _refuse(rows, below, columns, "mrr_change", "this customer would pay less than nothing: earlier movements are missing, or it is twice in the file")  # fmt: skip


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
