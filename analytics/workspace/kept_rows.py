"""The rows of a file as they were read, beside its upload: nothing is read a second time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from analytics.workspace.disk import replace_file

_ROWS = "rows.json"
DAMAGED = (OSError, ValueError, TypeError, AttributeError, LookupError, pa.ArrowException)


def keep_rows(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Each table as a file of Arrow's own form; how many rows it has, and the checksum of its file, are written last.

    It is written as it stands in memory, and read by mapping it there: Parquet takes ten times as long.
    """
    told = {}
    for name, table in tables.items():
        if len(table):
            path = folder / f"{name}.arrow"
            path.unlink(missing_ok=True)  # the rows of a former file stay as they are for those who still hold them
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
                writer.write_table(table)
            told[name] = {"rows": len(table), "crc32": zlib.crc32(_mapped(path))}
    replace_file(folder / _ROWS, json.dumps(told).encode())


def kept_rows(folder: Path, name: str) -> pa.Table | None:
    """The rows of one table, None where the file had none.

    Raises one of `DAMAGED` where they are damaged or not here.
    """
    told = json.loads((folder / _ROWS).read_text(encoding="utf-8")).get(name)
    if not told:
        return None
    content = _mapped(folder / f"{name}.arrow")
    if zlib.crc32(content) != told["crc32"]:
        raise ValueError(name)
    return pa.ipc.open_stream(content).read_all()


def _mapped(path: Path) -> pa.Buffer:
    with pa.memory_map(str(path)) as file:
        return file.read_buffer()
