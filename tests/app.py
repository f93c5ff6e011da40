"""The app as a person uses it, without a browser: Streamlit's own driver, and what every test of pages needs."""

from __future__ import annotations

import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics.workspace import Workspace

ROOT = Path(__file__).parents[1]
# every page, as its file in pages/
PAGES = sorted(
    name
    for path in (ROOT / "pages").rglob("*.py")
    if not (name := path.relative_to(ROOT / "pages").as_posix()).startswith("_")
)

DEALS = b"""Deal ID,Deal Name,Owner,Stage,Status,Amount,Created Date,Closed Date,Lost Reason
1,Alpha ![x](http://example.invalid/x.png),Ann,Demo,Lost,100,2026-01-05,2026-02-01,Price
2,Beta,Ann,Demo,Lost,200,2026-01-06,2026-02-02,Price
3,Gamma,Ben,Offer,Won,400,2026-01-07,2026-03-01,
4,Delta,Ben,Offer,Lost,800,2026-01-08,2026-03-02,Competitor
5,Epsilon,Ben,Demo,Open,1600,2026-01-09,,
"""

MIXED = b"""Deal ID;Deal Name;Stage;Amount;Probability;Created Date;Closed Date
1;Ann;Demo;"1.234,50";20%;31/01/2026;
2;Ben;Demo;"2,5";35 %;03/04/2026;soon
;Chi;Demo;"-7,00";50%;01/02/2026;
4;Dee;Won;"10,00";100%;02/02/2026;05/04/2026
Total;;;"1.240,00";;;
"""


def app(query: dict[str, list[str]] | None = None) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / "_app.py"), default_timeout=90)
    for name, values in (query or {}).items():
        test.query_params[name] = values
    return test


def on(page: str, query: dict[str, list[str]] | None = None) -> AppTest:
    """The app on one page; it has drawn without an exception."""
    test = app(query).run()
    test = test.switch_page(page).run() if page != "start.py" else test
    assert not test.exception
    return test


def part(test: AppTest, key: str, name: str) -> AppTest:
    """The page with this of its parts open, as after a click on its tab."""
    test.query_params[key] = [name]
    test.session_state[key] = name
    test.run()
    settle(test)
    return test


def words(test: AppTest) -> str:
    """Everything that is written on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(each.value) for kind in kinds for each in getattr(test, kind))


def choose(test: AppTest, label: str, value: str) -> None:
    """Choose from the list of this label."""
    next(box for box in test.selectbox if box.label == label).set_value(value).run()
    settle(test)


def write(test: AppTest, label: str, value: str) -> None:
    """Write what is not in the list of a label that begins so; the driver knows choices of the list alone."""
    box = next(box for box in test.selectbox if box.label.startswith(label))
    box.options.append(value)
    box.set_value(value).run()
    assert not test.exception


def unfold(test: AppTest, title: str) -> None:
    """Open what is folded under a title that begins so, as after a click on it."""
    folded = next(each for each in test.expander if each.label.startswith(title))
    test.session_state[folded.key] = True
    test.run()
    settle(test)


def with_deals(home: Path) -> None:
    """Five deals in the home's workspace."""
    shutil.copytree(Path(_with_deals().name) / "default", home / "default")


@cache
def _with_deals() -> tempfile.TemporaryDirectory:
    made = tempfile.TemporaryDirectory(prefix="sluice-test-")
    path = Path(made.name) / "deals.csv"
    path.write_bytes(DEALS)
    Workspace(Path(made.name) / "default").import_file(path)
    return made


def drop(test: AppTest, *files: tuple[str, bytes]) -> None:
    """Drop files and wait until they are read."""
    for name, content in files:
        test.file_uploader[0].upload(name, content)
    test.run()
    settle(test)


def settle(test: AppTest) -> None:
    """Look again until nothing is being read or imported any more, as the browser does by itself."""
    until = time.monotonic() + 120
    while test.get("progress"):
        assert time.monotonic() < until
        time.sleep(0.2)
        test.run()
    assert not test.exception


def press_import(test: AppTest) -> None:
    """Import what was reviewed, and wait for the end."""
    test.button(key="import").click().run()
    settle(test)


def plain(test: AppTest) -> str:
    """The words of a page without the signs that keep Markdown from reading them."""
    return words(test).replace("\\", "")
