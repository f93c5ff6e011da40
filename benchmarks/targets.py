"""What an import may cost: the plainest possible work on the same files, and each target beside its limit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb

TYPES = {
    "Record ID": "BIGINT", "Deal ID": "BIGINT", "Amount": "DECIMAL(14,2)", "Probability (%)": "DOUBLE",
    "Create Date": "TIMESTAMP", "Created Date": "DATE", "Close Date": "DATE", "Changed At": "TIMESTAMP",
}  # fmt: skip
# target -> the most that it may be, and of what
LIMITS = {
    "I1": (1.3, "reading it, by a typed read_csv into a file"),
    "I3": (3.5, "the whole import of deals and history, by a typed read_csv into a file"),
    "I4": (10, "the whole import, by a read_csv that keeps nothing"),
    "I5": (5.5, "the whole import of five times the rows, by this one"),
    "I6": (1.2, "peak memory, by the memory limit of the database"),
}
MEMORY_LIMIT = 2_000  # MB, as in workspace/engine.py


def read_plainly(paths: Sequence[Path], database: Path) -> None:
    """What any import costs at least: DuckDB reads the files with the types told, into a file of its own."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"threads": 2}) as connection:
        for number, path in enumerate(paths):
            connection.execute(f"create table t{number} as select * from {_scan(path)}")  # noqa: S608
        connection.execute("checkpoint")


def parse_plainly(paths: Sequence[Path]) -> None:
    """The floor: every cell is parsed and nothing kept."""
    with duckdb.connect(config={"threads": 2}) as connection:
        for path in paths:
            connection.execute(f"select max(columns(*)) from {_scan(path)}")  # noqa: S608  a file of our own


def told(target: str, figure: float, *, per: float = 1) -> str:
    """A line on one target: `figure / per`, its limit, and whether it is kept."""
    limit, about = LIMITS[target]
    ratio = figure / per
    return f"  {target} {ratio:5.1f}  (at most {limit}: {about}){'' if ratio <= limit else '  NOT KEPT'}"


def _headings(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


def _scan(path: Path) -> str:
    columns = {heading: TYPES.get(heading, "VARCHAR") for heading in _headings(path)}
    return f"read_csv('{path}', columns = {columns}, header = true)"
