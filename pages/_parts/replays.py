"""Replays of the past in the background: they take seconds, go on when the page is left, and are kept with the data."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import streamlit as st

from analytics.metrics.forecast import accuracy, is_ready
from analytics.periods import Period
from analytics.workspace import Scope, Workspace

PATIENCE = 2.0  # seconds for which a page waits for a short one


@dataclass
class Replay:
    """One replay: how much of it is made."""

    share: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)

    def tell(self, share: float) -> None:
        """Take note of how much is made."""
        self.share = share


@dataclass
class _Desk:
    """All replays of this server; one is made at a time, so that pages stay quick."""

    running: dict[tuple, Replay] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "replay"))


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    return _Desk()


@dataclass(frozen=True)
class _Generation:
    """What a metric needs of a workspace: one generation of it, whatever is imported meanwhile."""

    engine: object


def made(work: Workspace, scope: Scope, period: Period) -> Replay | None:
    """None where the past is replayed; else the replay that goes on, begun now if need be."""
    held = _Generation(work.engine)
    if is_ready(held, scope, period):
        return None
    desk, name = _desk(), (str(held.engine.path), scope, period)
    with desk.lock:
        replay = desk.running.get(name)
        if replay is None:
            replay = desk.running[name] = Replay()
            desk.worker.submit(_run, desk, name, held, scope, period, replay)
    return None if replay.done.wait(PATIENCE) and is_ready(held, scope, period) else replay


def _run(desk: _Desk, name: tuple, held: _Generation, scope: Scope, period: Period, replay: Replay) -> None:
    try:
        accuracy(held, scope, period, replay.tell)
    finally:
        replay.done.set()
        with desk.lock:
            desk.running.pop(name, None)


@st.fragment(run_every=1.0)
def progress(replay: Replay) -> None:
    """What goes on; the page is drawn again at the end."""
    if replay.done.is_set():
        time.sleep(0.1)
        st.rerun()
    st.progress(
        min(replay.share, 1.0),
        "Past periods are forecast from what was known then, to learn how wide the band must be.",
    )
