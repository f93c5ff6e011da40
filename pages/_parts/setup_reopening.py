"""When a closed deal that is opened again is still the same deal."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.workspace import Workspace
from analytics.workspace.settings import Settings


def edit(work: Workspace) -> int:
    """The number of days as chosen."""
    st.subheader("Deals opened again", anchor=False)
    return st.number_input(
        "Days within which opening again undoes a closing", 0, 3650, work.settings().reopen_days, key="reopen-days", width=300,
        help="A deal that is opened again later than that stays closed, and goes on as a new deal: a win-back.",
    )  # fmt: skip


def wrong(_: int) -> list[str]:
    """Nothing: the field takes no other number."""
    return []


def applied(settings: Settings, days: int) -> Settings:
    """The settings with the days as chosen."""
    return replace(settings, reopen_days=int(days))
