"""Dropped files: on disk while they are reviewed, read in the background, each for the same statements once."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from analytics.errors import Refused
from analytics.intake import Options, Receipt, stand_ready
from analytics.intake.unpack import unpack
from analytics.workspace import Upload, Workspace
from analytics.workspace.imports import Reading
from pages._parts import formats
from pages._parts.formats import md

TYPES = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xls", "ods", "zip", "gz"]
PATIENCE = 3  # seconds for which a page waits for a reading; what takes longer is read on while the page is there
_FOLDER, _FILES, _READ, _LAST = (f"uploads-{name}" for name in ("folder", "files", "read", "last"))


@dataclass(frozen=True)
class Dropped:
    """One file: an id of ours, its name as people know it, and where its bytes are meanwhile."""

    id: str
    name: str
    path: Path


@dataclass(frozen=True)
class Started:
    """A reading that was begun; `at` is a moment of `time.monotonic`."""

    reading: Future[Reading]
    at: float


def dropped(files: Sequence[BinaryIO]) -> list[Dropped]:
    """All files under review: those of the uploader, each streamed to disk once, join the ones dropped before.

    They stay when the page is left, and the uploader is free for more; an archive stands for the files in it.
    """
    stand_ready()
    known: list[Dropped] = st.session_state.setdefault(_FILES, [])
    for file in files:
        folder = Path(tempfile.mkdtemp(dir=_folder()))
        with (folder / "upload").open("wb") as out:
            shutil.copyfileobj(file, out)
        known += _tables(file.file_id, file.name, folder)
    if files:
        st.session_state["uploader"] = st.session_state.get("uploader", 0) + 1
        st.rerun()
    return list(known)


def _tables(id_: str, name: str, folder: Path) -> list[Dropped]:
    path = folder / "upload"
    try:
        found = unpack(path, name, folder)
    except Refused:
        # reading it says why
        found = [(path, name)]
    return [Dropped(f"{id_}-{place}", shown, inner) for place, (inner, shown) in enumerate(found)]


def remove(file: Dropped) -> None:
    """Leave a file out of the review."""
    st.session_state[_FILES].remove(file)
    file.path.unlink(missing_ok=True)


def begin(work: Workspace, files: Sequence[Dropped]) -> None:
    """Begin to read all of them, so that none waits until the page has drawn those above it."""
    for file in files:
        _start(work, file, Options())


def look(work: Workspace, file: Dropped, options: Options) -> Receipt | Refused | None:
    """What importing the file would give, or why it would be refused.

    While that is being read: what it gave for other statements; None where nothing is known yet.
    """
    started = _start(work, file, options)
    last = st.session_state.setdefault(_LAST, {})
    said = None
    if not started.reading.done():
        said = st.empty()
        said.caption(f"{_reading([file])} ...")
    try:
        last[file.id] = started.reading.result(max(0, started.at + PATIENCE - time.monotonic())).receipt
    except Refused as refused:
        last[file.id] = refused
    except TimeoutError:
        pass
    if said is not None:
        said.empty()
    return last.get(file.id)


def upload(work: Workspace, file: Dropped, options: Options) -> Upload | None:
    """The file as it can be imported; None while it is being read by these statements, or where it is refused."""
    reading = _start(work, file, options).reading
    if not reading.done() or reading.exception():
        return None
    return Upload(file.path, file.name, options, reading.result())


def is_reading(work: Workspace, file: Dropped, options: Options) -> bool:
    """Whether the file is still being read by these statements; says so."""
    if _start(work, file, options).reading.done():
        return False
    st.caption("It is being read ...")
    return True


def progress(files: Sequence[Dropped]) -> None:
    """How long files are being read by now; the page goes on by itself when one of them is done."""
    known: dict[tuple[str, str], Started] = st.session_state.get(_READ, {})
    here = {file.id: file for file in files}
    under_way = {id_: each for (id_, _), each in known.items() if id_ in here and not each.reading.done()}
    if under_way:
        found = [here[id_] for id_ in under_way]
        _watch([*under_way.values()], _reading(found), _megabytes(found))


# one for all of them: each would cost the page as much every second
@st.fragment(run_every=1.0)
def _watch(under_way: Sequence[Started], words: str, megabytes: int) -> None:
    if any(each.reading.done() for each in under_way):
        st.rerun()
    seconds = round(time.monotonic() - min(each.at for each in under_way))
    st.progress(1 - 0.9 ** (seconds * min(1, 20 / megabytes)), f"{words}: {formats.number(seconds)} s")


def _reading(files: Sequence[Dropped]) -> str:
    names = md(files[0].name) if len(files) == 1 else formats.count(len(files), "file")
    return f"Reading {names}, {formats.number(_megabytes(files))} MB"


def _megabytes(files: Sequence[Dropped]) -> int:
    return max(1, round(sum(file.path.stat().st_size for file in files) / 1e6))


def clear() -> tempfile.TemporaryDirectory:
    """End the review and forget what was read; the folder of the files, which whoever imports them must keep."""
    for name in (_FILES, _READ, _LAST):
        st.session_state.pop(name, None)
    return st.session_state.pop(_FOLDER)


def forget(file: Dropped) -> None:
    """Read a file anew: what is known of its columns has changed."""
    known = st.session_state.get(_READ, {})
    for key in [key for key in known if key[0] == file.id]:
        del known[key]


def _start(work: Workspace, file: Dropped, options: Options) -> Started:
    known = st.session_state.setdefault(_READ, {})
    stated = json.dumps(options.as_dict(), sort_keys=True)
    if (file.id, stated) not in known:
        into = Path(tempfile.mkdtemp(dir=_folder()))
        reading = _readers().submit(work.read, file.path, options, file_name=file.name, into=into)
        known[file.id, stated] = Started(reading, time.monotonic())
    return known[file.id, stated]


@st.cache_resource(show_spinner=False)
def _readers() -> ThreadPoolExecutor:
    """Two at a time for all sessions: each is a process of its own that may fill a processor."""
    return ThreadPoolExecutor(2, thread_name_prefix="reading")


def _folder() -> Path:
    """A folder of this session; it goes when the session goes, or with the import that takes it over."""
    if _FOLDER not in st.session_state:
        st.session_state[_FOLDER] = tempfile.TemporaryDirectory(prefix="sluice-", ignore_cleanup_errors=True)
    return Path(st.session_state[_FOLDER].name)
