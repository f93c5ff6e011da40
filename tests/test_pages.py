"""Pages, as a person uses them, without a browser."""

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import python_calamine
from streamlit.testing.v1 import AppTest

from analytics.metrics.overview import overview, overview_stages
from analytics.samples import load_sample
from analytics.workspace import Scope, Workspace
from pages._parts import exports
from pages._parts.formats import md
from pages._parts.periods import days_of

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


def choose(test: AppTest, label: str, value: str) -> None:
    """Choose from the list of this label."""
    next(box for box in test.selectbox if box.label == label).set_value(value).run()
    assert not test.exception


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


def test_the_columns_that_are_missing_are_asked_for_until_the_file_counts(home):
    test = on("data/import.py")
    test.file_uploader[0].upload("x.csv", b"Nummer,Wer,Wo,Wann\n1,a,Start,2026-01-02\n").run()
    assert "No column is recognised as Stage or Status" in words(test)
    choose(test, "Stage", "Wo")
    assert "No column is recognised as Deal id or Deal name" in words(test)
    choose(test, "Deal id", "Nummer")
    assert "Of which day is this export?" in words(test)
    test.date_input[0].set_value(date(2026, 1, 31)).run()
    assert "1 rows, 1 deal, as of Jan 31, 2026" in words(test)
    choose(test, "Created", "Wann")
    test.button(key="import").click().run()
    assert not test.exception
    deals = Workspace(home / "default").engine.table("deals")
    assert deals[["deal_id", "stage"]].to_numpy().tolist() == [["1", "Start"]]
    assert deals["created_on"].dt.date.tolist() == [date(2026, 1, 2)]


def test_a_question_of_the_file_is_answered_before_it_counts(home):
    rows = b"Deal ID,Deal Name,Stage,Created Date\n1,a,Demo,03/04/2026\n2,b,Demo,05/06/2026\n"
    test = on("data/import.py")
    test.file_uploader[0].upload("x.csv", rows).run()
    assert test.radio[0].label.startswith("How are dates written in Created Date?")
    assert test.radio[0].value == "dmy"
    assert "as of Jun 5, 2026" in words(test)
    test.radio[0].set_value("mdy").run()
    assert "as of May 6, 2026" in words(test)
    assert test.radio[0].value == "mdy"
    test.button(key="import").click().run()
    created = Workspace(home / "default").engine.table("deals")["created_on"].dt.date.tolist()
    assert created == [date(2026, 3, 4), date(2026, 5, 6)]


def test_a_kept_column_becomes_a_filter(home):
    test = on("data/import.py")
    test.file_uploader[0].upload(
        "deals.csv", DEALS.replace(b"Lost Reason", b"Lost Reason,Fair").replace(b"Price", b"Price,Oslo")
    ).run()
    test.multiselect[0].select("Fair").run()
    test.button(key="import").click().run()
    assert not test.exception
    test.switch_page("pipeline/funnel.py").run()
    test.multiselect(key="where").select("Fair=Oslo").run()
    assert "**Demo** loses most: 2 of 2 deals" in words(test)


def test_the_same_bytes_again_change_nothing(home):
    with_deals(home)
    test = on("data/import.py")
    test.file_uploader[0].upload("again.csv", DEALS).run()
    assert "already here as import 0001" in words(test)
    test.button(key="import").click().run()
    assert "nothing changed" in words(test)


def test_a_figure_opens_its_deals(home):
    with_deals(home)
    test = on("pipeline/funnel.py")
    test.button(key="open-lost").click().run()
    assert not test.exception
    assert "**2 deals**, 300.00 in all. They add up to the figure." in words(test).replace("\\", "")
    assert sorted(test.dataframe[-1].value["owner"]) == ["Ann", "Ann"]


def test_each_reader_has_numbers_in_their_own_way(sample_home, home):
    shutil.copytree(sample_home / "default", home / "default")
    test = app()
    test.context = {"locale": "de-DE"}
    test.run()
    figures = {metric.label: metric.value.replace("\xa0", " ") for metric in test.metric}
    assert (figures["Won"], figures["Win rate, by count"]) == ("21,7 Mio. €", "28 %")


def test_a_damaged_workspace_is_told_in_a_sentence(home):
    with_deals(home)
    (home / "default" / "CURRENT").write_text("{")
    test = app().run()
    assert not test.exception
    assert "is damaged" in test.error[0].value


def test_a_damaged_database_is_made_again_at_a_click(home):
    with_deals(home)
    [database] = (home / "default").glob("data-*.duckdb")
    database.write_bytes(b"no database")
    test = app().run()
    assert "cannot be opened" in test.error[0].value
    test.button(key="mend").click().run()
    assert not test.exception
    assert "**Demo** loses most" in words(on("pipeline/funnel.py"))


FRAME = pd.DataFrame({"name": ["=1+1", "\u200b@x", "plain", None], "amount": [-1.5, 2.0, None, 4.0]})


def test_a_downloaded_csv_runs_nothing():
    text = exports.csv_of(FRAME, {"name": "Deal", "amount": "Amount"}).decode("utf-8-sig")
    assert text == "Deal,Amount\r\n'=1+1,-1.5\r\n'\u200b@x,2.0\r\nplain,\r\n,4.0\r\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "|x", "%x", "＝1", "\ufeff=1", "\x00"])
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert exports.guarded(text) == f"'{text}"


def test_a_downloaded_workbook_holds_text_as_text(tmp_path):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(exports.xlsx_of(FRAME, {"name": "Deal", "amount": "Amount"}))
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert rows[:2] == [["Deal", "Amount"], ["=1+1", -1.5]]
    assert rows[3:] == [["plain", ""], ["", 4.0]]
    assert "<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


def test_names_are_escaped_where_markdown_is_read():
    assert md("![x](http://e.vil) *b*\n# `c` <i> $1$ :red[d]") == (
        r"\!\[x\]\(http\://e\.vil\) \*b\* \# \`c\` \<i\> \$1\$ \:red\[d\]"
    )


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("This quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("Last quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("This year", date(2026, 1, 1), date(2026, 12, 31)),
        ("Last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("Last 12 months", date(2025, 2, 4), date(2026, 2, 3)),
        ("All time", None, None),
    ],
)
def test_periods_count_from_the_last_day_of_the_data(period, first, last):
    assert days_of(period, date(2026, 2, 3)) == (first, last)


def test_what_is_open_by_stage_adds_up_to_the_overview(sample_store):
    stages, totals = overview_stages(sample_store, Scope()), overview(sample_store, Scope())
    assert stages["deals"].sum() == totals.open
    assert stages["open_amount"].sum() == pytest.approx(float(totals.open_amount))
    assert stages["weighted_amount"].sum() == pytest.approx(float(totals.weighted_amount))


def test_pages_hold_no_markup_of_their_own():
    for path in (ROOT / "pages").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "unsafe_allow_html" not in text
        assert "st.html(" not in text
