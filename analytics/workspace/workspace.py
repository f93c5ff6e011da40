"""A workspace: one folder that holds uploads, settings, and the database derived from them."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from analytics import errors
from analytics.intake import Options, Receipt
from analytics.workspace import settings as settings_file
from analytics.workspace.batch import Batch, Progress
from analytics.workspace.commit import commit, open_database
from analytics.workspace.disk import replace_file
from analytics.workspace.engine import Engine
from analytics.workspace.export import write_tables
from analytics.workspace.generation import way_of_building
from analytics.workspace.imports import Import, Reading, Upload, check_readable, file_name_of, open_import, read
from analytics.workspace.lacking import Lack, lacking
from analytics.workspace.lock import writing
from analytics.workspace.mappings import Repeated, repeated, with_confirmed, without
from analytics.workspace.results import ImportResult, with_context
from analytics.workspace.setting_rows import MissingDeals
from analytics.workspace.settings import Settings, with_said
from analytics.workspace.state import State, marked, read_state, tidy


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
        return read_state(self.folder).database

    @property
    def engine(self) -> Engine:
        """The current generation, opened for reading.  Raises `Refused` before the first import."""
        with self._opening:
            name = self._fresh()
            if self._engine is None or self._engine.path.name != name:
                self._engine = open_database(self.folder / name)
            return self._engine

    def imports(self) -> list[Import]:
        """The imports that count, oldest first."""
        return self._opened(read_state(self.folder).imports)

    def settings(self) -> Settings:
        """What people set in this workspace."""
        return settings_file.load(self.folder / "settings.toml")

    def reporting_currency(self) -> str | None:
        """The currency of all totals: as set, else the most frequent one of the deals."""
        return self.settings().reporting_currency or next(iter(self.engine.currencies()), None)

    def preview(self, path: Path, options: Options | None = None, *, file_name: str | None = None) -> Receipt:
        """The receipt that importing this file would give; nothing is written."""
        with tempfile.TemporaryDirectory(prefix="sluice-") as folder:
            return self.read(path, options, file_name=file_name, into=Path(folder)).receipt

    def read(self, path: Path, options: Options | None = None, *, file_name: str | None = None, into: Path) -> Reading:
        """Read a file without importing it, its rows into a folder; `import_files` takes the reading as it is."""
        check_readable(Path(path))
        return read(
            Path(path),
            file_name or file_name_of(Path(path)),
            options or Options(),
            self._known(),
            into,
            self._currency(),
        )

    # writing

    def import_file(self, path: Path, options: Options | None = None, *, file_name: str | None = None) -> ImportResult:
        """Import one file; see `import_files`."""
        return self.import_files([Upload(Path(path), file_name or file_name_of(Path(path)), options or Options())])[0]

    def lacking(self, readings: Sequence[Reading]) -> list[Lack]:
        """What these files lack that was in the exports before: is it gone, or are they of another view?"""
        one_account = {each.crm for each in self.settings().one_accounts}
        return lacking(self.engine, readings, one_account) if read_state(self.folder).imports else []

    def import_files(
        self,
        uploads: Sequence[Upload],
        progress: Progress = lambda _: None,
        *,
        remember: bool = False,
        missing: Sequence[MissingDeals] = (),
    ) -> list[ImportResult]:
        """Import files together: all of them, or, where one is refused, none.

        A file whose very bytes are here already changes nothing, unless other options are stated for it: then it is
        read anew, and that reading takes the place of the former one, under an id of its own.

        `remember`: a person has confirmed how the files are read; the next ones with the same headings are read alike.
        `missing`: what a person said of deals that the files lack, see `lacking`.
        """
        self._make_folder()
        currency = self._currency()  # before the lock: it may have to make the database again
        with self._writing() as state:
            batch = Batch(self.folder / "imports", self._opened(state.imports), self._known(), currency)
            try:
                for upload in uploads:
                    batch.take(upload, progress)
                batch.settle_currency()
                if batch.added:
                    progress("Counting")
                    if remember or missing:
                        self._remember(batch.added if remember else (), missing)
                    self._commit(batch.counted)
            except BaseException:
                batch.take_back()
                raise
        return with_context(batch.results, self.engine, several_crms=len(batch.crms()) > 1)

    def _currency(self) -> str | None:
        """The currency of all totals as it is now; None where nothing says one."""
        return self.reporting_currency() if read_state(self.folder).imports else self.settings().reporting_currency

    def _remember(self, confirmed: Sequence[Import], missing: Sequence[MissingDeals]) -> None:
        settings = self.settings()
        saved = settings.mappings
        for each in confirmed:
            if each.mends is None:
                saved = with_confirmed(saved, each.options, each.receipt)
        self._write_settings(with_said(replace(settings, mappings=saved), missing))

    def undo(self, import_id: str) -> Import:
        """Leave an import out, and the mended rows of it.  Uploads stay; importing the same bytes again brings them back."""
        if not self.folder.is_dir():
            raise errors.no_such_import(import_id, [])
        with self._writing() as state:
            if import_id not in state.imports:
                raise errors.no_such_import(import_id, state.imports)
            counted = self._opened(state.imports)
            self._commit([each.import_id for each in counted if import_id not in (each.import_id, each.mends)])
            return next(each for each in counted if each.import_id == import_id)

    def rebuild(self) -> dict[str, int]:
        """Make the database again from the kept uploads, each read anew by its recipe; the rows per table.

        Refused, with the names, where uploads are not the files that were imported.  It needs no `CURRENT`.
        """
        if not self.folder.is_dir():
            raise errors.no_data()
        with self._locked():
            try:
                counted = read_state(self.folder).imports
            except errors.Refused:
                counted = marked(self.folder)
            opened = self._opened(counted)
            if changed := [(each.import_id, each.receipt.file) for each in opened if not each.is_intact()]:
                raise errors.changed_uploads(changed)
            for each in opened:
                each.read_again()
            self._commit(counted)
        return self.engine.counts()

    def save_settings(self, settings: Settings) -> None:
        """Replace the settings, and derive the tables anew where that can change them."""
        self._make_folder()
        with self._writing() as state:
            self._write_settings(settings)
            if state.imports and state.made_with != self._made_with():
                self._commit(state.imports)

    def forget(self, fingerprint: str, kind: str) -> None:
        """Read files with these headings by what is recognised again, no longer as they were read before."""
        settings = self.settings()
        self.save_settings(replace(settings, mappings=without(settings.mappings, fingerprint, kind)))

    def export(self, folder: Path) -> dict[str, int]:
        """Write every canonical table as `<table>.parquet` into a folder; the rows per table."""
        return write_tables(self.engine, folder)

    # the state on disk

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise errors.not_writable(self.folder.name, error.strerror or str(error)) from None

    def _opened(self, import_ids: Sequence[str]) -> list[Import]:
        return [open_import(self.folder / "imports" / each) for each in import_ids]

    def _known(self) -> Callable[[Sequence[str], Options], Repeated | None]:
        """What earlier files tell of one with these headings."""
        saved = self.settings().mappings

        def import_of(sha256: str) -> Import | None:
            return next((each for each in self.imports() if each.receipt.sha256.startswith(sha256)), None)

        return lambda headings, options: repeated(headings, options, saved, import_of)

    def _made_with(self) -> str:
        """What tells a database of today: the settings that count, and the way it is built."""
        path = self.folder / "settings.toml"
        return (settings_file.hash_of_what_counts(path.read_bytes()) if path.exists() else "") + way_of_building()

    def _write_settings(self, settings: Settings) -> None:
        replace_file(self.folder / "settings.toml", settings_file.dump(settings).encode())

    def _fresh(self) -> str:
        """The database of now, made again where the settings were edited by hand or it was deleted."""
        state = read_state(self.folder)
        if not state.imports:
            raise errors.no_data()
        if state.made_with != self._made_with() or not (self.folder / state.database).exists():
            with self._writing() as state:
                self._commit(state.imports)
        return read_state(self.folder).database

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The writer's lock; what the disk refuses becomes one sentence."""
        try:
            with writing(self.folder):
                yield
        except OSError as error:
            raise errors.not_writable(self.folder.name, error.strerror or str(error)) from None

    @contextmanager
    def _writing(self) -> Iterator[State]:
        """The writer's lock, and the state as the last writer left it; what a killed one left is gone."""
        with self._locked():
            state = read_state(self.folder)
            tidy(self.folder, state)
            yield state

    def _commit(self, counted: Sequence[str]) -> None:
        commit(self.folder, self._opened(counted), self.settings(), self._made_with)
