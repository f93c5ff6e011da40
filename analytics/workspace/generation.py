"""Builds one generation of the database: a pure function of the imports it rests on and of the settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from analytics import errors
from analytics.intake.stages import Stage, StageEvidence, arrange, confirm
from analytics.intake.stages.listed import listed
from analytics.workspace.engine import HERE, connect
from analytics.workspace.imports import Import
from analytics.workspace.incoming import beside, incoming
from analytics.workspace.kinds import load_kinds
from analytics.workspace.pipelines import as_counted, renamed, told_stages
from analytics.workspace.plans import load_plans
from analytics.workspace.settings import Settings

_STEPS = HERE / "build"
MOST_STAGES = 64  # a bit mask holds them; a pipeline has about eight


@cache
def way_of_building() -> str:
    """A hash of the tables and of the steps that fill them: where it differs, a database was made by another version."""
    texts = [(HERE / "schema.sql").read_bytes(), *(path.read_bytes() for path in sorted(_STEPS.glob("*.sql")))]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def build(path: Path, imports: Sequence[Import], settings: Settings) -> None:
    """Write the database of these imports to `path`, which must not exist.

    The same imports and settings give the same rows in the same order.
    """
    connection = connect(path, read_only=False)
    try:
        # no transaction around it all: the file is nobody's before it is whole and gets its name
        connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
        deals = _load(connection, imports, settings)
        _run(connection, "stage_events")
        _run(connection, "snapshots")
        load_kinds(connection, imports)
        _stages(connection, settings)
        reporting_currency = settings.reporting_currency or usual_currency(connection)
        _insert(connection, "rates", [(rate.currency, rate.from_on, rate.rate) for rate in settings.rates])
        load_plans(connection, settings, reporting_currency)
        people = [(each.owner, each.team, each.manager, each.started_on, each.role) for each in settings.owners]
        _insert(connection, "owners", people)
        _run(connection, "snapshot_entries")
        _run(connection, "stays")
        _run(connection, "stage_visits")
        _run(connection, "deal_changes")
        _absences(connection, settings)
        _run(connection, "deal_parts", days=settings.reopen_days)
        _run(connection, "win_backs")
        _run(connection, "spans")
        # joined here: the database would hash the wide deals, of which it knows no number, instead of the narrow spans
        spans = connection.sql(
            """
            select
                deal_key, last_stage, last_kind, last_position, standing_since, last_on, is_dated, evidence, evidence_from_on,
                reached_mask, placed_on
            from spans
            """
        )
        connection.register("spanned_deals", beside(deals, spans.to_arrow_table()))
        _run(connection, "deals", reporting_currency=reporting_currency)
        _former(connection, reporting_currency)
        _run(connection, "win_back_deals")
        _run(connection, "teams")
        [(as_of,)] = connection.execute("select max(as_of) from imports").fetchall()
        _run(connection, "stage_reach", as_of=as_of)
        _run(connection, "payers")
        for step in ("accounts", "paid_stretches"):
            _run(connection, step, as_of=as_of, reporting_currency=reporting_currency)
        _run(connection, "versions")
        _duplicates(connection, settings)
        _check(connection, imports)
        # closing would swallow a disk that is full
        connection.execute("checkpoint")
    finally:
        connection.close()


def _run(connection: duckdb.DuckDBPyConnection, step: str, **parameters: object) -> duckdb.DuckDBPyConnection:
    return connection.execute((_STEPS / f"{step}.sql").read_text(encoding="utf-8"), parameters or None)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608  a table of the schema


def _load(connection: duckdb.DuckDBPyConnection, imports: Sequence[Import], settings: Settings) -> pa.Table:
    """Everything that was read; the deals are those of all imports, as they count."""
    for each in imports:
        receipt = each.receipt
        row = (
            each.import_id, receipt.file, receipt.sha256, receipt.kind, receipt.crm, receipt.as_of, receipt.rows_read,
            receipt.rows_accepted, receipt.rows_rejected, receipt.rows_furniture, receipt.amount_total,
            json.dumps(dict(receipt.mapping), ensure_ascii=False),
        )  # fmt: skip
        _insert(connection, "imports", [row])
        _rejects(connection, each)
    tables = incoming(imports, settings.same_deals, settings.reporting_currency)
    _run(connection, "names")
    names = renamed(told_stages(connection, tables["deals"]), settings)
    for table, rows in zip(("pipeline_names", "stage_names"), names, strict=True):
        _insert(connection, table, rows)
    tables["deals"] = as_counted(tables["deals"], *names)
    for kind, rows in tables.items():
        connection.register(f"incoming_{kind}", rows)
    for step in ("newest", "deal_lines", "dimensions"):
        _run(connection, step)
    several = len(tables["events"]["import_id"].unique()) > 1
    _run(connection, "told_events_once" if several else "told_events")
    _run(connection, "exported_stages")
    return tables["deals"]


def _rejects(connection: duckdb.DuckDBPyConnection, each: Import) -> None:
    """All at once: a column that was taken for another has a million of them."""
    if each.receipt.rejects:
        rows, columns, texts, reasons, accepted = zip(*each.receipt.rejects, strict=True)
        cells = pa.table({"row": rows, "column": columns, "value": texts, "reason": reasons, "accepted": accepted})
        connection.register("incoming", cells)
        connection.execute("insert into rejects select ?, * from incoming", [each.import_id])
        connection.unregister("incoming")


def _stages(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Order and kind of every stage: recognised, then as people confirmed it."""
    evidence = _run(connection, "stage_evidence").df()
    order = _run(connection, "stage_order").df()
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
    _insert(connection, "stages", rows)


