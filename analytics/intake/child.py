"""Reads uploads in processes of their own, with limits: a hostile file may end such a process, never the server.

A few kilobytes of XLSX can make any reader ask for half a terabyte and abort.  The child gets the bytes on its standard
input and answers on its standard output; it opens no file, writes none, and is ended when it takes too long.  One that
has read a small file well reads the next one too: starting it takes longer than reading a usual export of one week.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import struct
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import BinaryIO

import pyarrow as pa

from analytics import errors
from analytics.intake.options import Options
from analytics.intake.receipt import Receipt
from analytics.intake.take import Taken, take

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 4 << 30  # address space, not resident memory: the libraries alone reserve about one gigabyte
CPU_SECONDS = 300
WALL_SECONDS = 600
SMALL = (
    4 << 20
)  # bytes of an upload after which little memory is in pieces, so that the next file finds it as a first one
_OWN_TEXT = {"deal_id", "deal_ref", "name", "value"}
_NARROWER = {pa.timestamp("s"): pa.date32(), pa.int64(): pa.int32()}  # days are whole, and no file has more rows
_SIZES = (pa.int8(), pa.int16(), pa.int32())
_COMMAND = "from analytics.intake.child import main; main()"
_READY = b"\n"
_PIECE = 1 << 20
_waiting: list[subprocess.Popen] = []  # at most one


def take_safely(upload: Path, file_name: str, options: Options) -> Taken:
    """`take`, in a child process with limits; the rows come as Arrow tables.

    Raises `Refused` as `take` does, and `unreadable` where the file broke the limits or the process.
    """
    size = upload.stat().st_size
    request = {"file_name": file_name, "options": options.as_dict(), "memory": MEMORY, "size": size}
    child = _child()
    late = Timer(WALL_SECONDS, child.kill)
    late.start()
    try:
        _write(child.stdin, request)
        _send(child.stdin, upload, size)
        head = _read(child.stdout)
        tables = {name: pa.ipc.open_stream(child.stdout).read_all() for name in head.get("tables", ())}
    except (OSError, ValueError, struct.error):  # it is gone, in the middle of its answer or before
        child.kill()
        _end(child)
        detail = "opening it takes more memory or time than any export should"
        raise errors.unreadable(file_name, detail) from None
    except BaseException:
        child.kill()
        _end(child)
        raise
    finally:
        late.cancel()
    if size <= SMALL and not _waiting:
        _waiting.append(child)
    else:
        _end(child)
    if "failed" in head:
        raise RuntimeError("reading an upload failed:\n" + head["failed"])
    if "refused" in head:
        raise errors.Refused(**head["refused"])
    return Taken(Receipt.from_dict(head["receipt"]), tables)


@atexit.register
def end_waiting() -> None:
    """End the process that waits for a next file."""
    while _waiting:
        _end(_waiting.pop())


def _child() -> subprocess.Popen:
    """The process that waits, or a new one."""
    try:
        child = _waiting.pop()
    except IndexError:
        child = None
    if child is not None:
        if child.poll() is None:
            return child
        _end(child)
    # one thread for linear algebra that is never done: its buffers would count against the limit
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    child = subprocess.Popen(
        [sys.executable, "-c", _COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    if child.stdout.read(len(_READY)) != _READY:
        detail = child.stderr.read().decode("utf-8", "replace")
        _end(child)
        raise RuntimeError("the reader of uploads does not start:\n" + detail)
    child.stderr.close()
    return child


def _end(child: subprocess.Popen) -> None:
    for pipe in (child.stdin, child.stdout, child.stderr):
        with suppress(OSError):  # what was not sent yet
            pipe.close()
    child.wait()


def _write(pipe: BinaryIO, message: dict) -> None:
    text = json.dumps(message).encode()
    pipe.write(struct.pack("<Q", len(text)) + text)


def _send(pipe: BinaryIO, path: Path, size: int) -> None:
    """So many bytes of a file, piece by piece: this process never holds them all."""
    with path.open("rb") as file:
        while size and (piece := file.read(min(size, _PIECE))):
            pipe.write(piece)
            size -= len(piece)
    pipe.flush()
    if size:  # somebody cut it meanwhile: it is what came
        pipe.close()


def _read(pipe: BinaryIO) -> dict:
    (size,) = struct.unpack("<Q", pipe.read(8))
    return json.loads(pipe.read(size))


def _compact(table: pa.Table) -> pa.Table:
    """The same in as few bytes as cost no time: they go through a pipe, into a file, and are read at each build.

    Each text of a column once, with the rows that have it, but for columns in which hardly any repeats; no column in
    which nothing stands.
    """
    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.null_count == len(column):
            continue
        if pa.types.is_large_string(column.type) and name not in _OWN_TEXT:
            column = column.combine_chunks().dictionary_encode()
            size = next(each for each in _SIZES if len(column.dictionary) <= 1 << each.bit_width - 1)
            column = pa.DictionaryArray.from_arrays(column.indices.cast(size), column.dictionary)
        columns[name] = column.cast(_NARROWER.get(column.type, column.type))
    return pa.table(columns)


def _limit(memory: int) -> None:
    """Limits for the next file, from what the files before have used."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of the parent remains
        return
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    for what, most in {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: int(spent) + CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _answer(request: dict, data: bytes, pipe: BinaryIO) -> None:
    """What the file holds: a head, then the tables, each a stream of its own; or why not."""
    try:
        taken = take(data, request["file_name"], Options.from_dict(request["options"]))
    except errors.Refused as refused:
        return _write(pipe, {"refused": asdict(refused)})
    except MemoryError:
        raise
    except Exception:
        return _write(pipe, {"failed": traceback.format_exc()})
    _write(pipe, {"receipt": taken.receipt.as_dict(), "tables": list(taken.tables)})
    for frame in taken.tables.values():
        table = _compact(pa.Table.from_pandas(frame, preserve_index=False))
        with pa.ipc.new_stream(pipe, table.schema) as writer:
            writer.write_table(table)
    return None


def main() -> None:
    """Entry of the child: on stdin one request after the other, each with its upload; the answers on stdout."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  nothing that a library prints may get between
    gc.disable()  # collecting over the millions of cells of a file costs a third of the time
    gc.freeze()
    answers.write(_READY)
    answers.flush()
    while start := requests.peek(1):
        del start
        request = _read(requests)
        _limit(request["memory"])
        _answer(request, requests.read(request["size"]), answers)
        answers.flush()
        gc.collect()
