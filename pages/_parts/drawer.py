"""The deals behind a figure, in a drawer at the right."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages._parts import formats
from pages._parts.formats import md
from pages._parts.show import table

COLUMNS = [
    "why", "parted", "name", "account", "owner", "reporting_amount", "stage", "lost_reason", "created_on", "reached_on",
    "expected_close_on", "closed_on", "source", "region", "team", "amount", "currency", "deal_id",
]  # fmt: skip


def drawer(
    title: str, deals: pd.DataFrame, *, figure: int, currency: str | None, file_name: str, on_close: Callable[[], None]
) -> None:
    """Open the drawer with these deals; `figure` is the number on the page that they must be as many as."""

    @st.dialog(title, width=900, position="right", on_dismiss=on_close)
    def body() -> None:
        # columns that are empty for all of them tell nothing; amounts twice neither
        shown = [column for column in COLUMNS if column in deals and deals[column].notna().any()]
        if "amount" in shown and (deals["amount"].fillna(0) == deals["reporting_amount"].fillna(0)).all():
            shown = [column for column in shown if column not in ("amount", "currency")]
        st.markdown(_sum(deals, figure, currency))
        table(
            deals[shown],
            alt=f"Deals: {title}",
            file_name=file_name,
            currency=currency,
            height=620 if len(deals) > 16 else None,
        )

    body()


def _sum(deals: pd.DataFrame, figure: int, currency: str | None) -> str:
    without = int(deals["reporting_amount"].isna().sum())
    text = f"**{formats.deals(len(deals))}**, {md(formats.money(deals['reporting_amount'].sum(), currency))} in all"
    text += f" ({formats.number(without)} without an amount)" if without else ""
    if len(deals) != figure:
        return f"{text}. The figure says {formats.number(figure)}: please report this."
    return f"{text}. They add up to the figure."
