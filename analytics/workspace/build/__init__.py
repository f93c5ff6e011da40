"""The steps that make a generation of the database: what compares rows of many kinds is SQL; what follows deals from stage to
stage is arrays, since the key of a deal is its place in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

STEPS = Path(__file__).parent


def step(name: str) -> str:
    """The text of a step."""
    return (STEPS / f"{name}.sql").read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> duckdb.DuckDBPyConnection:
    """Run a step."""
    return connection.execute(step(name), parameters or None)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple]) -> None:
    """A few rows into a table of ours."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608  our own names
