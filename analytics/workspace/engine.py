"""The one door for SQL: opens a generation of the database and answers named queries within a scope."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.workspace.questions import query_text
from analytics.workspace.scope import LISTS, SCOPE_PARAMETERS, Scope

HERE = Path(__file__).parent
SECONDS_PER_QUERY = 10

_SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "memory_limit": "2GB",
    "threads": 2,
}


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A locked-down connection: no files but this database, no network, no extensions, no Python variables."""
    # storage_compatibility_version: the file stays readable for the previous major version
    creating = {} if read_only else {"storage_compatibility_version": "v1.4.0", "checkpoint_threshold": "16MB"}
    connection = duckdb.connect(str(path), read_only=read_only, config={**_SETTINGS, **creating})
    [(is_locked,)] = connection.execute("select current_setting('lock_configuration')").fetchall()
    if not is_locked:  # a second connection of one process shares the settings of the first
        connection.execute("set temp_directory = ?", [str(Path(path).parent / "tmp")])
        connection.execute("set max_temp_directory_size = '2GB'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return connection


# the filters that hold for customers, and the column of `accounts` for each
CUSTOMER_COLUMNS = {"owner": "owner", "source": "source", "segment": "segment", "region": "region", "product": "plan"}


class Engine:
    """One generation of a workspace's database, read-only.  Safe for any number of threads: every query has its own cursor."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path, read_only=True)
        [(self.last_day,)] = self._connection.cursor().execute("select max(as_of) from imports").fetchall()
        [(self.last_move,)] = self._connection.cursor().execute("select max(entered_on) from stored_visits").fetchall()

    def query(self, name: str, scope: Scope, **parameters: object) -> pd.DataFrame:
        """The rows of `metrics/<name>.sql` for the deals in scope.

        Raises TimeoutError after ten seconds.
        """
        text = query_text(name)
        bound = {**scope.parameters(self.last_day or date.min, self.last_move), **parameters}
        used = {key: value for key, value in bound.items() if key not in SCOPE_PARAMETERS or f"${key}" in text}
        return self.rows(text, used)

    def rows(self, text: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """The rows of a query of this room's own, whatever the scope.

        Raises TimeoutError after ten seconds.
        """
        cursor = self._connection.cursor()
        watchdog = threading.Timer(SECONDS_PER_QUERY, cursor.interrupt)
        watchdog.start()
        try:
            return cursor.execute(text, parameters or {}).df()
        except duckdb.InterruptException:
            raise TimeoutError(f"a query on {self.path.name} took more than {SECONDS_PER_QUERY} s") from None
        finally:
            watchdog.cancel()
            cursor.close()

    def table(self, name: str) -> pd.DataFrame:
        """A whole canonical table, in its stored order."""
        return self.rows(f"select * from {_name(name)}")  # noqa: S608  the name is one of the schema

    def arrow(self, name: str) -> pa.Table:
        """The same with its exact types, for files."""
        return self._connection.cursor().sql(f"select * from {_name(name)}").to_arrow_table()  # noqa: S608

    def counts(self) -> dict[str, int]:
        """Rows of every canonical table."""
        return {name: int(self.rows(f"select count(*) as n from {name}")["n"].iloc[0]) for name in table_names()}  # noqa: S608

    def unread(self) -> dict[str, int]:
        """Quarantined rows, and single cells that could not be read in rows that count: `rejects` holds both."""
        rows = self.rows(
            "select count(distinct (import_id, row_number)) filter (where not is_accepted) as rows_rejected, "
            "count(*) filter (where is_accepted) as cells_unread from rejects"
        )
        return {name: int(rows[name].iloc[0]) for name in rows}

    def currencies(self, *names: str) -> list[str]:
        """The currencies in these canonical tables (default: of the deals), the most frequent one first."""
        told = " union all ".join(f"select currency from {_name(name)}" for name in names or ("deals",))  # noqa: S608
        rows = self.rows(
            f"select currency from ({told}) where currency <> 'XXX' group by currency order by count(*) desc, currency",  # noqa: S608
        )
        return rows["currency"].tolist()

    def distinct(self, name: str, columns: Mapping[str, str]) -> dict[str, list[str | None]]:
        """The different values in a canonical table, in order, None last: what to call them -> its column, or SQL of ours."""
        told = [f"select '{each}' as called, {column} as value from {_name(name)}" for each, column in columns.items()]  # noqa: S608
        rows = self.rows(" union ".join(told) + " order by value nulls last")
        values = rows["value"].astype(object).where(rows["value"].notna(), None)
        return {each: values[rows["called"] == each].tolist() for each in columns}

    def filter_values(self) -> dict[str, list[str]]:
        """What there is to filter by: the values of deals, now or on an earlier day, and of customers (their plans are
        products); `where`: `Column=Value`."""
        told = [self.distinct("deals", {name: name for name in LISTS})]
        told += [self.distinct("former_states", {name: name for name in LISTS if name != "pipeline"})]
        told += [self.distinct("accounts", CUSTOMER_COLUMNS)]
        found = {name: {value for each in told for value in each.get(name, ())} - {None} for name in LISTS}
        return {name: sorted(values) for name, values in found.items()} | {"where": self.kept_values()}

    def kept_values(self, *, only_groups: bool = False) -> list[str]:
        """`Column=Value` of the kept columns.

        `only_groups`: of those that tell groups of deals, neither names nor texts: with at most 100 values, and no more than
        half as many as deals (of the first twenty deals ten).
        """
        rows = self.rows(
            """
            select distinct name || '=' || value as value
            from deal_dimensions
            where not $only_groups or name in (
                select name
                from deal_dimensions
                where name <> 'Activities'
                group by name
                having count(distinct value) <= least(100, greatest(count(*), 20) / 2)
            )
            order by value
            """,
            {"only_groups": only_groups},
        )
        return rows["value"].tolist()

    def deals_by_stage(self) -> pd.DataFrame:
        """One row per pipeline and stage: `deals` that have ever been in it."""
        return self.rows(
            "select pipeline, stage, count(distinct deal_key) as deals from stage_visits group by pipeline, stage"
        )

    def crms(self) -> dict[str, str]:
        """Import -> its program and, where that has several, its account."""
        rows = self.rows("select import_id, crm from imports")
        return dict(zip(rows["import_id"], rows["crm"], strict=True))

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()


@cache
def table_names() -> tuple[str, ...]:
    """The canonical tables and views, in the order of `schema.sql`."""
    return tuple(
        re.findall(
            r"^create (?:table|view) ((?!stored_)\w+)", (HERE / "schema.sql").read_text(encoding="utf-8"), re.MULTILINE
        )
    )


def _name(name: str) -> str:
    if name not in table_names():
        raise KeyError(name)
    return name
