"""Builds one generation of the database: a pure function of the imports it rests on and of the settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import errors
from analytics.intake.recognise.formats import program_of
from analytics.intake.stages import Stage, StageEvidence, arrange, confirm
from analytics.intake.stages.listed import listed
from analytics.workspace.build import insert, run
from analytics.workspace.build.numbers import MOST_STAGES, StageNumbers
from analytics.workspace.build.reach import spans_of
from analytics.workspace.build.ways import FEW, load_entries, load_reach, load_visits
from analytics.workspace.engine import HERE, connect
from analytics.workspace.given import Given, of_several
from analytics.workspace.imports import Import
from analytics.workspace.incoming import beside, identified, incoming
from analytics.workspace.kinds import load_kinds
from analytics.workspace.pipelines import as_counted, contested, renamed, told_stages
from analytics.workspace.plans import load_plans
from analytics.workspace.setting_rows import FileAccount
from analytics.workspace.settings import Settings


@cache
def way_of_building() -> str:
    """A hash of all that a database is made by: where it differs, another version of the program made it.

    The rooms `workspace` and `intake` (which knows what names of stages say) and the modules beside them: what a build uses,
    and a little more.
    """
    files = [*HERE.parent.glob("*.py"), *HERE.rglob("*.*"), *(HERE.parent / "intake").rglob("*.*")]
    texts = [path.read_bytes() for path in sorted(files) if path.suffix in (".py", ".sql", ".toml")]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def build(path: Path, imports: Sequence[Import], settings: Settings) -> Given:
    """Write the database of these imports to `path`, which must not exist; the names that it gave.

    The same imports and settings give the same rows in the same order.
    """
    connection = connect(path, read_only=False)
    try:
        # no transaction around it all: the file is nobody's before it is whole and gets its name
        connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
        imports, deals, entries, given = _load(connection, imports, settings)
        run(connection, "snapshots")
        load_kinds(connection, imports)
        stages = _stages(connection, settings)
        reporting_currency = settings.reporting_currency or usual_currency(connection)
        insert(connection, "rates", [(rate.currency, rate.from_on, rate.rate) for rate in settings.rates])
        load_plans(connection, settings, reporting_currency)
        people = [(each.owner, each.team, each.manager, each.started_on, each.role) for each in settings.owners]
        insert(connection, "owners", people)
        stays = load_visits(connection, deals, entries, stages, settings.reopen_days)
        spans = spans_of(stays, stages)
        _absences(connection, settings)
        del entries
        connection.unregister("entries")
        connection.register("spanned_deals", beside(deals, spans.table(stages)))
        run(connection, "deals", reporting_currency=reporting_currency)
        connection.unregister("spanned_deals")
        _former(connection, reporting_currency)
        if connection.execute("select 1 from win_backs limit 1").fetchall():
            run(connection, "win_back_deals")
        run(connection, "teams")
        [(as_of,)] = connection.execute("select max(as_of) from imports").fetchall()
        load_reach(connection, stays, spans, stages)
        run(connection, "payers")
        for step in ("accounts", "paid_stretches"):
            run(connection, step, as_of=as_of, reporting_currency=reporting_currency)
        run(connection, "versions")
        _duplicates(connection, settings)
        _check(connection, imports)
        # closing would swallow a disk that is full
        connection.execute("checkpoint")
        return given
    finally:
        connection.close()


def _load(
    connection: duckdb.DuckDBPyConnection, imports: Sequence[Import], settings: Settings
) -> tuple[Sequence[Import], pa.Table, pa.Table, Given]:
    """Everything that was read: the imports, each of its account, the deals of all of them as they count, the entries into
    stages that are told of them, and the names of accounts and pipelines."""
    found = identified(imports, settings)
    imports = found.imports
    insert(connection, "stored_notes", [(of, note) for of, notes in found.notes.items() for note in notes])
    for each in imports:
        receipt = each.receipt
        row = (
            each.import_id, receipt.file, receipt.sha256, receipt.kind, receipt.crm, receipt.as_of, receipt.rows_read,
            receipt.rows_accepted, receipt.rows_rejected, receipt.rows_furniture, receipt.amount_total,
            json.dumps(dict(receipt.mapping), ensure_ascii=False),
        )  # fmt: skip
        insert(connection, "imports", [row])
        _rejects(connection, each)
    tables = incoming(found, settings.reporting_currency)
    del found
    run(connection, "names")
    told = told_stages(tables["deals"], [each.receipt.crm for each in imports if each.receipt.kind == "deals"])
    names = renamed(told, settings)
    files = (FileAccount(each.receipt.sha256, each.receipt.crm, each.receipt.file) for each in imports)
    given = Given(of_several(files), contested(told, names[0], settings))
    for table, rows in zip(("pipeline_names", "stage_names"), names, strict=True):
        insert(connection, table, rows)
    tables["deals"] = as_counted(tables["deals"], *names)
    for kind, rows in tables.items():
        connection.register(f"incoming_{kind}", rows)
    for step in ("newest", "deal_lines", "dimensions"):
        run(connection, step)
    return imports, tables["deals"], load_entries(connection, tables["events"], tables["deals"], *names), given


def _rejects(connection: duckdb.DuckDBPyConnection, each: Import) -> None:
    """All at once: a column that was taken for another has a million of them."""
    if each.receipt.rejects:
        rows, columns, texts, reasons, accepted = zip(*each.receipt.rejects, strict=True)
        cells = pa.table({"row": rows, "column": columns, "value": texts, "reason": reasons, "accepted": accepted})
        connection.register("incoming", cells)
        connection.execute("insert into rejects select ?, * from incoming", [each.import_id])
        connection.unregister("incoming")


def _stages(connection: duckdb.DuckDBPyConnection, settings: Settings) -> StageNumbers:
    """Order and kind of every stage: recognised, then as people confirmed it."""
    evidence = run(connection, "stage_evidence").df()
    order = run(connection, "stage_order", few=FEW).df()
    rows = []
    for pipeline, named in evidence.groupby("pipeline", sort=True):
        if len(named) > MOST_STAGES:
            raise errors.too_many_stages(str(pipeline), len(named))
        pairs = order[order["pipeline"] == pipeline]
        earlier = {(a, b): int(n) for a, b, n in zip(pairs["earlier"], pairs["later"], pairs["deals"], strict=True)}
        stages = arrange(_evidence(named), earlier)
        stages = confirm(stages, settings.pipelines.get(pipeline, ()))
        if len(stages) > MOST_STAGES:
            raise errors.too_many_stages(str(pipeline), len(stages))
        rows += [_stage_row(pipeline, position, stage) for position, stage in enumerate(stages)]
    insert(connection, "stages", rows)
    stages = StageNumbers([row[:4] for row in rows])
    insert(connection, "stored_stages", stages.rows())
    return stages


def _evidence(named: pd.DataFrame) -> list[StageEvidence]:
    places = listed(program_of(str(named["crm"].iloc[0])), named["stage"].tolist())
    return [
        StageEvidence(
            stage,
            None if pd.isna(probability) else float(probability),
            places.get(stage),
            bool(is_agreed),
            frozenset(stated.split(",")) - {""},
            int(told),
        )
        for stage, probability, is_agreed, stated, told in zip(
            *(named[each] for each in ("stage", "probability", "is_agreed", "stated", "told")), strict=True
        )
    ]


def _stage_row(pipeline: str, position: int, stage: Stage) -> tuple:
    probability = stage.probability
    if stage.kind != "open":
        # a closing stage is not a chance any more
        probability = None if stage.kind in ("post_sale", "churned") else float(stage.kind == "won")
    return (
        pipeline, stage.stage, position, stage.kind, probability, stage.exit_criteria or None,
        stage.buyer_outcome or None, stage.buyer_centric, stage.is_confirmed, stage.placed_by, stage.kind_by,
    )  # fmt: skip


def usual_currency(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The most frequent currency of the deals; without deals, of what customers pay."""
    for table in ("newest", "subscriptions", "mrr_months", "customers"):
        found = connection.execute(f"""
            select currency from {table} where currency <> 'XXX' group by currency order by count(*) desc, currency limit 1
        """).fetchone()  # noqa: S608  our tables
        if found:
            return found[0]
    return None


