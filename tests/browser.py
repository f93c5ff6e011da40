"""A real browser on a real server, for the journeys of test_browser.py."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# nothing but this machine can be reached: a page that asks for anything else fails
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]  # fmt: skip


def chromium() -> str:
    """The path of Debian's Chromium; skips where it is missing, fails where browser tests are required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    reason = "chromium is not installed (Debian: apt-get install chromium)"
    if os.environ.get("SLUICE_BROWSER_TESTS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@contextlib.contextmanager
def server(home: Path) -> Iterator[str]:
    """The dashboard on a free port, with its workspaces in `home`; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    log = (home / "server.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SLUICE_HOME": str(home)}, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url + "/healthz")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _wait(url: str) -> None:
    until = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def settled(page) -> None:
    """Wait until the page has drawn everything that it is going to draw."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
