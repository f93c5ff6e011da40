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
PATIENCE = 3  # seconds for which a page waits; what takes longer is read on while the page is there
_FOLDER, _FILES, _READ, _LAST, _UNTIL = (f"uploads-{name}" for name in ("folder", "files", "read", "last", "until"))


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
    st.session_state[_UNTIL] = time.monotonic() + PATIENCE
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


def look(work: Workspace, file: Dropped, options: Options) -> Receipt | Refused | None:
    """What importing the file would give, or why it would be refused.

    While that is being read: what it gave for other statements; None where nothing is known yet.
    """
    started = _start(work, file, options)
    last = st.session_state.setdefault(_LAST, {})
    said = None
    if not started.reading.done():
        said = st.empty()
        said.caption(f"{_reading(file)} ...")
    try:
        last[file.id] = started.reading.result(max(0, st.session_state[_UNTIL] - time.monotonic())).receipt
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


def progress(work: Workspace, file: Dropped, options: Options) -> None:
    """How long the file is being read by now; the page goes on by itself when that is done."""
    started = _start(work, file, options)
    if not started.reading.done():
        _watch(started, _reading(file))


@st.fragment(run_every=1.0)
def _watch(started: Started, words: str) -> None:
    if started.reading.done():
        st.rerun()
    seconds = round(time.monotonic() - started.at)
    st.progress(1 - 0.9**seconds, f"{words}: {formats.number(seconds)} s")


def _reading(file: Dropped) -> str:
    return f"Reading {md(file.name)}, {formats.number(max(1, round(file.path.stat().st_size / 1e6)))} MB"


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
