"""The uploads of a workspace: each kept byte for byte, with the recipe by which it was read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from analytics import errors
from analytics.intake import Options, Receipt, take_safely
from analytics.intake.recognise.mapping import STATED
from analytics.workspace.disk import replace_file, sync_folder
from analytics.workspace.kept_rows import DAMAGED, keep_rows, kept_rows
from analytics.workspace.mappings import Repeated, add_to, headings_of, settled

# headings, options -> what is known of such a file
Known = Callable[[Sequence[str], Options], Repeated | None]


@dataclass(frozen=True)
class Reading:
    """One file as it was read: `stated` was asked for, `options` reads it again, its rows are in `folder`.

    `mends`: the import whose rows these are, mended.
    """

    folder: Path
    stated: Options
    options: Options
    receipt: Receipt
    mends: str | None = None


@dataclass(frozen=True)
class Upload:
    """A file to import: its bytes, its name as people know it, what is stated, and the reading where it was read already."""

    path: Path
    file_name: str
    options: Options = field(default_factory=Options)
    reading: Reading | None = None


@dataclass(frozen=True)
class Import:
    """One upload in its folder `imports/<import_id>`: `upload.*`, `recipe.json`, and its rows as read."""

    folder: Path
    import_id: str
    upload: Path
    stated: Options
    options: Options
    receipt: Receipt
    mends: str | None = None

    def rows(self, table: str) -> pa.Table | None:
        """The rows of one table as they were read, None where it has none; read again where they are damaged or not kept."""
        try:
            return kept_rows(self.folder, table)
        except DAMAGED:
            self.read_again()
            return kept_rows(self.folder, table)

    def is_intact(self) -> bool:
        """Whether the upload is the very file that was imported."""
        return self.upload.is_file() and sha256_of(self.upload) == self.receipt.sha256

    def read_again(self) -> None:
        """Read the upload by its recipe and keep the rows.  Refused where it is not the file that was imported."""
        if not self.is_intact():
            raise errors.changed_uploads([(self.import_id, self.receipt.file)])
        keep_rows(self.folder, take_safely(self.upload, self.receipt.file, self.options).tables)


def check_readable(path: Path) -> None:
    """Refuse what is no file, or cannot be opened."""
    if not path.is_file():
        raise errors.no_such_file(str(path))
    try:
        path.open("rb").close()
    except OSError as error:
        raise errors.not_readable(str(path), error.strerror or str(error)) from None


def file_name_of(path: Path) -> str:
    """The name of a file as text, whatever bytes it has."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def sha256_of(path: Path) -> str:
    """The fingerprint by which an upload is recognised."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def same_bytes(path: Path, imports: Iterable[Import]) -> Import | None:
    """The import of this very file; only files of one size are compared, since that takes long for large ones."""
    size = path.stat().st_size
    alike = [each for each in imports if not each.upload.is_file() or each.upload.stat().st_size == size]
    if not alike:
        return None
    sha256 = sha256_of(path)
    return next((each for each in alike if each.receipt.sha256 == sha256), None)


def read(
    path: Path, file_name: str, options: Options, known: Known, into: Path, currency: str | None = None
) -> Reading:
    """Read a file, as it was read before where its headings are known, and keep its rows in a folder.

    `currency`: that of the workspace, for amounts of which nothing says it; the recipe keeps it, whatever comes later.
    """
    given = replace(options, assumed_currency=options.assumed_currency or currency)
    try:
        taken, headings = take_safely(path, file_name, given), None
    except errors.Refused as refused:
        if refused.columns is None:
            raise
        # what is lacking may be known from an earlier file
        taken, headings, refusal = None, headings_of(refused.columns), refused
    before = known(headings or headings_of(taken.receipt.columns), options)
    if before is None:
        if taken is None:
            raise refusal
        into.mkdir(exist_ok=True)
        keep_rows(into, taken.tables)
        return Reading(into, options, settled(given, taken.receipt), taken.receipt)
    again = replace(before.options, assumed_currency=given.assumed_currency)
    if taken is None or add_to(taken.receipt, before.options, options):
        taken = take_safely(path, file_name, again)
    recognised = {
        field: "as confirmed before" if why == STATED and field not in options.mapping else why
        for field, why in taken.receipt.recognised.items()
    }
    receipt = replace(taken.receipt, notes=[before.note, *taken.receipt.notes], recognised=recognised)
    into.mkdir(exist_ok=True)
    keep_rows(into, taken.tables)
    return Reading(into, options, settled(again, receipt), receipt, before.mends)


def add(parent: Path, import_id: str, upload: Upload, known: Known, currency: str | None = None) -> Import:
    """Keep an upload, read it unless that was done, keep what was read.  Nothing is left behind where it is refused.

    The folder is complete when it gets its name; whether it counts is decided by the generation that names it.
    """
    part = parent / f"{import_id}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        kept = part / f"upload{Path(upload.file_name).suffix.lower()}"
        shutil.copyfile(upload.path, kept)
        with kept.open("r+b") as copy:
            os.fsync(copy.fileno())
        reading = upload.reading
        if reading is None or (reading.receipt.sha256, reading.stated) != (sha256_of(kept), upload.options):
            reading = read(kept, upload.file_name, upload.options, known, part, currency)
        else:
            for each in reading.folder.iterdir():
                shutil.copyfile(each, part / each.name)
        recipe = {
            "import_id": import_id,
            "upload": kept.name,
            "mends": reading.mends,
            "stated": reading.stated.as_dict(),
            "options": reading.options.as_dict(),
            "receipt": reading.receipt.as_dict(),
        }
        replace_file(part / "recipe.json", json.dumps(recipe, ensure_ascii=False, indent=1).encode())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    final = parent / import_id
    part.rename(final)
    sync_folder(parent)
    return open_import(final)


def read_anew(old: Import, upload: Upload, known: Known, currency: str) -> Import:
    """The same upload under the same id, its amounts without a currency in this one."""
    aside = old.folder.with_name(f"{old.import_id}.old")
    old.folder.rename(aside)
    try:
        moved = replace(upload, path=aside / old.upload.name)
        return add(old.folder.parent, old.import_id, moved, known, currency)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def open_import(folder: Path) -> Import:
    """An import from its folder."""
    path = folder / "recipe.json"
    stamp = path.stat() if path.is_file() else None
    return _opened(folder, stamp and (stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=512)  # a recipe never changes, and every page looks at all of them
def _opened(folder: Path, _: object) -> Import:
    try:
        recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
        return Import(
            folder=folder,
            import_id=recipe["import_id"],
            upload=folder / recipe["upload"],
            stated=Options.from_dict(recipe["stated"]),
            options=Options.from_dict(recipe["options"]),
            receipt=Receipt.from_dict(recipe["receipt"]),
            mends=recipe["mends"],
        )
    except (OSError, ValueError, TypeError, KeyError):
        raise errors.broken_state(f"imports/{folder.name}/recipe.json") from None
