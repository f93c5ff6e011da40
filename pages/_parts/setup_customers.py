"""What no export tells of customers: the usual term, grace, short gaps, margin, and what winning them cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analytics.workspace import AcquisitionCost, Terms, Workspace
from analytics.workspace.settings import Settings
from analytics.workspace.terms import wrong_terms
from pages._parts.facts import facts, reporting_currency
from pages._parts.setup_stages import editor_key


@dataclass(frozen=True)
class Chosen:
    """What was chosen: the terms, and the month with which the fiscal year began before."""

    terms: Terms
    fiscal_start: int


def edit(work: Workspace) -> Chosen:
    """The section; what was chosen."""
    settings, terms = work.settings(), work.settings().terms
    st.subheader("Customers", anchor=False)
    cells = st.grid(4, min_column_width=150, gap="medium")
    with cells.cell():
        months = st.number_input(
            "Usual term, months", 1, 120, terms.contract_months, key="contract-months",
            help="The term of a contract that a won deal begins, where only deals are known.",
        )  # fmt: skip
    with cells.cell():
        grace = st.number_input(
            "Grace, days", 0, 365, terms.grace_days, key="grace-days",
            help="A renewal may come so many days after the end of a term. Who does not renew left on its last day.",
        )  # fmt: skip
    with cells.cell():
        gap = st.number_input(
            "Short gap, days",
            0,
            365,
            terms.gap_days,
            key="gap-days",
            help="Who pays again after at most so many days had not left.",
        )
    with cells.cell():
        margin = st.number_input(
            "Gross margin, %", 0.0, 100.0, None if terms.gross_margin is None else 100 * terms.gross_margin, step=1.0,
            key="gross-margin", help="Of recurring revenue. Without it no value of a customer is shown.",
        )  # fmt: skip
    currency = reporting_currency(work)
    sources = ", ".join(facts(work).values["source"][:5])
    st.caption(
        f"What winning customers cost{f', in {currency}' if currency else ''}: by period (2026Q2, 2026-05, 2026), and by source where you "
        "know it. Leave the source empty for the cost of all together."
    )
    shown = pd.DataFrame(
        {
            "period": pd.Series([each.period for each in terms.acquisition_costs], dtype="str"),
            "source": pd.Series([each.source for each in terms.acquisition_costs], dtype="str"),
            "amount": pd.Series([each.amount for each in terms.acquisition_costs], dtype="float64"),
        }
    )
    column = st.column_config
    edited = st.data_editor(
        shown,
        key=editor_key("acquisition-costs", shown),
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        alt="Cost of winning customers",
        width=560,
        column_config={
            "period": column.TextColumn("Period", required=True),
            "source": column.TextColumn("Source", help=f"As in the data: {sources}" if sources else None),
            "amount": column.NumberColumn("Cost", min_value=0, format="localized", required=True),
        },
    )
    costs = tuple(
        AcquisitionCost(
            _text(row.period) or "", float(row.amount) if pd.notna(row.amount) else float("nan"), _text(row.source)
        )
        for row in edited.itertuples()
    )
    # an empty field and no margin are the same
    told = margin / 100 if margin else None
    return Chosen(Terms(int(months), int(grace), int(gap), told, costs), settings.fiscal_year_start)


def _text(value: object) -> str | None:
    return str(value).strip() or None if pd.notna(value) else None


def wrong(chosen: Chosen) -> list[str]:
    """What keeps them from being saved."""
    return [f"{each[0].upper()}{each[1:]}." for each in wrong_terms(chosen.terms, chosen.fiscal_start)]


def applied(settings: Settings, chosen: Chosen) -> Settings:
    """The settings with them."""
    terms = chosen.terms
    return replace(
        settings,
        contract_months=terms.contract_months,
        grace_days=terms.grace_days,
        gap_days=terms.gap_days,
        gross_margin=terms.gross_margin,
        acquisition_costs=terms.acquisition_costs,
    )
