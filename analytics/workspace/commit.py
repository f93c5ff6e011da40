"""The step from one state of a workspace to the next: build a generation beside the current one, then name it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from analytics import errors
from analytics.workspace.disk import replace_file
from analytics.workspace.engine import Engine
from analytics.workspace.generation import build
from analytics.workspace.given import with_given
from analytics.workspace.imports import Import
from analytics.workspace.kept import forget_beside
from analytics.workspace.settings import Settings, dump
from analytics.workspace.state import State, write_state


def commit(folder: Path, counted: Sequence[Import], settings: Settings, made_with: Callable[[], str]) -> None:
    """Make these imports the ones that count.  The caller holds the writer's lock.

    Names that the build gave are kept in the settings; `made_with`: tells what these and the way of building are now.
    """
    there = sorted(each.name for each in folder.glob("data-*.duckdb"))
    before = there[-1] if there else None
    if not counted:
        write_state(folder, State(before))
        return
    number = int(before[5:11]) + 1 if before else 1
    database = f"data-{number:06d}.duckdb"
    part = folder / f"{database}.part"
    for stale in folder.glob("data-*.part*"):
        stale.unlink()
    try:
        named = with_given(settings, build(part, counted, settings))
    except (
        duckdb.IOException,
        duckdb.TransactionException,
        duckdb.OutOfMemoryException,
        duckdb.FatalException,
    ) as error:
        # fatal: the last step, writing everything into the file, met the end of the disk
        raise errors.not_writable(folder.name, str(error).splitlines()[0]) from None
    if part.with_name(part.name + ".wal").exists():
        raise errors.not_writable(folder.name, "the database could not be written whole")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    forget_beside(folder / database)
    part.replace(folder / database)
    open_database(folder / database).close()
    if named != settings:  # before they count: a settings file that names more than is here does no harm
        replace_file(folder / "settings.toml", dump(named).encode())
    write_state(folder, State(database, [each.import_id for each in counted], made_with()))
    for old in there[:-1]:
        # the one before stays for those who just now read CURRENT
        (folder / old).unlink(missing_ok=True)
        forget_beside(folder / old)


def open_database(path: Path) -> Engine:
    """A generation for reading; one sentence where it is damaged."""
    try:
        return Engine(path)
    except duckdb.Error:
        raise errors.damaged(path.name) from None
