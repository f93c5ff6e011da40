"""Submitted forecasts: what people expected a period to bring, as they said it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.workspace import Workspace
from analytics.workspace.setting_rows import SubmittedForecast
from analytics.workspace.settings import Settings
from pages._parts import setup_plans as plans
from pages._parts.facts import facts, reporting_currency
from pages._parts.setup_plans import text_or_none

LISTED = ("period", "submitted_on", "who", "team", "amount", "currency", "reporting_amount")
HEADINGS = {"period": "Period", "submitted_on": "Said on", "who": "Who", "amount": "Forecast", "reporting_amount": "Forecast, {currency}"}  # fmt: skip


def edit(work: Workspace) -> pd.DataFrame:
    """The section; the calls as edited."""
    currency, column = reporting_currency(work), st.column_config
    st.subheader("Submitted forecasts", anchor=False)
    st.caption(
        "A manager’s own call: what the whole period will bring, said on a day. Each is scored beside the models once the period "
        "is over. Rows can be pasted from a spreadsheet."
    )
    columns = {
        "period": column.TextColumn("Period", required=True, help=plans.PERIODS),
        "submitted_on": column.DateColumn("Said on", format="localized", required=True),
        "who": column.TextColumn("Who", required=True),
        "team": column.SelectboxColumn("Team", options=facts(work).values["team"], help="Empty: of all deals."),
        "amount": column.NumberColumn(f"Amount, {currency}" if currency else "Amount", min_value=0, format="localized", required=True),
    }  # fmt: skip
    edited = plans.editor(
        work.settings().submitted_forecasts, columns, key="submitted", alt="Submitted forecasts", width=760
    )
    rows = plans.imported(
        work, "submitted_forecasts", LISTED, what="submitted forecast", headings=HEADINGS,
        how="A list can be imported as well, with the columns period, said on, who, and forecast; team and currency if there are any.",
    )  # fmt: skip
    plans.say_unknown(plans.unknown(rows, work, ("team",)))
    return edited


def wrong(edited: pd.DataFrame) -> list[str]:
    """What keeps the calls from being saved."""
    rows = plans.filled(edited)
    found = plans.wrong(rows, "submitted forecast")
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
    rows = plans.filled(edited)
    return tuple(
        SubmittedForecast(
            str(period), pd.Timestamp(row.submitted_on).date(), row.who.strip(), round(float(row.amount), 2), text_or_none(row.team)
        )
        for period, row in zip(plans.named_periods(rows["period"]), rows.itertuples(), strict=True)
    )  # fmt: skip
