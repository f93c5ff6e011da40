"""Exports in which most open deals of a pipeline or an owner are missing: are they gone, or is it another view?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.workspace import Scope, Upload, Workspace
from analytics.workspace.imports import Reading
from analytics.workspace.lacking import Lack
from analytics.workspace.setting_rows import MissingDeals
from analytics.workspace.settings import Settings
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.names import crm_name
from pages._parts.work import ask

CHOICES = {False: "Another view was exported", True: "They are gone"}
_EACH = "One by one"
_MOST = 3  # that are asked one by one at once


def edit(work: Workspace) -> tuple[MissingDeals, ...] | None:
    """The section, where there are such exports or decisions on them; all decisions."""
    rows, before = ask(partial_exports, work, Scope()), work.settings().missing_deals
    if rows.empty and not before:
        return None
    st.subheader("Exports that lack most deals", anchor=False)
    st.caption(
        "These open deals were in the export before. Deals of another view still count; deals that are gone count no more from the "
        "day of that export."
    )
    said = {(each.crm, each.as_of, each.field, each.value): each for each in before}
    for row in rows.itertuples():
        key = (row.crm, row.as_of.date(), row.field, row.value)
        chosen = st.radio(
            md(in_words(row)), list(CHOICES), int(bool(row.are_gone)), format_func=CHOICES.get, horizontal=True,
            key="missing-" + "-".join(map(str, key)),
        )  # fmt: skip
        # what was only assumed stays assumed
        if chosen or row.is_confirmed:
            said[key] = MissingDeals(*key, are_gone=bool(chosen))
    return tuple(said.values())


def wrong(_: object) -> list[str]:
    """Any decision can be saved."""
    return []


def applied(settings: Settings, said: tuple[MissingDeals, ...]) -> Settings:
    """The settings with what was decided."""
    return replace(settings, missing_deals=said)


def partial_exports(workspace: Workspace, _: Scope) -> pd.DataFrame:
    """The table of that name."""
    return workspace.engine.table("partial_exports")


def ask_before(work: Workspace, ready: Sequence[Upload]) -> list[MissingDeals]:
    """Ask before an import; what a person said.  What stays open is asked again when the files are imported."""
    found = _lacking(
        str(work.folder),
        work.generation,
        tuple(str(each.reading.folder) for each in ready),
        work,
        [each.reading for each in ready],
    )
    if not found:
        return []
    with st.container(border=True):
        st.markdown("**Is this another view of the pipeline?**")
        st.caption(
            "Until you say so, the missing deals are taken for outside the view: they still count. Deals that are gone count no more."
        )
        if len(found) <= _MOST:
            return _one_by_one(found)
        named = ", ".join(f"{each.value} ({formats.number(each.missing)})" for each in found)
        chosen = st.radio(
            f"Most open deals of these are missing: {md(named)}.", [*CHOICES.values(), _EACH], None, horizontal=True,
            key=f"lacking-all-{found[0].as_of}-{len(found)}",
        )  # fmt: skip
        if chosen == _EACH:
            return _one_by_one(found)
    are_gone = next((gone for gone, words in CHOICES.items() if words == chosen), None)
    return [] if are_gone is None else [each.decided(are_gone=are_gone) for each in found]


def _one_by_one(found: Sequence[Lack]) -> list[MissingDeals]:
    said = []
    for each in found:
        answer = st.radio(
            md(in_words(each)), list(CHOICES), None, format_func=CHOICES.get, horizontal=True,
            key=f"lacking-{each.crm}-{each.as_of}-{each.field}-{each.value}",
        )  # fmt: skip
        if answer is not None:
            said.append(each.decided(are_gone=answer))
    return said


# folder, generation and the folders of the readings tell the question apart: every change on the page asks it again
@st.cache_data(max_entries=64, show_spinner=False)
def _lacking(
    folder: str, generation: str | None, read_into: tuple[str, ...], _work: Workspace, _readings: Sequence[Reading]
) -> list[Lack]:
    return _work.lacking(_readings)


def in_words(row: object) -> str:
    """What is missing in which export."""
    return (
        f"{crm_name(row.crm)}, export of {formats.day(row.as_of)}: {formats.number(row.missing)} of "
        f"{formats.count(row.expected, 'open deal')} of the {row.field} {row.value} {'is' if row.missing == 1 else 'are'} missing."
    )


def question(work: Workspace) -> None:
    """Ask after an import, or beside figures that rest on the answer; says what is assumed."""
    rows = ask(partial_exports, work, Scope())
    rows = rows[~rows["is_confirmed"] & ~rows["are_gone"]]
    if rows.empty:
        return
    lines = "\n".join(f"- {md(in_words(row))}" for row in rows.head(5).itertuples())
    st.warning(
        f"Is this another view of the pipeline?\n\n{lines}\n\nIt is taken for one: the missing deals still count. If they are gone, say so "
        "in the setup.",
        icon=":material/help:",
    )
    st.page_link("data/setup.py", label="Setup", icon=":material/tune:")
