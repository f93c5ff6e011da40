"""Pages, as a person uses them, without a browser."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.samples import load_sample
from analytics.workspace import Workspace

ROOT = Path(__file__).parents[1]
PAGES = ["start.py", "pipeline/overview.py", "pipeline/funnel.py", "data/import.py", "data/setup.py"]

DEALS = b"""Deal ID,Deal Name,Owner,Stage,Status,Amount,Created Date,Closed Date,Lost Reason
1,Alpha ![x](http://example.invalid/x.png),Ann,Demo,Lost,100,2026-01-05,2026-02-01,Price
2,Beta,Ann,Demo,Lost,200,2026-01-06,2026-02-02,Price
3,Gamma,Ben,Offer,Won,400,2026-01-07,2026-03-01,
4,Delta,Ben,Offer,Lost,800,2026-01-08,2026-03-02,Competitor
5,Epsilon,Ben,Demo,Open,1600,2026-01-09,,
"""


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    load_sample(Workspace(home / "default"))
    return home


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home of workspaces."""
    monkeypatch.setenv("SLUICE_HOME", str(tmp_path))
    return tmp_path


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


def words(test: AppTest) -> str:
    """Everything that is written on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(each.value) for kind in kinds for each in getattr(test, kind))


def with_deals(home: Path) -> None:
    path = home / "deals.csv"
    path.write_bytes(DEALS)
    Workspace(home / "default").import_file(path)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_without_data(home, page):
    test = on(page)
    assert not test.error
    assert words(test)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_with_the_sample(sample_home, home, page):
    shutil.copytree(sample_home / "default", home / "default")
    test = on(page)
    assert not test.error
    assert words(test)


def test_every_page_file_is_tried():
    files = {path.relative_to(ROOT / "pages").as_posix() for path in (ROOT / "pages").rglob("*.py")}
    assert {name for name in files if not name.startswith("_")} == set(PAGES)


def test_from_an_upload_to_the_funnel_of_one_owner(home):
    test = on("data/import.py")
    test.file_uploader[0].upload("deals.csv", DEALS).run()
    assert not test.exception
    assert "5 rows, 5 deals, as of Mar 2, 2026" in words(test)
    test.button(key="import").click().run()
    assert not test.exception
    assert not test.error
    assert "Imports that count" in words(test)

    test.switch_page("pipeline/funnel.py").run()
    assert "**Demo** loses most: 2 of 5 deals" in words(test)
    stages = test.dataframe[-1].value
    assert stages.iloc[:, :5].to_numpy().tolist() == [["Demo", 5, 2, 1, 2], ["Offer", 2, 1, 0, 1]]

    test.multiselect(key="owner").select("Ben").run()
    assert not test.exception
    # of Ben's three, one waits in Demo; of the two in Offer one was won and one lost
    assert "**Offer** loses most: 1 of 2 deals" in words(test)

    test.switch_page("pipeline/overview.py").run()
    figures = {metric.label: metric.value for metric in test.metric}
    assert figures == {"Won": "400", "Open, unweighted": "1.6K", "Open, weighted": "–", "Win rate, by count": "–"}
    assert "1 won, 1 lost (n = 2)" in words(test)  # of fewer than ten deals, counts only


def test_a_link_shows_what_its_sender_saw(home):
    with_deals(home)
    test = on("pipeline/funnel.py", {"owner": ["Ben"]})
    assert test.multiselect(key="owner").value == ["Ben"]
    assert "**Offer** loses most: 1 of 2 deals" in words(test)


def test_what_a_link_asks_in_vain_is_ignored_with_a_notice(home):
    with_deals(home)
    test = on("pipeline/funnel.py", {"owner": ["Zoe"], "as_of": ["soon"]})
    assert "Zoe is not in this data and was ignored." in words(test).replace("\\", "")
    assert "as_of=soon is no day and was ignored." in words(test).replace("\\", "")
    assert "**Demo** loses most: 2 of 5 deals" in words(test)


def test_an_unknown_workspace_in_a_link_is_the_default_one_with_a_notice(home):
    with_deals(home)
    test = app({"w": ["../../etc"]}).run()
    assert not test.exception
    assert "There is no workspace" in words(test)


def test_a_file_that_is_not_recognised_is_asked_about(home):
    test = on("data/import.py")
    test.file_uploader[0].upload("x.csv", b"Nummer,Wer,Wo,Wann\n1,a,Start,2026-01-02\n").run()
    assert not test.exception
    assert "has no column that is recognised as stage" in words(test).replace("\\", "")
    labels = [box.label for box in test.selectbox]
    assert "Stage" in labels
    box = next(box for box in test.selectbox if box.label == "Stage")
    box.set_value("Wo").run()
    assert not test.exception


def test_what_is_no_table_is_refused_in_a_sentence(home):
    test = on("data/import.py")
    test.file_uploader[0].upload("picture.csv", b"\x89PNG\r\n\x1a\n0000").run()
    assert not test.exception
    assert "picture.csv" in words(test).replace("\\", "")
    assert test.error


def test_names_from_an_export_are_never_markup(home):
    """A picture's address in the name of a stage would make the browser call out."""
    rows = DEALS.replace(b",Demo,", b",![x](http://example.invalid/x.png),")
    (home / "deals.csv").write_bytes(rows)
    Workspace(home / "default").import_file(home / "deals.csv")
    for page in PAGES:
        test = on(page)
        assert "![x](http" not in words(test)


def test_data_survives_a_new_session(home):
    with_deals(home)
    assert "**Demo** loses most" in words(on("pipeline/funnel.py"))
    assert "**Demo** loses most" in words(on("pipeline/funnel.py"))
