"""The uploads of a workspace: each kept byte for byte, with the recipe by which it was read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics import errors
from analytics.intake import Options, Receipt, Taken, take_safely
from analytics.workspace.settings import replace_file, sync_folder


@dataclass(frozen=True)
class Import:
    """One upload in its folder `imports/<import_id>`: `upload.*` and `recipe.json`, and its rows as read."""

    folder: Path
    import_id: str
    upload: Path
    options: Options
    receipt: Receipt

    def rows(self, table: str) -> pa.Table | None:
        """The rows of one table as they were read; read again from the upload where they are not kept."""
        path = self.folder / f"{table}.parquet"
        if not path.exists() and not (self.folder / "rows.done").exists():
            self.read_again()
        return pq.read_table(path) if path.exists() else None

    def read_again(self) -> None:
        """Read the upload by its recipe and keep the rows."""
        _keep_rows(self.folder, take_safely(self.upload, self.receipt.file, self.options))


def sha256_of(path: Path) -> str:
    """The fingerprint by which an upload is recognised."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def add(parent: Path, import_id: str, source: Path, file_name: str, options: Options) -> Import:
    """Keep an upload, read it, keep what was read.  Nothing is left behind where it is refused.

    The folder is complete when it gets its name; whether it counts is decided by the generation that names it.
    """
    part = parent / f"{import_id}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        upload = part / f"upload{Path(file_name).suffix.lower()}"
        with source.open("rb") as read, upload.open("wb") as kept:
            shutil.copyfileobj(read, kept)
            kept.flush()
            os.fsync(kept.fileno())
        taken = take_safely(upload, file_name, options)
        _keep_rows(part, taken)
        recipe = {
            "import_id": import_id,
            "upload": upload.name,
            "options": _settled(options, taken.receipt).as_dict(),
            "receipt": taken.receipt.as_dict(),
        }
        replace_file(part / "recipe.json", json.dumps(recipe, ensure_ascii=False, indent=1).encode())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    final = parent / import_id
    shutil.rmtree(final, ignore_errors=True)
    part.rename(final)
    sync_folder(parent)
    return open_import(final)


def open_import(folder: Path) -> Import:
    """An import from its folder."""
    try:
        recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
        return Import(
            folder=folder,
            import_id=recipe["import_id"],
            upload=folder / recipe["upload"],
            options=Options.from_dict(recipe["options"]),
            receipt=Receipt.from_dict(recipe["receipt"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        raise errors.broken_state(f"imports/{folder.name}/recipe.json") from None


def _settled(options: Options, receipt: Receipt) -> Options:
    """The options with what was recognised, so that reading the upload again cannot turn out differently."""
    settled = {
        **options.as_dict(),
        "crm": receipt.crm,
        "kind": receipt.kind,
        "as_of": receipt.as_of.isoformat() if receipt.as_of else None,
        "mapping": {
            **dict(receipt.mapping),
            **{field: "" for field, heading in options.mapping.items() if not heading},
        },
    }
    return Options.from_dict(settled)


def _keep_rows(folder: Path, taken: Taken) -> None:
    for name, rows in taken.tables.items():
        pq.write_table(rows, folder / f"{name}.parquet", compression="zstd", compression_level=1)
    (folder / "rows.done").touch()
