"""A workspace: one folder that holds uploads, settings, and the database derived from them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from analytics import errors
from analytics.intake import Options, Receipt, take_safely
from analytics.workspace import settings as settings_file
from analytics.workspace.engine import Engine
from analytics.workspace.generation import build
from analytics.workspace.imports import Import, add, open_import, sha256_of
from analytics.workspace.lock import writing
from analytics.workspace.settings import Settings, replace_file

Progress = Callable[[str], None]


@dataclass(frozen=True)
class ImportResult:
    """What became of one file: its import id and receipt; `already_imported`: these very bytes were there before."""

    import_id: str
    receipt: Receipt
    already_imported: bool


def default_folder() -> Path:
    """Where workspaces live: `SLUICE_HOME`, else the user's data directory."""
    if home := os.environ.get("SLUICE_HOME"):
        return Path(home)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Sluice"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "sluice"


def _check_readable(path: Path) -> None:
    if not path.is_file():
        raise errors.no_such_file(str(path))
    try:
        path.open("rb").close()
    except OSError as error:
        raise errors.not_readable(str(path), error.strerror or str(error)) from None


class Workspace:
    """One workspace on disk.  Readers see one generation; a writer builds the next and swaps it in at once.

    `CURRENT` names the database and the imports that count: replacing that one file is the moment at which an import,
    an undo or a changed setting takes effect.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    # reading

    @property
    def generation(self) -> str | None:
        """The name of the current database; None before the first import.  It changes whenever a figure can change."""
        return self._current().get("database")

    @property
    def engine(self) -> Engine:
        """The current generation, opened for reading.  Raises `Refused` before the first import."""
        with self._opening:
            self._refresh()
            if not self._current().get("imports"):
                raise errors.no_data()
            name = self.generation
            if self._engine is None or self._engine.path.name != name:
                self._engine = self._open(name)
            return self._engine

    def imports(self) -> list[Import]:
        """The imports that count, oldest first."""
        return [open_import(self.folder / "imports" / each) for each in self._current().get("imports", [])]

    def settings(self) -> Settings:
        """What people set in this workspace."""
        return settings_file.load(self.folder / "settings.toml")

    def preview(self, path: Path, options: Options | None = None, *, file_name: str | None = None) -> Receipt:
        """The receipt that importing this file would give; nothing is written."""
        _check_readable(Path(path))
        return take_safely(Path(path), file_name or Path(path).name, options or Options()).receipt

    # writing

    def import_file(self, path: Path, options: Options | None = None, *, file_name: str | None = None) -> ImportResult:
        """Import one file; see `import_files`."""
        return self.import_files([(Path(path), file_name or Path(path).name, options or Options())])[0]

    def import_files(
        self, files: Sequence[tuple[Path, str, Options]], progress: Progress = lambda _: None
    ) -> list[ImportResult]:
        """Import files together: all of them, or, where one is refused, none.

        `files` holds (path, file name as people know it, options).  A file whose very bytes are here already changes nothing.
        """
        self._make_folder()
        with self._writing():
            counted = self._current().get("imports", [])
            known = {each.receipt.sha256: each for each in self.imports()}
            results, added = [], []
            try:
                for path, file_name, options in files:
                    _check_readable(path)
                    before = known.get(sha256_of(path))
                    if before is not None and options in (Options(), before.options):
                        results.append(ImportResult(before.import_id, before.receipt, already_imported=True))
                        continue
                    if before is not None:
                        # the same bytes, to be read otherwise: the new reading takes the place of the old
                        counted = [each for each in counted if each != before.import_id]
                    progress(f"Reading {file_name}")
                    new = add(self.folder / "imports", self._next_id(), path, file_name, options)
                    known[new.receipt.sha256] = new
                    added.append(new)
                    results.append(ImportResult(new.import_id, new.receipt, already_imported=False))
                if added:
                    progress("Counting")
                    self._commit([*counted, *(each.import_id for each in added)])
            except BaseException:
                for each in added:
                    shutil.rmtree(each.folder, ignore_errors=True)
                raise
        crms = {each.receipt.crm for each in known.values()}
        return [self._with_context(result, several_crms=len(crms) > 1) for result in results]

    def _with_context(self, result: ImportResult, *, several_crms: bool) -> ImportResult:
        """The same, with notes on what only all imports together tell: deals that are not here, or in another CRM too."""
        notes = []
        if missing := result.receipt.kind == "history" and self.engine.without_deal().get(result.import_id):
            notes.append(
                f"{missing} deals of this history are in no deals export here; their changes count once such an export is imported."
            )
        elsewhere = self.engine.told_elsewhere().get(result.import_id, {}) if several_crms else {}
        for crm, deals in elsewhere.items():
            notes.append(
                f"{deals} deals of this file are in the exports of {crm} too (the same id, or set by hand); each counts once, as its newest export has it."
            )
        if not notes:
            return result
        return replace(result, receipt=replace(result.receipt, notes=[*result.receipt.notes, *notes]))

    def undo(self, import_id: str) -> Import:
        """Leave an import out.  Its upload stays in its folder; importing the same bytes again brings it back."""
        if not self.folder.is_dir():
            raise errors.no_such_import(import_id, [])
        with self._writing():
            counted = self._current().get("imports", [])
            if import_id not in counted:
                raise errors.no_such_import(import_id, counted)
            left_out = open_import(self.folder / "imports" / import_id)
            self._commit([each for each in counted if each != import_id])
            (left_out.folder / "undone").touch()
            return left_out

    def rebuild(self) -> dict[str, int]:
        """Make the database again from the kept uploads, each read anew by its recipe; the rows per table."""
        if not self.folder.is_dir():
            raise errors.no_data()
        with self._writing():
            counted = self._current().get("imports") or self._all_imports()
            for each in counted:
                open_import(self.folder / "imports" / each).read_again()
            self._commit(counted)
        return self.engine.counts()

    def save_settings(self, settings: Settings) -> None:
        """Replace the settings and derive the tables anew."""
        self._make_folder()
        with self._writing():
            replace_file(self.folder / "settings.toml", settings_file.dump(settings).encode())
            if self._current().get("imports"):
                self._commit(self._current()["imports"])

    # the state on disk

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise errors.not_writable(self.folder.name, error.strerror or str(error)) from None

    def _current(self) -> dict:
        path = self.folder / "CURRENT"
        try:
            state = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        except ValueError:
            state = None
        if not isinstance(state, dict) or not set(state.get("imports", ())) <= self._folders():
            raise errors.broken_state("CURRENT")
        return state

    def _folders(self) -> set[str]:
        return {each.parent.name for each in self.folder.glob("imports/*/recipe.json")}

    def _settings_hash(self) -> str:
        path = self.folder / "settings.toml"
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""

    def _refresh(self) -> None:
        """Catch up where the settings were edited by hand, or the database was deleted."""
        current = self._current()
        if not current.get("imports"):
            return
        if current.get("settings") != self._settings_hash() or not (self.folder / current["database"]).exists():
            with self._writing():
                self._commit(current["imports"])

    def _open(self, name: str) -> Engine:
        try:
            return Engine(self.folder / name)
        except duckdb.Error:
            raise errors.damaged(name) from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writer's lock; what the disk refuses becomes one sentence."""
        try:
            with writing(self.folder):
                yield
        except OSError as error:
            raise errors.not_writable(self.folder.name, error.strerror or str(error)) from None

    def _next_id(self) -> str:
        taken = (
            [int(each.name[:4]) for each in (self.folder / "imports").glob("[0-9]*")] if self.folder.exists() else []
        )
        return f"{max(taken, default=0) + 1:04d}"

    def _all_imports(self) -> list[str]:
        folders = sorted((self.folder / "imports").glob("[0-9][0-9][0-9][0-9]"))
        return [each.name for each in folders if (each / "recipe.json").exists() and not (each / "undone").exists()]

    def _commit(self, counted: Sequence[str]) -> None:
        """Build the generation of these imports beside the current one, then make it the current one."""
        before = self._current().get("database")
        if not counted:
            replace_file(self.folder / "CURRENT", json.dumps({"database": before, "imports": []}).encode())
            return
        number = int(before[5:11]) + 1 if before else 1
        database = f"data-{number:06d}.duckdb"
        part = self.folder / f"{database}.part"
        for stale in self.folder.glob("data-*.part*"):
            stale.unlink()
        try:
            build(part, [open_import(self.folder / "imports" / each) for each in counted], self.settings())
        except (duckdb.IOException, duckdb.TransactionException, duckdb.OutOfMemoryException) as error:
            raise errors.not_writable(self.folder.name, str(error).splitlines()[0]) from None
        if part.with_name(part.name + ".wal").exists():
            raise errors.not_writable(self.folder.name, "the database could not be written whole")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(self.folder / database)
        self._open(database).close()
        state = {"database": database, "imports": list(counted), "settings": self._settings_hash()}
        replace_file(self.folder / "CURRENT", json.dumps(state).encode())
        for old in self.folder.glob("data-*.duckdb"):
            # the one before stays for those who just now read CURRENT
            if old.name not in (database, before):
                old.unlink(missing_ok=True)
