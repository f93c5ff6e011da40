"""The one door for SQL: opens a generation of the database and answers named queries within a scope."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping
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
        return self._run(text, used)

    def table(self, name: str) -> pd.DataFrame:
        """A whole canonical table, in its stored order."""
        return self._run(f"select * from {_name(name)}", {})  # noqa: S608  the name is one of the schema

    def arrow(self, name: str) -> pa.Table:
        """The same with its exact types, for files."""
        return self._connection.cursor().sql(f"select * from {_name(name)}").to_arrow_table()  # noqa: S608

    def counts(self) -> dict[str, int]:
        """Rows of every canonical table."""
        return {name: int(self._run(f"select count(*) as n from {name}", {})["n"].iloc[0]) for name in table_names()}  # noqa: S608

    def unread(self) -> dict[str, int]:
        """Quarantined rows, and single cells that could not be read in rows that count: `rejects` holds both."""
        rows = self._run(
            "select count(distinct (import_id, row_number)) filter (where not is_accepted) as rows_rejected, "
            "count(*) filter (where is_accepted) as cells_unread from rejects",
            {},
        )
        return {name: int(rows[name].iloc[0]) for name in rows}

    def without_deal(self) -> dict[str, int]:
        """Import -> deals of its history that no deals export tells of; their stage changes are kept and not counted."""
        rows = self._run(
            "select import_id, count(distinct deal_ref) as n from stage_events group by import_id",
            {},
        )
        return {str(import_id): int(n) for import_id, n in zip(rows["import_id"], rows["n"], strict=True)}

    def currencies(self, *names: str) -> list[str]:
        """The currencies in these canonical tables (default: of the deals), the most frequent one first."""
        told = " union all ".join(f"select currency from {_name(name)}" for name in names or ("deals",))  # noqa: S608
        rows = self._run(
            f"select currency from ({told}) where currency <> 'XXX' group by currency order by count(*) desc, currency",  # noqa: S608
            {},
        )
        return rows["currency"].tolist()

    def unnamed_amounts(self) -> int:
        """Deals whose amount names no currency although those of other deals do: they are in no total."""
        return int(self._run("select count(*) as n from deals where currency = 'XXX'", {})["n"].iloc[0])

    def distinct(self, name: str, columns: Mapping[str, str]) -> dict[str, list[str | None]]:
        """The different values in a canonical table, in order, None last: what to call them -> its column, or SQL of ours."""
        told = [f"select '{each}' as called, {column} as value from {_name(name)}" for each, column in columns.items()]  # noqa: S608
        rows = self._run(" union ".join(told) + " order by value nulls last", {})
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
        rows = self._run(
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
        return self._run(
            "select pipeline, stage, count(distinct deal_key) as deals from stage_visits group by pipeline, stage", {}
        )

    def filled_in(self) -> dict[str, dict[str, int]]:
        """Import -> fields that older exports tell of its deals and it does not -> how many deals."""
        rows = self._run(
            """
            select deals.import_id, details.filled, count(*) as n
            from stored_newest_details as details
            inner join deals on details.deal_key = deals.deal_key
            where details.filled is not null
            group by deals.import_id, details.filled
            order by n desc, filled
            """,
            {},
        )
        found: dict[str, dict[str, int]] = {}
        for import_id, fields, n in zip(rows["import_id"], rows["filled"], rows["n"], strict=True):
            found.setdefault(str(import_id), {})[str(fields)] = int(n)
        return found

    def told_elsewhere(self) -> dict[str, dict[str, int]]:
        """Import -> other CRM -> deals of the import that the other one tells of too; each of them counts once."""
        rows = self._run(
            """
            with shared as (
                select deal_key from deal_versions group by deal_key having min(crm) <> max(crm)
            )
            select one.import_id, other.crm, count(distinct one.deal_key)::integer as n
            from deal_versions as one
            inner join shared on one.deal_key = shared.deal_key
            inner join deal_versions as other on one.deal_key = other.deal_key and one.crm <> other.crm
            group by one.import_id, other.crm
            order by one.import_id, other.crm
            """,
            {},
        )
        found: dict[str, dict[str, int]] = {}
        for import_id, crm, n in zip(rows["import_id"], rows["crm"], rows["n"], strict=True):
            found.setdefault(str(import_id), {})[str(crm)] = int(n)
        return found

    def crms(self) -> dict[str, str]:
        """Import -> its program and, where that has several, its account."""
        rows = self._run("select import_id, crm from imports", {})
        return dict(zip(rows["import_id"], rows["crm"], strict=True))

    def notes(self) -> dict[str, list[str]]:
        """Import -> what all imports together tell of its account."""
        rows = self._run("select import_id, note from stored_notes", {})
        return {str(of): notes.tolist() for of, notes in rows.groupby("import_id")["note"]}

    def last_shown(self, crm: str) -> pd.DataFrame:
        """The deals of a CRM as its newest export of each has them: `deal_ref`, `name`, `account`, `created_on`, `pipeline`,
        `exported_pipeline`, `owner`, `is_open`, `as_of`."""
        return self._run(
            """
            select
                coalesce(details.deal_ref, deals.deal_id) as deal_ref, deals.name, deals.account, deals.created_on, deals.pipeline,
                coalesce(details.exported_pipeline, deals.pipeline) as exported_pipeline, deals.owner,
                deals.status = 'open' as is_open, deals.as_of
            from deals
            inner join stored_newest_versions as newest on deals.deal_key = newest.deal_key
            left join stored_newest_details as details on deals.deal_key = details.deal_key
            where deals.crm = $crm
            """,
            {"crm": crm},
        )

    def undecided(self, exports: Collection[tuple[str, date]]) -> list[tuple]:
        """Of the exports of these CRMs and days, the rows of `partial_exports` on which nobody has decided, without decision."""
        table = self.table("partial_exports")
        open_ = table[~table["is_confirmed"]]
        rows = zip(*(open_[name] for name in ("crm", "as_of", "field", "value", "expected", "missing")), strict=True)
        return [(crm, on.date(), *told) for crm, on, *told in rows if (crm, on.date()) in exports]

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _run(self, text: str, parameters: dict[str, object]) -> pd.DataFrame:
        cursor = self._connection.cursor()
        watchdog = threading.Timer(SECONDS_PER_QUERY, cursor.interrupt)
        watchdog.start()
        try:
            return cursor.execute(text, parameters).df()
        except duckdb.InterruptException:
            raise TimeoutError(f"a query on {self.path.name} took more than {SECONDS_PER_QUERY} s") from None
        finally:
            watchdog.cancel()
            cursor.close()


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
