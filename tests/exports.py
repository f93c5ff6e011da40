"""Turns journeys such as {"lost early": ["Qualified 2025-01-03", "Lost 2025-01-20"]} into a workspace to ask.

The only test helper: journeys become the CSV files that a CRM would export, and go through the real intake and the
real database; only the child process and the folder of uploads are left out.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from analytics.intake import Options, Receipt, take
from analytics.intake.stages import Stage
from analytics.workspace.engine import Engine
from analytics.workspace.generation import build
from analytics.workspace.settings import Settings

day = date.fromisoformat
STAGES = ["Qualified", "Proposal", "Negotiation"]


@dataclass(frozen=True)
class Read:
    """One file as the database gets it."""

    import_id: str
    receipt: Receipt
    tables: Mapping[str, object]
    mends: str | None = None

    def rows(self, table: str) -> pa.Table | None:
        frame = self.tables.get(table)
        return None if frame is None or not len(frame) else pa.Table.from_pandas(frame, preserve_index=False)


@dataclass(frozen=True)
class Store:
    """What a metric needs of a workspace; its folder goes when it does."""

    engine: Engine
    folder: tempfile.TemporaryDirectory


def store_of_files(*files: tuple, options: Options | None = None, settings: Settings | None = None) -> Store:
    """A store of these files, each (name, content) or (name, content, options of its own)."""
    reads = []
    for number, (name, content, *own) in enumerate(files, start=1):
        data = content.encode() if isinstance(content, str) else content
        taken = take(data, name, own[0] if own else options or Options())
        reads.append(Read(f"{number:04d}", taken.receipt, taken.tables))
    folder = tempfile.TemporaryDirectory(prefix="sluice-test-", ignore_cleanup_errors=True)
    path = Path(folder.name) / "data.duckdb"
    build(path, reads, settings or Settings())
    return Store(Engine(path), folder)


def csv_of(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a CSV, their keys as headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def store_of(
    journeys: Mapping[str, Sequence[str]],
    details: Mapping[str, Mapping[str, object]] | None = None,
    stages: Sequence[Stage] | None = None,
    **settings: object,
) -> Store:
    """A store of deals that took these journeys: each step "Stage 2025-01-02" or "Stage 2025-01-02T15:00".

    Steps are told by a full history, as Salesforce exports it; the order of the stages is set, as a person would set it.
    `details` gives further columns of a deal, by heading; `stages` other stages than the usual ones; `settings` what else a
    person set.
    """
    deals, history = [], []
    for name, steps in journeys.items():
        moves = [step.rpartition(" ") for step in steps]
        before = ""
        for stage, _, at in moves:
            history.append(
                {"Deal ID": name, "From Stage": before, "To Stage": stage, "Changed At": at.replace("T", " ")}
            )
            before = stage
        deals.append(
            {"Deal ID": name, "Deal Name": name, "Stage": before, "Created Date": moves[0][2][:10]}
            | (details or {}).get(name, {})
        )
    options = Options(as_of=day("2099-12-31"))
    usual = (*(Stage(stage, "open") for stage in STAGES), Stage("Won", "won"), Stage("Lost", "lost"))
    return store_of_files(
        ("deals.csv", csv_of(deals)),
        ("history.csv", csv_of(history)),
        options=options,
        settings=Settings(pipelines={"Pipeline": tuple(stages or usual)}, **settings),
    )
