"""What was imported: the files that count, their receipts, and taking one back."""

from __future__ import annotations

import streamlit as st

from analytics.workspace import ImportResult, Workspace
from analytics.workspace.imports import Import
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.receipt import receipt
from pages._parts.review import KINDS, crm_name

_DONE = "imported"


def remember(results: list[ImportResult]) -> None:
    """Keep the receipts of this import on screen."""
    st.session_state[_DONE] = results


def just_imported() -> None:
    """The receipts of the import that was just made."""
    results: list[ImportResult] = st.session_state.get(_DONE, [])
    if not results:
        return
    new = sum(not each.already_imported for each in results)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Imported" if new else "Nothing new", anchor=False, width="content")
        st.page_link("pipeline/overview.py", label="See the pipeline", icon=":material/arrow_forward:")
        st.page_link("pipeline/funnel.py", label="See the funnel", icon=":material/arrow_forward:")
    for each in results:
        st.markdown(f"**{md(each.receipt.file)}**")
        if each.already_imported:
            st.caption(f"Already here as import {each.import_id}; nothing changed.")
        else:
            receipt(each.receipt, f"{each.import_id}-new")


def all_imports(work: Workspace) -> None:
    """Every import that counts, newest first."""
    found = list(reversed(work.imports()))
    if not found:
        return
    st.subheader("Imports that count", anchor=False)
    for each in found:
        _row(work, each)


def _row(work: Workspace, each: Import) -> None:
    kind = KINDS.get(each.receipt.kind, each.receipt.kind)
    rows = f"{formats.number(each.receipt.rows_accepted)} rows"
    about = f"{crm_name(each.receipt.crm)} · {kind} · as of {formats.day(each.receipt.as_of)} · {rows}"
    name, buttons = st.columns([5, 1], vertical_alignment="center", gap="small")
    name.markdown(f"{md(each.receipt.file)}  \n:small[:gray[{md(about)}]]")
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Receipt", key=f"receipt-{each.import_id}", type="tertiary"):
            _show(each)
        if st.button("Undo", key=f"undo-{each.import_id}", type="tertiary"):
            _confirm(work, each)


def _show(each: Import) -> None:
    st.dialog(md(each.receipt.file), width=760, position="right")(lambda: receipt(each.receipt, each.import_id))()


@st.dialog("Leave this import out?")
def _confirm(work: Workspace, each: Import) -> None:
    st.markdown(
        f"All figures are counted again without **{md(each.receipt.file)}**. The file is kept: "
        "importing the same file again brings it back."
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="keep-import"):
            st.rerun()
        if st.button("Leave it out", type="primary", key="confirm-undo"):
            work.undo(each.import_id)
            st.session_state.pop(_DONE, None)
            st.rerun()
