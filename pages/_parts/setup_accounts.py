"""Programs of which several accounts may have been imported: a person says which file is of which, or that all are of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analytics.intake.recognise.formats import account_of, number_of
from analytics.workspace import Scope, Workspace, program_of
from analytics.workspace.setting_rows import FileAccount, OneAccount
from analytics.workspace.settings import Settings
from pages._parts.formats import md
from pages._parts.names import crm_name
from pages._parts.setup_stages import editor_key
from pages._parts.work import ask

CHOICES = {False: "Several accounts", True: "One account"}


@dataclass(frozen=True)
class Said:
    """The programs with one account, and of which account files of the others are."""

    one: tuple[OneAccount, ...]
    files: tuple[FileAccount, ...]


def edit(work: Workspace) -> Said | None:
    """The section, where files of a program may be of several accounts, or a person said that they are of one."""
    settings = work.settings()
    one = {each.crm for each in settings.one_accounts}
    files = ask(_files, work, Scope())
    programs = sorted({*one, *(program_of(each.crm) for each in files)})
    if not programs:
        return None
    st.subheader("Accounts of one CRM", anchor=False)
    st.caption(
        "Files of these CRMs have the same ids for deals of other names, accounts or days. As several accounts, their deals are "
        "kept apart; as one, an id is one deal."
    )
    said: list[OneAccount] = []
    chosen: list[FileAccount] = []
    for each in programs:
        is_one = st.radio(
            md(crm_name(each)), list(CHOICES), int(each in one), format_func=CHOICES.get, horizontal=True,
            key=f"account-{each}",
        )  # fmt: skip
        if is_one:
            said.append(OneAccount(each))
        elif mine := [file for file in files if program_of(file.crm) == each]:
            chosen += _table(each, mine)
    return Said(tuple(said), tuple(chosen))


def wrong(_: object) -> list[str]:
    """Any decision can be saved."""
    return []


def applied(settings: Settings, said: Said) -> Settings:
    """The settings with what was decided."""
    files = {each.sha256: each for each in (*settings.file_accounts, *said.files)}
    return replace(settings, one_accounts=said.one, file_accounts=tuple(files.values()))


def _table(program: str, files: Sequence[FileAccount]) -> list[FileAccount]:
    """Each file with its account to choose; those of which another was chosen than counts now."""
    most = max(number_of(each.crm) for each in files)
    names = {account_of(program, number): crm_name(account_of(program, number)) for number in range(1, most + 2)}
    shown = pd.DataFrame({"file": [each.file for each in files], "account": [names[each.crm] for each in files]})
    edited = st.data_editor(
        shown, key=editor_key(f"accounts-{program}", shown), hide_index=True, disabled=["file"], width=640, row_height=34,
        alt=f"Accounts of the files of {crm_name(program)}",
        column_config={
            "file": st.column_config.TextColumn("File"),
            "account": st.column_config.SelectboxColumn("Account", options=list(names.values()), required=True),
        },
    )  # fmt: skip
    crm_of = {name: crm for crm, name in names.items()}
    said = zip(files, edited["account"], strict=True)
    return [replace(each, crm=crm_of[name]) for each, name in said if crm_of[name] != each.crm]


def _files(workspace: Workspace, _: Scope) -> tuple[FileAccount, ...]:
    """The files of programs with several accounts, or with ids of which it is not sure that they stand for one deal."""
    rows = workspace.engine.table("imports").sort_values("import_id")
    doubtful = {program_of(crm) for crm in rows.loc[rows["import_id"].isin(workspace.engine.notes()), "crm"]}
    several = doubtful | {program_of(crm) for crm in rows["crm"] if number_of(crm) > 1}
    return tuple(
        FileAccount(sha256, crm, file)
        for sha256, crm, file in zip(rows["sha256"], rows["crm"], rows["file_name"], strict=True)
        if program_of(crm) in several
    )