def _evidence(named: pd.DataFrame) -> list[StageEvidence]:
    places = listed(str(named["crm"].iloc[0]), named["stage"].tolist())
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
    _insert(connection, "told_missing", rows)
    [(several,)] = connection.execute("select count(earlier_on) from export_days").fetchall()
    if several:
        _run(connection, "deal_absences")


def _former(connection: duckdb.DuckDBPyConnection, reporting_currency: str | None) -> None:
    """What was known of deals on earlier days, where anything tells of it: dated exports, audits, rates that changed."""
    [(is_told,)] = connection.execute("""
        select
            exists (select 1 from snapshots) or exists (select 1 from field_changes)
            or exists (select 1 from rates group by currency having count(*) > 1)
    """).fetchall()
    if is_told:
        _run(connection, "told_changes", reporting_currency=reporting_currency)
        _run(connection, "told_stretches")
        _run(connection, "told_states", reporting_currency=reporting_currency)
        _run(connection, "former_states")


def _duplicates(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Deals of two CRMs that may be one, but for those that a person told apart."""
    [(crms,)] = connection.execute("select count(distinct crm) from deals").fetchall()
    if crms < 2:
        return
    connection.execute(
        "create temp table told_apart (crm varchar, deal_id varchar, other_crm varchar, other_id varchar)"
    )
    pairs = [(each.crm, each.deal_id, each.other_crm, each.other_id) for each in settings.different_deals]
    _insert(connection, "told_apart", pairs + [(*pair[2:], *pair[:2]) for pair in pairs])
    _run(connection, "possible_duplicates")


def _check(connection: duckdb.DuckDBPyConnection, imports: Sequence[Import]) -> None:
    """What every import accounted for has arrived, and every deal is counted once."""
    arrived = dict(_run(connection, "arrived").fetchall())
    for each in imports:
        expected = each.receipt.deals if each.receipt.kind == "deals" else 0
        if arrived.get(each.import_id, 0) != expected:
            raise AssertionError(
                f"import {each.import_id}: {arrived.get(each.import_id, 0)} deals arrived of {expected}"
            )
    [(deals, keys)] = connection.execute("select count(*), count(distinct deal_key) from deals").fetchall()
    if deals != keys:
        raise AssertionError(f"{deals} rows for {keys} deals")
