"""Pages, as a person uses them, without a browser."""

from datetime import date

import pytest

from analytics.metrics.overview import overview, overview_stages
from analytics.workspace import Scope, Workspace
from pages._parts.formats import md
from pages._parts.periods import days_of
from tests.app import DEALS, PAGES, ROOT, app, on, with_deals, words


@pytest.fixture(scope="module")
def targets_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    Workspace(home / "default").import_file(ROOT / "sample_data" / "targets.csv")
    return home


@pytest.mark.parametrize("page", PAGES)
def test_every_page_without_data(home, page):
    test = on(page)
    assert not test.error
    assert words(test)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_without_deals_but_with_targets(targets_home, monkeypatch, page):
    monkeypatch.setenv("SLUICE_HOME", str(targets_home))
    test = on(page)
    assert not test.error
    assert words(test)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_with_the_sample(sample, page):
    test = on(page)
    assert not test.error
    assert words(test)


def test_every_page_is_in_the_menu():
    menu = "".join((ROOT / "pages" / name).read_text(encoding="utf-8") for name in ("_app.py", "_parts/menu.py"))
    assert all(f'"{page}"' in menu for page in PAGES)


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


def test_a_figure_opens_its_deals(home):
    with_deals(home)
    test = on("pipeline/funnel.py")
    test.button(key="open-lost").click().run()
    assert not test.exception
    assert "**2 deals**, 300.00 in all. They add up to the figure." in words(test).replace("\\", "")
    assert sorted(test.dataframe[-1].value["owner"]) == ["Ann", "Ann"]


def test_each_reader_has_numbers_in_their_own_way(sample):
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


def test_names_are_escaped_where_markdown_is_read():
    assert md("![x](http://e.vil) *b*\n# `c` <i> $1$ :red[d]") == (
        r"\!\[x\]\(http\:" "\u2060" r"//e\.vil\) \*b\* \# \`c\` \<i\> \$1\$ \:red\[d\]"
    )
    # the browser makes links of bare addresses, whatever is escaped
    assert md("www.e.vil a@e.vil") == "www\u2060\\.e\\.vil a@\u2060e\\.vil"


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
