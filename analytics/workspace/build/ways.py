"""The way of each deal from stage to stage: from what files tell of it to `stage_visits` and `stage_reach`."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.workspace.build import run, step
from analytics.workspace.build.entries import entries_of
from analytics.workspace.build.numbers import StageNumbers
from analytics.workspace.build.reach import Spans, passages
from analytics.workspace.build.standing import standing_of
from analytics.workspace.build.stays import Stays, closed_and_left, parted
from analytics.workspace.build.visits import stays_of

FEW = 20_000
"""Deals whose entries are enough to see in which order stages follow each other."""


def load_entries(
    connection: duckdb.DuckDBPyConnection,
    events: pa.Table,
    deals: pa.Table,
    pipelines: Sequence[tuple],
    stages: Sequence[tuple],
) -> pa.Table:
    """What files tell of entries of the deals into stages, see `Entries.rows`; fills `exported_stages` and `stage_events`."""
    if len(events["import_id"].unique()) > 1:  # what two imports tell of a stage counts once
        events = connection.sql(step("told_events_once")).to_arrow_table()
    connection.unregister("incoming_events")
    entries = entries_of(_with_keys(connection, events), deals, pipelines, stages)
    few = entries.rows.filter(pc.less(entries.rows["deal_key"], FEW))  # the database would look through all of them
    told = {"entries": entries.rows, "few_entries": few, "entered": entries.entered, "told_stages": entries.exported}
    for name, rows in told.items():
        connection.register(name, rows)
    run(connection, "exported_stages")
    return entries.rows


def _with_keys(connection: duckdb.DuckDBPyConnection, events: pa.Table) -> pa.Table:
    """The events of deals that any export tells of; the others are kept as they are."""
    if not events["deal_key"].null_count:
        return events
    unknown = np.flatnonzero(events["deal_key"].is_null())
    told = events.take(pa.array(unknown)).append_column("at", pa.array(unknown))
    connection.register("unknown_events", told)
    found = run(connection, "unknown_events").fetchnumpy()
    connection.unregister("unknown_events")
    keys = events["deal_key"].fill_null(-1).to_numpy().copy()
    keys[found["at"]] = found["deal_key"]
    place = events.schema.get_field_index("deal_key")
    events = events.set_column(place, "deal_key", pa.array(keys, mask=keys < 0))
    connection.register("events", events.filter(pc.is_null(events["deal_key"])))
    connection.execute("""
        insert into stage_events by name
        select import_id, coalesce(deal_ref, name) as deal_ref, pipeline, stage, from_stage, entered_at, evidence from events
    """)
    return events.filter(pc.is_valid(events["deal_key"]))


def load_visits(
    connection: duckdb.DuckDBPyConnection, deals: pa.Table, entries: pa.Table, stages: StageNumbers, reopen_days: int
) -> Stays:
    """Fill `stage_visits`; a deal that was opened again later than after these days is two deals."""
    standing = standing_of(deals, dict(connection.execute("select import_id, as_of from imports").fetchall()), stages)
    is_shown, between = np.zeros(len(standing.stage), dtype=bool), None
    shown = connection.sql("select distinct deal_key from snapshots").fetchnumpy()["deal_key"]
    if len(shown):
        is_shown[shown] = True
        run(connection, "snapshot_entries")
        between = connection.sql("from snapshot_entries").to_arrow_table()
    stays = stays_of(standing, entries, between, is_shown, stages)
    connection.register("told_visits", stays.stored())
    if len(shown) or connection.execute("select 1 from field_changes limit 1").fetchall():
        run(connection, "stored_changes")
    connection.register("returned_stays", closed_and_left(stays, stages))
    run(connection, "deal_parts", days=reopen_days, first_key=len(standing.stage))
    run(connection, "win_backs")
    [(are_two,)] = connection.execute("select count(*) from deal_parts").fetchall()
    if are_two:
        stays = parted(stays, connection.sql("from deal_parts").to_arrow_table())
        connection.register("told_visits", stays.stored())
    connection.execute("insert into stored_visits by name from told_visits")
    connection.unregister("told_visits")
    return stays


def load_reach(connection: duckdb.DuckDBPyConnection, stays: Stays, spans: Spans, stages: StageNumbers) -> None:
    """Fill `stage_reach`; a deal is in its first stage from the day on which it was created."""
    created = connection.sql("select deal_key, created_on from deals").to_arrow_table()
    connection.register("reached", passages(stays, spans, created, stages))
    connection.execute("insert into stored_reach by name from reached")
    connection.unregister("reached")
