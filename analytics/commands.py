"""What each command of the command line answers, as a document of JSON types.

Days are ISO text, rates run from 0 to 1, money is in the reporting currency with two decimals, missing is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analytics.intake import Options, Receipt
from analytics.intake.unpack import unpack
from analytics.metrics.conversion import conversion as count_conversion
from analytics.metrics.evidence import evidence, weakest
from analytics.metrics.funnel import funnel as count_funnel
from analytics.metrics.funnel_rules import RULES
from analytics.metrics.overview import overview as count_overview
from analytics.metrics.velocity import velocity as count_velocity
from analytics.samples import load_sample
from analytics.workspace import ImportResult, Scope, Upload, Workspace
from analytics.workspace.imports import file_name_of
from analytics.workspace.workspace import Progress

Document = dict[str, object]


def import_(
    workspace: Workspace, files: Sequence[Path], options: Options, dry_run: bool, progress: Progress
) -> Document:
    """The receipt of each file, and the ids under which they were imported; an archive stands for the files in it."""
    with TemporaryDirectory(prefix="sluice-") as folder:
        tables = []
        for number, path in enumerate(files):
            inner = Path(folder, str(number))
            inner.mkdir()
            tables += unpack(path, file_name_of(path), inner)
        if dry_run:
            receipts = [workspace.preview(path, options, file_name=name) for path, name in tables]
            return {"files": [_receipt(receipt, False) for receipt in receipts], "import_ids": []}
        return _imported(workspace.import_files([Upload(path, name, options) for path, name in tables], progress))


def sample(workspace: Workspace, progress: Progress) -> Document:
    """The same for the files of the sample company."""
    return _imported(load_sample(workspace, progress))


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


def imports(workspace: Workspace) -> Document:
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


def undo(workspace: Workspace, import_id: str) -> Document:
    """What was left out."""
    left_out = workspace.undo(import_id)
    return {"undone": left_out.import_id, "file": left_out.receipt.file}


def rebuild(workspace: Workspace) -> Document:
    """The rows of every table, made again."""
    return dict(workspace.rebuild())


def export(workspace: Workspace, to: Path) -> Document:
    """Where the canonical tables were written as Parquet, and their rows."""
    return {"to": str(to), "tables": workspace.export(to)}


def tables(workspace: Workspace) -> Document:
    """The rows of every table, the last day known, and how stages are known."""
    return {
        **workspace.engine.counts(),
        "as_of": workspace.engine.last_day.isoformat() if workspace.engine.last_day else None,
        "evidence": weakest(evidence(workspace, Scope())),
    }


def overview(workspace: Workspace, scope: Scope) -> Document:
    """The figures of the metric `overview`."""
    return {name: plain(value) for name, value in asdict(count_overview(workspace, scope)).items()}


def conversion(workspace: Workspace, scope: Scope, days: int | None = None) -> Document:
    """The figures of the metric `conversion`."""
    result = count_conversion(workspace, scope, days)
    moves = result.moves.rename(columns={"from_stage": "from", "to_stage": "to"})
    return {
        "evidence": result.weakest,
        "stages": _records(result.stages.drop(columns="variance")),
        "moves": _records(moves[["pipeline", "from", "to", "deals", "moves"]]),
        "moved_back": result.moved_back,
        "reopened": result.reopened,
        "cohorts": _records(result.cohorts),
        "delayed_entry": {pipeline: plain(day) for pipeline, day in result.purged.items()},
        "not_possible": result.impossible,
    }


def velocity(workspace: Workspace, scope: Scope) -> Document:
    """The figures of the metric `velocity`."""
    result = count_velocity(workspace, scope)
    now, before = ({name: plain(value) for name, value in asdict(each).items()} for each in (result.now, result.before))
    return {
        **{name: now[name] for name in ("per_day", "opportunities", "win_rate", "average_won", "cycle_days")},
        "period": {"from": now["from_on"], "to": now["to_on"], "days": result.days},
        "change": {"from": before, "to": now, "effects": result.effects},
        "stages": _records(result.stages),
        "cycle": result.cycle,
        "not_possible": result.impossible,
    }


def _records(frame: pd.DataFrame) -> list[Document]:
    return [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def funnel(workspace: Workspace, scope: Scope, rule: str = "reached") -> Document:
    """The figures of the metric `funnel`, with the lost reasons of each stage."""
    result = count_funnel(workspace, scope, rule)
    stages = []
    for row in result.stages.to_dict("records"):
        here = result.reasons[
            (result.reasons["pipeline"] == row["pipeline"]) & (result.reasons["position"] == row["position"])
        ]
        reasons = [
            {"reason": plain(each["reason"]), "deals": int(each["deals"]), "amount": money(each["amount"])}
            for each in here.to_dict("records")
        ]
        amounts = {name: money(value) for name, value in row.items() if name.startswith("amount_")}
        stages.append({name: plain(value) for name, value in row.items()} | amounts | {"lost_reasons": reasons})
    return {
        "rule": result.rule,
        "evidence": result.weakest,
        "stages": stages,
        "won": result.won,
        "win_rate": plain(result.win_rate),
        "pipelines": [asdict(each) for each in result.evidence],
        "counted_by": {"used_by": RULES[rule].used_by, "words": RULES[rule].words},
    }


def plain(value: object) -> object:
    """A value as JSON has it."""
    if value is None or (not isinstance(value, (list, dict, str)) and pd.isna(value)):
        return None
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def money(value: object) -> float | None:
    """An amount with two decimals."""
    return None if value is None or pd.isna(value) else round(float(value), 2)


def as_text(document: Document) -> str:
    """A document for people: figures line by line, lists as tables."""
    lines = []
    for name, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            flat = [{key: each for key, each in row.items() if not isinstance(each, (list, dict))} for row in value]
            lines += ["", f"{name}:", pd.DataFrame(flat).to_string(index=False, na_rep="–")]
        elif not isinstance(value, (list, dict)):
            lines.append(f"{name}: {'–' if value is None else value}")
    return "\n".join(lines)
