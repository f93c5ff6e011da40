"""Programs of which several accounts were imported: a person may say that they are one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.workspace import Scope, Workspace, program_of
from analytics.workspace.setting_rows import OneAccount
from analytics.workspace.settings import Settings
from pages._parts.formats import md
from pages._parts.names import crm_name
from pages._parts.work import ask

CHOICES = {False: "Several accounts", True: "One account"}


def edit(work: Workspace) -> tuple[OneAccount, ...] | None:
    """The section, where imports of a program are of several accounts, or a person said that they are of one."""
    said = [each.crm for each in work.settings().one_accounts]
    programs = sorted({*said, *ask(_several, work, Scope())})
    if not programs:
        return None
    st.subheader("Accounts of one CRM", anchor=False)
    st.caption(
        "Exports of these CRMs have the same ids for deals of other names and other days. As several accounts, their deals are "
        "kept apart; as one, an id is one deal."
    )
    chosen = [
        st.radio(
            md(crm_name(each)), list(CHOICES), int(each in said), format_func=CHOICES.get, horizontal=True,
            key=f"account-{each}",
        )
        for each in programs
    ]  # fmt: skip
    return tuple(OneAccount(each) for each, is_one in zip(programs, chosen, strict=True) if is_one)


def wrong(_: object) -> list[str]:
    """Any decision can be saved."""
    return []


def applied(settings: Settings, said: tuple[OneAccount, ...]) -> Settings:
    """The settings with what was decided."""
    return replace(settings, one_accounts=said)


def _several(workspace: Workspace, _: Scope) -> tuple[str, ...]:
    """The programs with imports of another account than the first."""
    return tuple(sorted({program_of(crm) for crm in workspace.engine.crms().values() if program_of(crm) != crm}))
