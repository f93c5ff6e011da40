"""The canonical tables as Parquet files, for every other program."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from analytics import errors
from analytics.workspace.engine import Engine, table_names


def write_tables(engine: Engine, folder: Path) -> dict[str, int]:
    """Write `<table>.parquet` for every table into a folder, each complete or not at all; the rows per table."""
    counts = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in table_names():
            rows = engine.arrow(name)
            part = folder / f"{name}.parquet.part"
            pq.write_table(rows, part)
            part.replace(folder / f"{name}.parquet")
            counts[name] = len(rows)
    except OSError as error:
        raise errors.not_exported(str(folder), error.strerror or str(error)) from None
    return counts
