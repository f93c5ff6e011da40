"""What a page shows before there is anything to show."""

import streamlit as st


def no_data(what: str, things: str = "deals", source: str = "the exports of your CRM") -> None:
    """Says what to upload for this page; `what` goes on from "This page shows ..."."""
    st.markdown(f"There are no {things} here yet. This page shows {what}, from {source}.")
    with st.container(horizontal=True):
        st.page_link("data/import.py", label="Upload an export", icon=":material/upload:")
        st.page_link("start.py", label="Open the sample company", icon=":material/science:")


def nothing_in_scope() -> None:
    """The filters leave no deal."""
    st.info(
        "No deal fits these filters. Reset them at the left, or choose a longer period.",
        icon=":material/filter_alt_off:",
    )
