"""Imports in the background: they go on when the page is left or closed, one at a time in each workspace."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from analytics.errors import SluiceError
from analytics.workspace import ImportResult, Upload, Workspace
from analytics.workspace.setting_rows import MissingDeals
from pages._parts import formats
from pages._parts.formats import md


@dataclass
class Job:
    """One import: what it does now, and then what became of it.  `is_seen`: its end was shown on the import page."""

    names: Sequence[str]
    message: str = "Starting"
    at: float = field(default_factory=time.monotonic)
    done: threading.Event = field(default_factory=threading.Event)
    results: list[ImportResult] | None = None
    refused: SluiceError | None = None
    is_seen: bool = False

    def tell(self, message: str) -> None:
        """Take note of what is done now."""
        self.message = message

    @property
    def title(self) -> str:
        """How many files it imports."""
        return formats.count(len(self.names), "file")


@dataclass
class _Desk:
    """The last import of each workspace; lost when the server stops, as what it shows is in the workspace itself."""

    jobs: dict[str, Job] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    return _Desk()


def last(work: Workspace) -> Job | None:
    """The import that is going on, or was the last one."""
    return _desk().jobs.get(str(work.folder))


def is_running(work: Workspace) -> bool:
    """Whether an import is going on."""
    job = last(work)
    return job is not None and not job.done.is_set()


def start(
    work: Workspace,
    uploads: Sequence[Upload],
    take_over: Callable[[], tempfile.TemporaryDirectory],
    missing: Sequence[MissingDeals] = (),
) -> None:
    """Import these files unless an import is going on already, of another tab or person: then that is said.

    `take_over` hands over the folder that they are in; `missing`: what was said of deals that they lack.
    """
    desk = _desk()
    with desk.lock:
        if is_running(work):
            st.toast("Another import is going on. Yours is still here: import it when that one is done.")
            return
        job = desk.jobs[str(work.folder)] = Job([each.file_name for each in uploads])
        # no daemon: a server that is stopped finishes the import first
        threading.Thread(target=_run, args=(work, uploads, take_over(), job, missing), name="import").start()


def _run(
    work: Workspace,
    uploads: Sequence[Upload],
    files: tempfile.TemporaryDirectory,
    job: Job,
    missing: Sequence[MissingDeals],
) -> None:
    try:
        job.results = work.import_files(uploads, job.tell, remember=True, missing=missing)
    except SluiceError as refused:
        job.refused = refused
    finally:
        job.done.set()
        files.cleanup()


def dismiss(work: Workspace) -> None:
    """Show the end of the last import no more."""
    _desk().jobs.pop(str(work.folder), None)


def panel(work: Workspace) -> None:
    """On the import page: what is going on."""
    if is_running(work):
        _progress(last(work))


@st.fragment(run_every=1.0)
def _progress(job: Job) -> None:
    if job.done.is_set():
        st.rerun()
    with st.container(border=True):
        seconds = formats.number(round(time.monotonic() - job.at))
        st.markdown(f"**Importing {job.title}**")
        st.progress(1 - 0.95 ** (time.monotonic() - job.at), f"{md(job.message)} · {seconds} s")
        st.caption("You can leave this page or close it: the import goes on.")


def line(work: Workspace) -> None:
    """On every other page, in the sidebar: what is going on, or its end until it was seen."""
    job = last(work)
    if job is None or job.is_seen:
        return
    if not job.done.is_set():
        _line(job)
        return
    label = f"{job.title} imported: see the receipt" if job.results else "The import was refused: see why"
    st.page_link("data/import.py", label=label, icon=":material/receipt_long:" if job.results else ":material/error:")


@st.fragment(run_every=2.0)
def _line(job: Job) -> None:
    if job.done.is_set():
        st.rerun()
    st.caption(f":material/progress_activity: Importing {job.title} · {md(job.message)}")
