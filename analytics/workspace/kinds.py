"""Loads what is no deal and no entry into a stage: customers, subscriptions, targets, submitted forecasts, leads, changed fields, times in stages."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from analytics.workspace.build import run
from analytics.workspace.imports import Import

# table of intake -> the kind of file of whose rows it has one for each
_COUNTED = {
    "customers": "customers",
    "subscriptions": "subscriptions",
    "mrr_months": "subscriptions",
    "targets": "targets",
    "forecasts": "forecasts",
    "leads": "leads",
}
_READ = (*_COUNTED, "milestones", "field_changes", "stage_times")
# table -> the rows that it is made of, in this order; what has ended depends on the last day that any import knows
_BUILT = {
    "field_changes": "field_changes",
    "stage_times": "stage_times",
    "customers": "customers",
    "post_sale_milestones": "milestones",
    "subscriptions": "subscriptions",
    "mrr_months": "mrr_months",
    "leads": "leads",
}
_DATED = ("customers", "subscriptions")


def load_kinds(connection: duckdb.DuckDBPyConnection, imports: Sequence[Import]) -> None:
    """Fill the tables from the kept rows of all imports; the newest export of each customer, ... counts.

    Targets and submitted forecasts are read here and built in `plans.py`, which knows the typed ones.

    Needs `imports` and `newest`, by which customers, subscriptions and leads find their deals.
    """
    run(connection, "read_kinds")
    there = set()
    for each in imports:
        for table in _READ:
            rows = each.rows(table)
            if rows is not None:
                there.add(table)
                connection.register("incoming", rows)
                names = ", ".join(f'"{name}"' for name in rows.column_names)
                statement = f"insert into read_{table} by name select ? as import_id, ? as crm, {names} from incoming"  # noqa: S608  our columns
                connection.execute(statement, [each.import_id, each.receipt.crm])
                connection.unregister("incoming")
    [(as_of,)] = connection.execute("select max(as_of) from imports").fetchall()
    # the others would look through all deals for nothing
    for step in (step for step, table in _BUILT.items() if table in there):
        run(connection, step, **({"as_of": as_of} if step in _DATED else {}))
    _check(connection, imports)


def _check(connection: duckdb.DuckDBPyConnection, imports: Sequence[Import]) -> None:
    """What every import accounted for has arrived."""
    for each in imports:
        tables = [table for table, kind in _COUNTED.items() if kind == each.receipt.kind]
        counted = " union all ".join(f"select import_id from read_{table}" for table in tables)  # noqa: S608  our tables
        if counted:
            statement = f"select count(*) from ({counted}) where import_id = ?"  # noqa: S608  our tables
            [(arrived,)] = connection.execute(statement, [each.import_id]).fetchall()
            if arrived != each.receipt.deals:
                raise AssertionError(f"import {each.import_id}: {arrived} rows arrived of {each.receipt.deals}")
