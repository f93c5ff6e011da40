"""Reads uploads in a process of its own, with limits: a hostile file may end that process, never the server.

A few kilobytes of XLSX can make any reader ask for half a terabyte and abort.  The child gets the bytes on its standard
input and answers on its standard output; it opens no file, writes none, and is ended when it takes too long.
"""

from __future__ import annotations

import gc
import io
import json
import os
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from analytics import errors
from analytics.intake.options import Options
from analytics.intake.receipt import Receipt
from analytics.intake.take import Taken, take

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 4 << 30  # address space, not resident memory: the libraries alone reserve about one gigabyte
CPU_SECONDS = 300
WALL_SECONDS = 600
_COMMAND = "from analytics.intake.child import main; main()"


def take_safely(upload: Path, file_name: str, options: Options) -> Taken:
    """`take`, in a child process with limits; the rows come as Arrow tables.

    Raises `Refused` as `take` does, and `unreadable` where the file broke the limits or the process.
    """
    request = json.dumps({"file_name": file_name, "options": options.as_dict(), "memory": MEMORY})
    # one thread for linear algebra that is never done: its buffers would count against the limit
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with upload.open("rb") as data:
        try:
            done = subprocess.run(
                [sys.executable, "-c", _COMMAND, request],
                stdin=data,
                capture_output=True,
                timeout=WALL_SECONDS,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise errors.unreadable(file_name, "it took longer than any export should") from None
    if not done.stdout:
        detail = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if done.returncode == 1 and detail and "MemoryError" not in detail[-1]:
            raise RuntimeError("reading an upload failed:\n" + "\n".join(detail))
        raise errors.unreadable(file_name, "opening it takes more memory or time than any export should")
    return _unpack(done.stdout)


def _pack(taken: Taken | errors.Refused) -> bytes:
    if isinstance(taken, errors.Refused):
        return json.dumps({"refused": asdict(taken)}).encode()
    head = json.dumps({"receipt": taken.receipt.as_dict(), "tables": list(taken.tables)}).encode()
    parts = [struct.pack("<Q", len(head)), head]
    for frame in taken.tables.values():
        sink = io.BytesIO()
        table = pa.Table.from_pandas(frame, preserve_index=False)
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        parts += [struct.pack("<Q", len(sink.getvalue())), sink.getvalue()]
    return b"".join(parts)


def _unpack(answer: bytes) -> Taken:
    if answer.startswith(b'{"refused"'):
        raise errors.Refused(**json.loads(answer)["refused"])
    view, parts, at = memoryview(answer), [], 0
    while at < len(view):
        (size,) = struct.unpack_from("<Q", view, at)
        parts.append(view[at + 8 : at + 8 + size])
        at += 8 + size
    head = json.loads(bytes(parts[0]))
    tables = {name: pa.ipc.open_stream(part).read_all() for name, part in zip(head["tables"], parts[1:], strict=True)}
    return Taken(Receipt.from_dict(head["receipt"]), tables)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of the parent remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Entry of the child: request as the one argument, the upload on stdin, the answer on stdout."""
    request = json.loads(sys.argv[1])
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a library prints may get between
    _limit(request["memory"])
    gc.disable()  # the process lives for one file; collecting over its millions of cells costs a third of the time
    try:
        taken = take(sys.stdin.buffer.read(), request["file_name"], Options.from_dict(request["options"]))
    except errors.Refused as refused:
        answer.write(_pack(refused))
        return
    answer.write(_pack(taken))
