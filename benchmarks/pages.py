"""`python -m benchmarks.pages`: how long each page takes, the first time and again, over a company of 100,000 deals.

The pages run as in an idle server that has answered others before: everything is imported, nothing is remembered of this
company.  `again`: the same page once more in the same session, as after a click that changes nothing.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.intake import Options
from analytics.samples import load_sample
from analytics.workspace import Upload, Workspace
from benchmarks.__main__ import END, cpu, write_company

ROOT = Path(__file__).parents[1]
PAGES = (
    "pipeline/overview", "pipeline/funnel", "pipeline/conversion", "pipeline/velocity", "pipeline/health", "coaching/process",
)  # fmt: skip
TIMES = 3


def main() -> None:
    """Print one line per page."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    arguments.add_argument("--deals", type=int, default=100_000)
    arguments.add_argument("--home", type=Path, help="a folder that keeps the company for the next time")
    arguments.add_argument("pages", nargs="*", default=PAGES)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        os.environ["SLUICE_HOME"] = str(home)
        company = _company(home, given.deals)
        gc.freeze()  # as the server does without collections after each run
        print(f"{given.deals:,} deals      first CPU s   wall s   again CPU s   wall s")
        for page in given.pages:
            _view(page, "default").run()
            first = [_timed(lambda page=page: _first(page, company)) for _ in range(TIMES)]
            test = _view(page, company)
            again = [_timed(test.run) for _ in range(TIMES)]
            figures = [sorted(each)[TIMES // 2] for each in (*zip(*first, strict=True), *zip(*again, strict=True))]
            print(f"{page:20} {figures[0]:9.2f} {figures[1]:8.2f} {figures[2]:13.2f} {figures[3]:8.2f}")


def _company(home: Path, deals: int) -> str:
    """The name of the workspace with the deals; the sample company, for the pages to warm up with, is the default one."""
    name = f"deals-{deals}"
    if not (home / name).exists():
        load_sample(Workspace(home / "default"))
        paths = write_company(home, deals)
        Workspace(home / name).import_files([Upload(path, path.name, Options(as_of=END)) for path in paths])
    return name


def _first(page: str, workspace: str) -> None:
    """The page with nothing remembered, as its first reader gets it."""
    st.cache_data.clear()
    _view(page, workspace)


def _view(page: str, workspace: str) -> AppTest:
    """The page in a session of its own."""
    test = AppTest.from_file(str(ROOT / "pages" / "_app.py"), default_timeout=60)
    test.query_params["w"] = workspace
    test.switch_page(f"{page}.py").run()
    assert not test.exception, page
    assert test.title, page
    return test


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    start = time.perf_counter()
    used = cpu(work)
    return used, time.perf_counter() - start


if __name__ == "__main__":
    main()
