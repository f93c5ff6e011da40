"""Commands about files: import and undo, rebuild, export, the sample."""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics import errors
from analytics.commands import told
from analytics.commands.documents import Document
from analytics.commands.options import import_options, options_of
from analytics.intake import Options, Receipt
from analytics.intake.unpack import unpack
from analytics.metrics.evidence import evidence, weakest
from analytics.samples import load_sample
from analytics.workspace import ImportResult, Scope, Upload, Workspace, program_of
from analytics.workspace.imports import file_name_of, sha256_of
from analytics.workspace.lacking import ANSWERS, Lack, undecided
from analytics.workspace.mappings import under
from analytics.workspace.receipts import Kept, differences, read_receipt, rules, written
from analytics.workspace.settings import with_said


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    command = add("import", import_, "Import exports: all of them, or, where one is refused, none.")
    import_options(command)
    command.set_defaults(as_text=told.imported)
    add("imports", imports, "List the imports of the workspace.").set_defaults(as_text=told.listed)
    out = add("receipt", receipt, "Say which files were read by which rules, so that others come to the same figures.")
    out.set_defaults(as_text=told.kept)
    out.add_argument("--out", type=Path, metavar="FILE.json", help="file to write; without it, the receipt is printed")
    add("undo", undo, "Leave an import out; its upload is kept.").add_argument("import_id", metavar="ID")
    add("rebuild", rebuild, "Make the database again from the kept uploads.")
    to = add("export", export, "Write the canonical tables as Parquet files.")
    to.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder for the files")
    add("sample", sample, "Load the sample company.").set_defaults(as_text=told.loaded)
    add("tables", tables, "Count the rows of every table.")


def import_(workspace: Workspace, args: Namespace) -> Document:
    """The receipt of each file, and the ids under which they were imported; an archive stands for the files in it."""
    kept = read_receipt(args.receipt) if args.receipt else None
    with TemporaryDirectory(prefix="sluice-") as folder:
        tables = []
        for number, path in enumerate(args.files):
            inner = Path(folder, str(number))
            inner.mkdir()
            tables += unpack(path, file_name_of(path), inner)
        uploads = [Upload(path, name, _options(path, name, kept, args)) for path, name in tables]
        if args.dry_run:
            readings = [
                workspace.read(each.path, each.options, file_name=each.file_name, into=Path(folder, f"{number}-read"))
                for number, each in enumerate(uploads)
            ]
            asked = workspace.lacking(readings) if args.missing_deals is None else []
            return {"files": [_receipt(each.receipt, False, asked) for each in readings], "import_ids": []}
        if kept is None:
            results = workspace.import_files(uploads, _tell)
            return _imported(results, _missing(workspace, results, args.missing_deals))
        in_order = sorted(uploads, key=lambda each: list(kept.imports).index(sha256_of(each.path)))
        is_new = not workspace.imports()
        if is_new:
            workspace.save_settings(kept.settings)
        results = workspace.import_files(in_order, _tell)
        lacking = _missing(workspace, results, args.missing_deals)
        return _imported(results, lacking) | _compared(results, kept, is_new)


def _options(path: Path, name: str, kept: Kept | None, args: Namespace) -> Options:
    """What is stated for a file, and for the rest what the receipt says of its bytes."""
    stated = options_of(args)
    if kept is None:
        return stated
    if (sha256 := sha256_of(path)) not in kept.imports:
        raise errors.not_in_receipt(name, args.receipt.name)
    return under(stated, kept.imports[sha256][0])


def _compared(results: Sequence[ImportResult], kept: Kept, is_new: bool) -> Document:
    """Whether this is the analysis of the receipt: its rules, its settings, all its files, and what was read of each."""
    read = {each.receipt.sha256: each.receipt for each in results}
    return {
        "same_rules": kept.rules == rules(),
        "settings_taken": is_new,
        "missing": [{"file": then.file} for sha256, (_, then) in kept.imports.items() if sha256 not in read],
        "differs": [
            {"file": now.file, **each}
            for sha256, now in read.items()
            for each in differences(kept.imports[sha256][1], now)
        ],
    }


def receipt(workspace: Workspace, args: Namespace) -> Document:
    """The receipt of all imports that count, with the settings; or the file to which it was written."""
    if not (imports := workspace.imports()):
        raise errors.no_data()
    content = written(imports, workspace.settings())
    if args.out is None:
        return json.loads(content)
    try:
        args.out.write_bytes(content)
    except OSError as error:
        raise errors.report_not_written(str(args.out), error.strerror or str(error)) from None
    return {
        "file": str(args.out),
        "imports": len(imports),
        "rules": rules(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def sample(workspace: Workspace, _: Namespace) -> Document:
    """The same for the files of the sample company."""
    return _imported(load_sample(workspace, _tell))


def _missing(workspace: Workspace, results: Sequence[ImportResult], answer: str | None) -> list[Lack]:
    """What the imported files lack and nobody has decided on; an answer decides all of it."""
    found = undecided(workspace.engine, {(each.receipt.crm, each.receipt.as_of) for each in results})
    if answer is None or not found:
        return found
    said = [each.decided(are_gone=ANSWERS[answer]) for each in found]
    workspace.save_settings(with_said(workspace.settings(), said))
    return []


def _imported(results: Sequence[ImportResult], asked: Sequence[Lack] = ()) -> Document:
    return {
        "files": [_receipt(each.receipt, each.already_imported, asked) for each in results],
        "import_ids": [each.import_id for each in results],
    }


def _receipt(receipt: Receipt, already_imported: bool, asked: Sequence[Lack]) -> Document:
    mine = [
        each.question
        for each in asked
        if receipt.crm in (each.crm, program_of(each.crm)) and each.as_of == receipt.as_of
    ]
    if receipt.kind == "deals":
        receipt = replace(receipt, questions=[*receipt.questions, *mine])
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
