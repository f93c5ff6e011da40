"""Commands about files: import and undo, rebuild, export, the sample."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.commands.documents import Document
from analytics.commands.options import import_options, options_of
from analytics.intake import Receipt
from analytics.intake.unpack import unpack
from analytics.metrics.evidence import evidence, weakest
from analytics.samples import load_sample
from analytics.workspace import ImportResult, Scope, Upload, Workspace
from analytics.workspace.imports import file_name_of


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    import_options(add("import", import_, "Import exports: all of them, or, where one is refused, none."))
    add("imports", imports, "List the imports of the workspace.")
    add("undo", undo, "Leave an import out; its upload is kept.").add_argument("import_id", metavar="ID")
    add("rebuild", rebuild, "Make the database again from the kept uploads.")
    to = add("export", export, "Write the canonical tables as Parquet files.")
    to.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder for the files")
    add("sample", sample, "Load the sample company.")
    add("tables", tables, "Count the rows of every table.")


def import_(workspace: Workspace, args: Namespace) -> Document:
    """The receipt of each file, and the ids under which they were imported; an archive stands for the files in it."""
    options = options_of(args)
    with TemporaryDirectory(prefix="sluice-") as folder:
        tables = []
        for number, path in enumerate(args.files):
            inner = Path(folder, str(number))
            inner.mkdir()
            tables += unpack(path, file_name_of(path), inner)
        if args.dry_run:
            receipts = [workspace.preview(path, options, file_name=name) for path, name in tables]
            return {"files": [_receipt(receipt, False) for receipt in receipts], "import_ids": []}
        return _imported(workspace.import_files([Upload(path, name, options) for path, name in tables], _tell))


def sample(workspace: Workspace, _: Namespace) -> Document:
    """The same for the files of the sample company."""
    return _imported(load_sample(workspace, _tell))


def _imported(results: Sequence[ImportResult]) -> Document:
    return {
        "files": [_receipt(each.receipt, each.already_imported) for each in results],
        "import_ids": [each.import_id for each in results],
    }


def _receipt(receipt: Receipt, already_imported: bool) -> Document:
    document = receipt.as_dict() | {"already_imported": already_imported}
    # what only the review on the page needs
    del document["columns"]
    return document


def imports(workspace: Workspace, _: Namespace) -> Document:
    """The imports that count, oldest first."""
    listed = [
        {
            "import_id": each.import_id,
            "file": each.receipt.file,
            "kind": each.receipt.kind,
            "crm": each.receipt.crm,
            "as_of": each.receipt.as_of.isoformat() if each.receipt.as_of else None,
            "rows_read": each.receipt.rows_read,
            "rows_accepted": each.receipt.rows_accepted,
            "rows_rejected": each.receipt.rows_rejected,
            "rows_furniture": each.receipt.rows_furniture,
            "sha256": each.receipt.sha256,
        }
        for each in workspace.imports()
    ]
    return {"imports": listed}


def undo(workspace: Workspace, args: Namespace) -> Document:
    """What was left out."""
    left_out = workspace.undo(args.import_id)
    return {"undone": left_out.import_id, "file": left_out.receipt.file}


def rebuild(workspace: Workspace, _: Namespace) -> Document:
    """The rows of every table, made again."""
    return dict(workspace.rebuild())


def export(workspace: Workspace, args: Namespace) -> Document:
    """Where the canonical tables were written as Parquet, and their rows."""
    return {"to": str(args.to), "tables": workspace.export(args.to)}


def tables(workspace: Workspace, _: Namespace) -> Document:
    """The rows of every table, what could not be read, the last day known, and how stages are known."""
    return {
        **workspace.engine.counts(),
        **workspace.engine.unread(),
        "as_of": workspace.engine.last_day.isoformat() if workspace.engine.last_day else None,
        "evidence": weakest(evidence(workspace, Scope())),
    }


def _tell(message: str) -> None:
    print(message, file=sys.stderr)