def _absences(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Deals that vanish from the exports, and exports that are of another filter unless a person said otherwise."""
    connection.execute(
        "create temp table told_missing (crm varchar, as_of date, field varchar, value varchar, are_gone boolean)"
    )
    rows = [(each.crm, each.as_of, each.field, each.value, each.are_gone) for each in settings.missing_deals]
    insert(connection, "told_missing", rows)
    [(several,)] = connection.execute("select count(earlier_on) from export_days").fetchall()
    if several:
        run(connection, "deal_absences")


def _former(connection: duckdb.DuckDBPyConnection, reporting_currency: str | None) -> None:
    """What was known of deals on earlier days, where anything tells of it: dated exports, audits, rates that changed."""
    [(is_told,)] = connection.execute("""
        select
            exists (select 1 from snapshots) or exists (select 1 from field_changes)
            or exists (select 1 from rates group by currency having count(*) > 1)
    """).fetchall()
    if is_told:
        run(connection, "told_changes", reporting_currency=reporting_currency)
        run(connection, "told_stretches")
        run(connection, "told_states", reporting_currency=reporting_currency)
        run(connection, "former_states")


def _duplicates(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Deals of two CRMs that may be one, but for those that a person told apart."""
    [(crms,)] = connection.execute("select count(distinct crm) from deals").fetchall()
    if crms < 2:
        return
    connection.execute(
        "create temp table told_apart (crm varchar, deal_id varchar, other_crm varchar, other_id varchar)"
    )
    pairs = [(each.crm, each.deal_id, each.other_crm, each.other_id) for each in settings.different_deals]
    insert(connection, "told_apart", pairs + [(*pair[2:], *pair[:2]) for pair in pairs])
    run(connection, "possible_duplicates")


def _check(connection: duckdb.DuckDBPyConnection, imports: Sequence[Import]) -> None:
    """What every import accounted for has arrived, and every deal is counted once."""
    arrived = dict(run(connection, "arrived").fetchall())
    for each in imports:
        expected = each.receipt.deals if each.receipt.kind == "deals" else 0
        if arrived.get(each.import_id, 0) != expected:
            raise AssertionError(
                f"import {each.import_id}: {arrived.get(each.import_id, 0)} deals arrived of {expected}"
            )
    keys = connection.execute("select deal_key from deals").fetchnumpy()["deal_key"]
    if (np.bincount(keys) > 1).any():
        raise AssertionError(f"{len(keys)} rows for {len(np.unique(keys))} deals")
