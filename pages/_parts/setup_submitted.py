"""Submitted forecasts: what people expected a period to bring, as they said it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analytics.workspace import Workspace
from analytics.workspace.setting_rows import MOST, SubmittedForecast
from analytics.workspace.settings import Settings
from pages._parts.facts import facts, reporting_currency
from pages._parts.setup_stages import editor_key
from pages._parts.setup_targets import named_periods, text_or_none

FIELDS = ("period", "submitted_on", "who", "team", "amount")


def edit(work: Workspace) -> pd.DataFrame:
    """The section; the calls as edited."""
    settings, currency = work.settings(), reporting_currency(work)
    st.subheader("Submitted forecasts", anchor=False)
    st.caption(
        "A manager’s own call: what the whole period will bring, said on a day. Each is scored beside the models once the period "
        "is over. Rows can be pasted from a spreadsheet."
    )
    shown = pd.DataFrame({name: _column(settings, name) for name in FIELDS})
    teams, column = facts(work).values["team"], st.column_config
    return st.data_editor(
        shown,
        key=editor_key("submitted", shown),
        num_rows="dynamic",
        hide_index=True, placeholder="",
        alt="Submitted forecasts",
        width=760,
        column_config={
            "period": column.TextColumn("Period", required=True, help="2026Q4, Q4 2026, 2026-10, FY2027Q1"),
            "submitted_on": column.DateColumn("Said on", format="localized", required=True),
            "who": column.TextColumn("Who", required=True),
            "team": column.SelectboxColumn("Team", options=teams, help="Empty: of all deals."),
            "amount": column.NumberColumn(f"Amount, {currency}" if currency else "Amount", min_value=0, format="localized", required=True),
        },
    )  # fmt: skip


def _column(settings: Settings, name: str) -> pd.Series:
    kind = {"amount": "float64", "submitted_on": "object"}.get(name, "str")
    return pd.Series([getattr(each, name) for each in settings.submitted_forecasts], dtype=kind)


def wrong(edited: pd.DataFrame) -> list[str]:
    """What keeps the calls from being saved."""
    rows = _filled(edited)
    found = [
        f"“{text}” is no period of a submitted forecast: write 2026Q4, 2026-10 or FY2027Q1."
        for text in rows["period"][named_periods(rows["period"]).isna()]
    ]
    if not rows["amount"].between(0, MOST, inclusive="left").all():
        found.append("Every submitted forecast is an amount of zero or more.")
    if rows["submitted_on"].isna().any() or (rows["who"].fillna("").str.strip() == "").any():
        found.append("Every submitted forecast needs the day on which it was said, and who said it.")
    if not found:
        said = [(each.period, each.submitted_on, each.who, each.team) for each in forecasts_of(edited)]
        if len(set(said)) < len(said):
            found.append("Somebody has two submitted forecasts of one period on one day.")
    return found


def applied(settings: Settings, edited: pd.DataFrame) -> Settings:
    """The settings with the calls as edited."""
    return replace(settings, submitted_forecasts=forecasts_of(edited))


def forecasts_of(edited: pd.DataFrame) -> tuple[SubmittedForecast, ...]:
    """The calls as edited; empty rows are none."""
    rows = _filled(edited)
    return tuple(
        SubmittedForecast(
            str(period), _day(row.submitted_on), row.who.strip(), round(float(row.amount), 2), text_or_none(row.team)
        )
        for period, row in zip(named_periods(rows["period"]), rows.itertuples(), strict=True)
    )


def _filled(edited: pd.DataFrame) -> pd.DataFrame:
    return edited[(edited["period"].fillna("").str.strip() != "") | edited["amount"].notna()]


def _day(value: object) -> date:
    return pd.Timestamp(value).date()
