"""How a page begins: with the workspace and the filters, or by saying what to upload or to reset, which ends the run."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.workspace import Scope, Workspace
from pages._parts import show
from pages._parts.filters import current_scope
from pages._parts.work import CUSTOMERS, has_data, workspace


def with_deals(question: str, shows: str) -> tuple[Workspace, Scope]:
    """The workspace and the filters of a page about deals; `shows` goes on from "This page shows ..." where there are none."""
    work = workspace()
    if not has_data(work):
        show.answer(question, "")
        no_data(shows)
    return work, current_scope()


def with_customers(question: str, shows: str, source: str) -> tuple[Workspace, Scope]:
    """The same of a page about customers, who are told by a `source` of their own."""
    work = workspace()
    if not has_data(work, *CUSTOMERS):
        show.answer(question, "")
        no_data(shows, "customers", source)
    return work, current_scope()


def nothing_in_scope(question: str, top: DeltaGenerator | None = None) -> NoReturn:
    """The filters leave no deal.  `top`: where the question stands, if not here."""
    with top or st.container():
        show.answer(question, "")
    st.info(
        "No deal fits these filters. Reset them at the left, or choose a longer period.",
        icon=":material/filter_alt_off:",
    )
    st.stop()


def no_data(shows: str, things: str = "deals", source: str = "the exports of your CRM") -> NoReturn:
    """Say what to upload for this page."""
    st.markdown(f"There are no {things} here yet. This page shows {shows}, from {source}.")
    with st.container(horizontal=True):
        st.page_link("data/import.py", label="Upload an export", icon=":material/upload:")
        st.page_link("start.py", label="Open the sample company", icon=":material/science:")
    st.stop()
