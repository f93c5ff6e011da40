"""Changes of other fields than the stage: amounts and closing days that moved."""

from __future__ import annotations

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.fields import FIELDS
from analytics.intake.model import Question

_COLUMNS = ["deal_ref", "name", "field", "old", "new", "changed_at"]
NO_CHANGES = pd.DataFrame({name: pd.Series(dtype="object") for name in _COLUMNS}).astype(
    {"changed_at": "datetime64[us]"}
)


def field_changes(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows of an audit whose `field` is no stage.

    `field` is the name of the field of a deal where the audit's word for it is known, else that word.  Old and new
    values of amounts and days are written plainly (`1234.5000`, `2026-03-05`) where the column can be read; all others
    are kept as they are.
    """
    if rows.empty:
        return NO_CHANGES
    told = rows.assign(old=rows["from_stage"], new=rows["to_stage"])
    for field in told["field"].unique():
        how = FIELDS["deals"].get(field)
        if how in ("money", "date"):
            of = told["field"] == field
            told.loc[of, ["old", "new"]] = _plainly(told.loc[of, "old"], told.loc[of, "new"], how, columns)
    return told.sort_values(["changed_at", "deal_ref", "field"], kind="stable")[_COLUMNS].reset_index(drop=True)


def changed_between_rows(rows: pd.DataFrame, columns: Columns, when: str) -> pd.DataFrame:
    """Where each row has the amount and the closing day as they were then: a change wherever two in turn differ."""
    parts = []
    for field in ("amount", "expected_close_on"):
        if not columns.has(field):
            continue
        told = pd.DataFrame({"new": columns.read(field).reindex(rows.index)}).assign(
            who=rows["who"], deal_ref=rows["deal_ref"], name=rows["name"], changed_at=rows[when], field=field
        )
        told = told[told["new"].notna()].sort_values(["who", "changed_at", "new"], kind="stable")
        told["old"] = told.groupby("who")["new"].shift()
        moved = told[told["old"].notna() & (told["old"] != told["new"])].copy()
        for side in ("old", "new"):
            moved[side] = (
                moved[side].dt.strftime("%Y-%m-%d") if field == "expected_close_on" else moved[side].astype("str")
            )
        parts.append(moved[_COLUMNS])
    return pd.concat([NO_CHANGES, *parts], ignore_index=True) if parts else NO_CHANGES


def _plainly(old: pd.Series, new: pd.Series, how: str, columns: Columns) -> pd.DataFrame:
    both = pd.concat([old, new], ignore_index=True).fillna("").astype("str")
    options = columns.options
    if how == "money":
        read = values.money(both)
        read = values.money(both, options.decimal) if read.choices and options.decimal else read
        plain = read.values.astype("object").map(lambda amount: f"{amount:f}", na_action="ignore")
    else:
        read = values.dates(both)
        if read.choices and (order := options.date_order or _order_beside(columns)):
            read = values.dates(both, order)
        elif read.choices:
            about = f"{columns.label('to_stage')}: day first or month first among the values? No row proves either; read as {'day' if read.decided == 'dmy' else 'month'} first."
            columns.reading.questions.append(Question(about, "date_order", list(read.choices), read.decided))
        plain = read.values.dt.strftime("%Y-%m-%d")
    plain = plain.astype("object").where(plain.notna(), both.where(both != "", None))
    return pd.DataFrame(
        {"old": plain.iloc[: len(old)].to_numpy(), "new": plain.iloc[len(old) :].to_numpy()}, index=old.index
    )


def _order_beside(columns: Columns) -> str | None:
    """The order in which the times of the changes are written: one program writes both."""
    when = "changed_at" if columns.has("changed_at") else "entered_at"
    order = columns.date(columns.recognition.mapping[when]).decided if columns.has(when) else None
    return order if order in ("dmy", "mdy") else None
