"""What the tables of plans have in common, of targets and of submitted forecasts: periods and amounts, typed, pasted or imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from analytics import errors
from analytics.intake import values
from analytics.periods import period_named
from analytics.workspace import Scope, Workspace
from analytics.workspace.setting_rows import MOST
from pages._parts import formats, show
from pages._parts.facts import facts, reporting_currency
from pages._parts.formats import md
from pages._parts.setup_stages import editor_key
from pages._parts.work import ask

PERIODS = "2026Q4, Q4 2026, 2026-10, FY2027Q1"


def editor(rows: Sequence[object], columns: Mapping[str, object], *, key: str, alt: str, width: int) -> pd.DataFrame:
    """The rows of the settings as a table to type and paste into; as edited.  `columns`: field -> how it is shown."""
    kinds = {"amount": "float64", "submitted_on": "object"}
    shown = pd.DataFrame(
        {name: pd.Series([getattr(each, name) for each in rows], dtype=kinds.get(name, "str")) for name in columns}
    )
    return st.data_editor(
        shown, key=editor_key(key, shown), num_rows="dynamic", hide_index=True, placeholder="", alt=alt, width=width,
        column_config=dict(columns),
    )  # fmt: skip


def filled(edited: pd.DataFrame) -> pd.DataFrame:
    """The rows that say anything."""
    return edited[(edited["period"].fillna("").str.strip() != "") | edited["amount"].notna()]


def wrong(rows: pd.DataFrame, what: str) -> list[str]:
    """What is wrong with the periods and the amounts of such rows."""
    found = [
        f"“{text}” is no period of a {what}: write 2026Q4, 2026-10 or FY2027Q1."
        for text in rows["period"][named_periods(rows["period"]).isna()]
    ]
    if not rows["amount"].between(0, MOST, inclusive="left").all():
        found.append(f"Every {what} is an amount of zero or more.")
    return found


def imported(
    work: Workspace, table: str, fields: Sequence[str], *, what: str, headings: Mapping[str, str], how: str
) -> pd.DataFrame:
    """The rows of files, for those that look; all rows of the table.  `how`: what a list needs, said where there is none."""
    rows = ask(_all, work, Scope(), table)
    listed = rows[rows["import_id"].notna()]
    if listed.empty:
        st.caption(how)
        return rows
    with st.expander(f"{formats.count(len(listed), f'imported {what}')}; a typed one stands for an imported one"):
        show.table(
            listed[list(fields)].dropna(axis="columns", how="all"), alt=f"Imported {what}s", file_name=f"{table.replace('_', '-')}",
            headings=dict(headings), currency=reporting_currency(work), height=300,
        )  # fmt: skip
    return rows


def unknown(rows: pd.DataFrame, work: Workspace, fields: Sequence[str]) -> list[str]:
    """Names in a plan of whom there is no deal."""
    known = facts(work).values
    return [name for field in fields for name in sorted(set(rows[field].dropna()) - set(known[field]))]


def say_unknown(names: Sequence[str]) -> None:
    """A hint where there are any."""
    if names:
        st.caption(f"No deal is of {md(', '.join(names))}: check how the exports write these names.")


def _all(snapshot: object, _: Scope, table: str) -> pd.DataFrame:
    return snapshot.engine.table(table)


def named_periods(periods: pd.Series) -> pd.Series:
    """The periods by their names, missing where a text is none; `Q4 2026` is read too."""
    texts = periods.fillna("").astype("str").str.strip()
    read = values.periods(texts).values
    return pd.Series(
        [_named(text) or told for text, told in zip(texts, read, strict=True)], index=periods.index, dtype="object"
    )


def _named(text: str) -> str | None:
    try:
        return period_named(text).name
    except errors.Refused:
        return None


def text_or_none(value: object) -> str | None:
    """The text of a cell; None where there is none."""
    return None if formats.is_missing(value) else str(value).strip() or None
