"""Which imports count: `CURRENT`, replaced at once, and a mark in the folder of each import that outlives it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from analytics import errors
from analytics.workspace.disk import replace_file
from analytics.workspace.kept import forget_beside

COUNTS, LEFT_OUT = "counts", "left out"
_DATABASE = re.compile(r"data-\d{6}\.duckdb")


@dataclass(frozen=True)
class State:
    """What `CURRENT` says: the database, the imports that it rests on, and a hash of the settings and the way it was made."""

    database: str | None = None
    imports: Sequence[str] = ()
    made_with: str = ""


def read_state(folder: Path) -> State:
    """The state of a workspace; empty before the first import.

    Raises `Refused` where `CURRENT` is damaged, or gone though imports counted, or names imports that are not here.
    """
    path = folder / "CURRENT"
    if not path.exists():
        if marked(folder):
            raise errors.broken_state("CURRENT")
        return State()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        # another version of the program says otherwise, or not at all, what it was made with: then it is made again
        state = State(told["database"], told["imports"], told.get("made_with", ""))
        if state.database is not None and not _DATABASE.fullmatch(state.database):
            raise ValueError(state.database)
        if not set(state.imports) <= {each.parent.name for each in folder.glob("imports/*/recipe.json")}:
            raise ValueError(state.imports)
    except (ValueError, TypeError, LookupError):
        raise errors.broken_state("CURRENT") from None
    return state


def write_state(folder: Path, state: State) -> None:
    """Make this the state of the workspace: the moment at which a change takes effect."""
    replace_file(folder / "CURRENT", json.dumps(asdict(state)).encode())
    tidy(folder, state)


def tidy(folder: Path, state: State) -> None:
    """Mark every import as `CURRENT` has it, and remove what a killed import left: it was never named."""
    for path in folder.glob("data-*.duckdb"):
        if state.database and path.name > state.database:
            path.unlink()
            forget_beside(path)
    for path in (folder / "imports").glob("*"):
        before = _mark(path)
        if path.name in state.imports:
            after = COUNTS
        elif before:
            after = LEFT_OUT
        else:
            shutil.rmtree(path)
            continue
        if after != before:
            replace_file(path / "standing", after.encode())


def marked(folder: Path) -> list[str]:
    """The imports that are marked as counting, oldest first: what `CURRENT` said, where it is lost."""
    return sorted(path.parent.name for path in folder.glob("imports/*/recipe.json") if _mark(path.parent) == COUNTS)


def _mark(folder: Path) -> str:
    path = folder / "standing"
    return path.read_text(encoding="utf-8") if path.exists() else ""
