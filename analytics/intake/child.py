"""Reads uploads in processes of their own, with limits: a hostile file may end such a process, never the server.

A few kilobytes of XLSX can make any reader ask for half a terabyte and abort.  One process stands ready: it has loaded
the libraries and all words of all languages, which takes longer than reading a usual export of one week.  For each file it
makes a copy of itself (where the system can), which opens that file alone, writes none, answers on its standard output, and
is ended when it takes too long.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import struct
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
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
_OWN_TEXT = {"deal_id", "deal_ref", "name", "value"}
_NARROWER = {pa.timestamp("s"): pa.date32(), pa.int64(): pa.int32()}  # days are whole, and no file has more rows
_SIZES = (pa.int8(), pa.int16(), pa.int32())
_COMMAND = "from analytics.intake.child import main; main()"
_READY = _NEXT = b"\n"
# read by the process that gets ready, so that whatever is needed for a usual file is loaded
_USUAL = b"Deal ID,Deal Name,Stage,Amount,Created Date,Close Date\n1,Rollout,Closed Won,99.50,2026-01-31,2026-02-28\n"
_PIPE = 1 << 20  # bytes on their way at once, where the system lets us say it
_ready: list[subprocess.Popen] = []  # as a rule one


def take_safely(upload: Path, file_name: str, options: Options) -> Taken:
    """`take`, in a child process with limits; the rows come as Arrow tables.

    Raises `Refused` as `take` does, and `unreadable` where the file broke the limits or the process.
    """
    request = {
        "path": str(upload.resolve()),
        "file_name": file_name,
        "options": options.as_dict(),
        "memory": MEMORY,
        "day": datetime.fromtimestamp(upload.stat().st_mtime, UTC).date().isoformat(),
    }
    child = _taken()
    late = Timer(WALL_SECONDS, _stop, [child])
    late.start()
    try:
        _await(child)
        child.stdin.write(_NEXT)
        _write(child.stdin, request)
        head = _read(child.stdout)
        tables = {name: pa.ipc.open_stream(child.stdout).read_all() for name in head.get("tables", ())}
    except BaseException as trouble:
        _stop(child)
        _end(child)
        if not isinstance(trouble, (OSError, ValueError, struct.error)):
            raise
        # it is gone, in the middle of its answer or before
        detail = "opening it takes more memory or time than any export should"
        raise errors.unreadable(file_name, detail) from None
    finally:
        late.cancel()
    if not _ready:
        _ready.append(child)
    else:
        _end(child)
    if "failed" in head:
        raise RuntimeError("reading an upload failed:\n" + head["failed"])
    if "refused" in head:
        raise errors.Refused(**head["refused"])
    return Taken(Receipt.from_dict(head["receipt"]), tables)


def stand_ready() -> None:
    """Start a process for the next file unless one stands ready; whoever will read soon need not wait for it then."""
    if not _ready:
        _ready.append(_started())


@atexit.register
def end_ready() -> None:
    """End the process that stands ready for a next file."""
    while _ready:
        _end(_ready.pop())


def _taken() -> subprocess.Popen:
    """The process that stands ready, or a new one."""
    try:
        child = _ready.pop()
    except IndexError:
        return _started()
    if child.poll() is None:
        return child
    _end(child)
    return _started()


def _started() -> subprocess.Popen:
    # one thread for linear algebra that is never done: its buffers would count against the limit
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment["NUMPY_MADVISE_HUGEPAGE"] = (
        "0"  # most arrays are used once: less time than the system takes to clear large pages
    )
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        pipesize=_PIPE,
        process_group=0,  # to be stopped together with the copy of itself that reads
    )


def _await(child: subprocess.Popen) -> None:
    """Wait until it is ready for a file."""
    if child.stdout.read(len(_READY)) != _READY:
        raise RuntimeError("the reader of uploads does not start:\n" + child.stderr.read().decode("utf-8", "replace"))


def _stop(child: subprocess.Popen) -> None:
    """Stop it in the middle of its work, and the copy of it that reads."""
    if not hasattr(os, "killpg"):
        child.kill()
    elif child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def _end(child: subprocess.Popen) -> None:
    for pipe in (child.stdin, child.stdout, child.stderr):
        with suppress(OSError):  # what was not sent yet
            pipe.close()
    child.wait()


def _write(pipe: BinaryIO, message: dict) -> None:
    text = json.dumps(message).encode()
    pipe.write(struct.pack("<Q", len(text)) + text)
    pipe.flush()


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
    """Limits for one file; for a process of its own, since they never widen again."""
    import resource

    for what, most in {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _answer(request: dict, pipe: BinaryIO) -> None:
    """What the file holds: a head, then the tables, each a stream of its own; or why not."""
    try:
        data, written_on = Path(request["path"]).read_bytes(), date.fromisoformat(request["day"])
        taken = take(data, request["file_name"], Options.from_dict(request["options"]), written_on)
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


def _read_one(requests: BinaryIO, answers: BinaryIO, *, is_limited: bool) -> None:
    request = _read(requests)
    if is_limited:
        _limit(request["memory"])
    _answer(request, answers)
    answers.flush()


def _in_a_copy(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Read one file in a copy of this process, with limits; whether it came to its end."""
    reader = os.fork()
    if reader:
        return os.waitpid(reader, 0)[1] == 0
    try:
        _read_one(requests, answers, is_limited=True)
        os._exit(0)
    finally:
        os._exit(1)


def main() -> None:
    """Entry of the child: on stdin one request after the other; the answers on stdout."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = nowhere = open(os.devnull, "w")  # noqa: SIM115  nothing that a library prints may get between
    take(_USUAL, "deals.csv", Options())
    os.dup2(nowhere.fileno(), sys.stderr.fileno())  # nobody listens any more
    gc.collect()
    gc.disable()  # collecting over the millions of cells of a file costs a third of the time
    gc.freeze()
    while _is_asked(requests, answers):
        if not hasattr(os, "fork"):
            _read_one(requests, answers, is_limited=False)
            gc.collect()
        elif not _in_a_copy(requests, answers):
            return


def _is_asked(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Whether there is a next file; waits for it.  Read past the buffer, which belongs to who reads the request."""
    answers.write(_READY)
    answers.flush()
    return os.read(requests.fileno(), len(_NEXT)) == _NEXT
