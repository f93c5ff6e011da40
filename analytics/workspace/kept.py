"""What is kept beside the database: answers that take long, gone with their generation; and what was reported, for good."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from analytics.workspace.disk import replace_file
from analytics.workspace.engine import Engine


def kept(engine: Engine, name: str) -> object | None:
    """What was kept under this name; None where nothing is, or it cannot be read."""
    with suppress(OSError, ValueError):
        return json.loads(_path(engine, name).read_text(encoding="utf-8"))
    return None


def is_kept(engine: Engine, name: str) -> bool:
    """Whether anything is kept under this name."""
    return _path(engine, name).exists()


def keep(engine: Engine, name: str, document: object) -> None:
    """Keep a document of JSON types; where the folder cannot be written, it is made again the next time."""
    with suppress(OSError):
        replace_file(_path(engine, name), json.dumps(document).encode())


def forget_beside(database: Path) -> None:
    """Remove what was kept beside a database."""
    for path in database.parent.glob(f"{database.stem}.*.json"):
        path.unlink(missing_ok=True)


def record(folder: Path, name: str, document: object) -> None:
    """Keep a document of JSON types for good, in the folder `reported` of a workspace; not where that cannot be written."""
    with suppress(OSError):
        (folder / "reported").mkdir(exist_ok=True)
        replace_file(folder / "reported" / f"{name}.json", json.dumps(document).encode())


def recorded(folder: Path, beginning: str) -> dict[str, object]:
    """The documents that were recorded under names with this beginning, by the rest of the name, in order."""
    found = {}
    for path in sorted((folder / "reported").glob(f"{beginning}*.json")):
        with suppress(OSError, ValueError):
            found[path.stem.removeprefix(beginning)] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _path(engine: Engine, name: str) -> Path:
    return engine.path.with_name(f"{engine.path.stem}.{name}.json")
