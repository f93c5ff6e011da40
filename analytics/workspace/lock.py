"""One writer at a time, over all processes.  A killed writer lets go by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics import errors

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

PATIENCE = 60  # seconds; an import of a million deals takes about ten


@contextmanager
def writing(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the writer's lock of a workspace; `Refused` where another holds it for longer than `patience` seconds."""
    with (folder / "lock").open("a+b") as file:
        until = time.monotonic() + patience
        while not _try(file):
            if time.monotonic() > until:
                raise errors.busy(folder.name)
            time.sleep(0.1)
        try:
            yield
        finally:
            _release(file)


def _try(file) -> bool:
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


def _release(file) -> None:
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_UN)
    else:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
