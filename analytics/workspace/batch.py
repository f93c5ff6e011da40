"""Files imported together: all of them, or, where one is refused, none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from analytics.intake import Options
from analytics.workspace.imports import Import, Known, Upload, add, check_readable, read_anew, same_bytes
from analytics.workspace.results import ImportResult

Progress = Callable[[str], None]


class Batch:
    """The imports that are to count once these files are added to those that do, and what became of each file.

    - `counted`: the ids of the imports that are to count, in order
    - `added`: those of them that are new; their folders stand already
    - `results`: one for each file
    """

    def __init__(self, folder: Path, there: Sequence[Import], known: Known, currency: str | None) -> None:
        self.counted = [each.import_id for each in there]
        self.added: list[Import] = []
        self.results: list[ImportResult] = []
        self._folder, self._known, self._currency = folder, known, currency
        self._here = {each.receipt.sha256: each for each in there}

    def take(self, upload: Upload, progress: Progress) -> None:
        """Add a file.  One whose very bytes are here is read anew only where other options are stated for it."""
        check_readable(upload.path)
        before = same_bytes(upload.path, self._here.values())
        if before is not None and upload.options in (Options(), before.stated, before.options):
            self.results.append(ImportResult(before.import_id, before.receipt, already_imported=True))
            return
        if before is not None:
            self.counted.remove(before.import_id)
        progress(f"Reading {upload.file_name}")
        new = add(self._folder, self._next_id(), upload, self._known, self._currency)
        self._here[new.receipt.sha256] = new
        self.counted.append(new.import_id)
        self.added.append(new)
        self.results.append(ImportResult(new.import_id, new.receipt, already_imported=False))

    def settle_currency(self) -> None:
        """Where nothing said in which currency the workspace reports: amounts that name none are in that of the others of
        these files, where these have one."""
        named = {each.currency for new in self.added for each in new.receipt.amounts if each.currency}
        if self._currency is not None or len(named) != 1:
            return
        [currency] = named
        for place, new in enumerate(self.added):
            if any(each.currency is None for each in new.receipt.amounts):
                at = next(at for at, each in enumerate(self.results) if each.import_id == new.import_id)
                upload = Upload(new.upload, new.receipt.file, new.stated)
                again = read_anew(new, upload, self._known, currency)
                self.added[place], self.results[at] = again, replace(self.results[at], receipt=again.receipt)

    def crms(self) -> set[str]:
        """The programs of all imports, the new ones among them."""
        return {each.receipt.crm for each in self._here.values()}

    def take_back(self) -> None:
        """Remove what was added."""
        for each in self.added:
            shutil.rmtree(each.folder, ignore_errors=True)

    def _next_id(self) -> str:
        taken = [int(each.name[:4]) for each in self._folder.glob("[0-9]*")]
        return f"{max(taken, default=0) + 1:04d}"
