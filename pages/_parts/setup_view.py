"""The setup page: everything that people decide on one page, checked and saved together."""

from __future__ import annotations

import streamlit as st

from analytics.workspace import Workspace
from pages._parts import (
    setup_accounts,
    setup_currency,
    setup_customers,
    setup_duplicates,
    setup_missing,
    setup_owners,
    setup_pipelines,
    setup_reopening,
    setup_stages,
    setup_submitted,
    setup_targets,
)
from pages._parts.formats import md

# Each section is a module with three functions: `edit(work)` draws it and returns what was chosen (None: nothing to
# choose), `wrong(chosen)` says what keeps it from being saved, `applied(settings, chosen)` are the settings with it.
TABS = {
    "Stages": (setup_stages, setup_reopening),
    "Pipelines": (setup_pipelines, setup_accounts, setup_duplicates, setup_missing),
    "Money and targets": (setup_currency, setup_targets, setup_submitted),
    "People": (setup_owners,),
    "Customers": (setup_customers,),
}


def show(work: Workspace) -> None:
    """All sections, then the button, and what is wrong where it cannot be saved.

    The run after a save (`setup-saved` in the session) begins afresh: no choice of before is made again.
    """
    chosen = []
    for tab, sections in zip(st.tabs(list(TABS)), TABS.values(), strict=True):
        with tab:
            drawn = [(section, section.edit(work)) for section in sections]
            if all(each is None for _, each in drawn):
                st.caption("There is nothing to decide here: all deals are of one pipeline of one CRM.")
            chosen += drawn
    chosen = [(section, each) for section, each in chosen if each is not None]
    if st.session_state.pop("setup-saved", False):
        st.success("Saved. All figures are counted anew.")
    if not st.button("Save and count anew", type="primary", key="save-setup"):
        return
    if wrong := [sentence for section, each in chosen for sentence in section.wrong(each)]:
        st.error("Not saved:\n\n" + "\n".join(f"- {md(each)}" for each in wrong))
        return
    settings = work.settings()
    for section, each in chosen:
        settings = section.applied(settings, each)
    with st.spinner("Counting"):
        work.save_settings(settings)
    st.session_state["setup-saved"] = True
    st.rerun()
