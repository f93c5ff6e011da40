"""The reporting currency, and what other currencies are worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analytics.workspace import Rate, Workspace
from analytics.workspace.settings import Settings
from pages._parts.facts import facts, reporting_currency
from pages._parts.formats import md

Chosen = tuple[str | None, pd.DataFrame]


def edit(work: Workspace) -> Chosen:
    """The currency of all totals, and the rates of the others as edited."""
    st.subheader("Currency", anchor=False)
    settings, used = work.settings(), facts(work).currencies
    now = reporting_currency(work)
    options = list(dict.fromkeys([*filter(None, [now]), *used, *(rate.currency for rate in settings.rates)]))
    chosen = st.selectbox(
        "Reporting currency", options, options.index(now) if now else None, accept_new_options=True,
        key="reporting-currency", width=220, help="All totals are in this currency.",
    )  # fmt: skip
    missing = [each for each in used if each != chosen and each not in {rate.currency for rate in settings.rates}]
    words = f"One unit of a currency in {chosen or 'the reporting currency'}, from a day on."
    st.caption(md(words + (f" No rate yet for {', '.join(missing)}: such amounts are in no total." if missing else "")))
    rates = pd.DataFrame(
        {
            "currency": pd.Series([rate.currency for rate in settings.rates], dtype="str"),
            "rate": pd.Series([rate.rate for rate in settings.rates], dtype="float64"),
            "from_on": pd.Series([rate.from_on for rate in settings.rates], dtype="object"),
        }
    )
    column = st.column_config
    edited = st.data_editor(
        rates,
        key="rates",
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        alt="Rates",
        width=480,
        column_config={
            "currency": column.TextColumn("Currency", max_chars=3, required=True),
            "rate": column.NumberColumn("Rate", min_value=0, format="%.4f", required=True),
            "from_on": column.DateColumn("From", format="localized", required=True),
        },
    )
    return chosen, edited


def applied(settings: Settings, edited: Chosen) -> Settings:
    """The settings with the currency and the rates as edited."""
    currency, rates = edited
    return replace(settings, reporting_currency=currency.upper() if currency else None, rates=rates_of(rates))


def wrong(edited: Chosen) -> list[str]:
    """What keeps them from being saved."""
    chosen, rates = edited
    found = []
    codes = rates["currency"].fillna("").astype("str").str.strip().str.upper()
    for code in (*codes, *filter(None, [chosen])):
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            found.append(f"“{code}” is no currency code: write three letters, as EUR.")
    if rates["rate"].isna().any() or (rates["rate"] <= 0).any():
        found.append("Every rate is above zero.")
    if rates["from_on"].isna().any():
        found.append("Every rate needs the day from which it holds.")
    elif pd.DataFrame({"code": codes, "day": rates["from_on"].astype("str")}).duplicated().any():
        found.append("A currency has one rate from a day on; two rates begin on the same day.")
    return found


def rates_of(rows: pd.DataFrame) -> tuple[Rate, ...]:
    """The rates as edited."""
    return tuple(Rate(row.currency.strip().upper(), float(row.rate), _day(row.from_on)) for row in rows.itertuples())


def _day(value: object) -> date:
    return pd.Timestamp(value).date()
