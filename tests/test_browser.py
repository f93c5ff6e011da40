"""Journeys of a person, in a real browser."""

import csv
import io
from pathlib import Path

import pytest

from analytics.workspace import Workspace
from tests.app import PAGES
from tests.browser import FLAGS, chromium, server, settled

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is a development dependency")

# What Streamlit itself writes and we cannot change: its menu's list roles and the picture of a sparkline; the white text
# that it puts on the primary colour, and the primary colour that it puts on dark, in chosen pills.
ALLOWED = {"list", "listitem", "svg-img-alt"}

DEALS = """Deal ID,Deal Name,Owner,Stage,Status,Amount,Created Date,Closed Date,Lost Reason
1,Alpha ![x](http://example.invalid/x.png),Ann,Demo,Lost,100,2026-01-05,2026-02-01,Price
2,=Beta,Ann,Demo,Lost,200,2026-01-06,2026-02-02,Price
3,Gamma,Ben,Offer,Won,400,2026-01-07,2026-03-01,
4,Delta,Ben,Offer,Lost,800,2026-01-08,2026-03-02,Competitor
5,Epsilon,Ben,Demo,Open,1600,2026-01-09,,
"""


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def outside():
    """Addresses that a page asked for and that are not of this machine."""
    return set()


def open_page(browser, outside, **context):
    page = browser.new_context(
        accept_downloads=True, **{"viewport": {"width": 1280, "height": 1000}, "locale": "en-US"} | context
    ).new_page()
    page.set_default_timeout(90_000)
    ours = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(ours) else outside.add(request.url))
    return page


def choose(page, section, name):
    """A page of the menu."""
    page.get_by_test_id("stTopNav").get_by_role("button", name=section).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def test_from_an_upload_to_the_deals_behind_a_bar(browser, outside, tmp_path):
    export = tmp_path / "deals.csv"
    export.write_text(DEALS, encoding="utf-8")
    with server(tmp_path) as url:
        page = open_page(browser, outside)
        page.goto(f"{url}/import")
        page.locator("input[type=file]").set_input_files(export)
        page.get_by_text("5 rows, 5 deals").wait_for()
        page.get_by_role("button", name="Import 1 file").click()
        # the click is enough: whoever leaves at once finds the import
        page.goto("about:blank")
        page.goto(f"{url}/import")
        page.get_by_text("Imports that count").wait_for()
        settled(page)

        page.goto(f"{url}/funnel")
        # five reached Demo: two lost there, two went on to Offer, one is open; in Offer one won, one lost
        page.get_by_text("Demo loses most: 2 of 5 deals").wait_for()
        bars = page.locator(".js-plotly-plot .barlayer .point path")
        bars.first.wait_for()
        settled(page)
        names = page.locator(".js-plotly-plot").first.locator(".yaxislayer-above text")
        assert names.all_text_contents() == ["Demo", "Offer"]

        box = (
            page.locator(".js-plotly-plot")
            .first.locator(".barlayer .trace")
            .nth(2)
            .locator(".point path")
            .first.bounding_box()
        )
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        drawer = page.get_by_role("dialog")
        drawer.get_by_text("2 deals").wait_for()
        drawer.get_by_text("They add up to the figure.").wait_for()
        settled(page)
        with page.expect_download() as download:
            drawer.get_by_role("button", name="Download CSV").click()
        text = download.value.path().read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        names = {cell for row in rows[1:] for cell in row if "eta" in cell or "Alpha" in cell}
        assert names == {"'=Beta", "Alpha ![x](http://example.invalid/x.png)"}
        assert len(rows) == 3

        page.reload()
        page.get_by_text("Demo loses most: 2 of 5 deals").wait_for()
        page.goto(f"{url}/funnel?owner=Ben")
        page.get_by_text("Offer loses most: 1 of 2 deals").wait_for()

        page.goto(f"{url}/import")
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("button", name="Leave it out").click()
        page.get_by_role("dialog").wait_for(state="detached")
        page.get_by_text("Imports that count").wait_for(state="detached")
        assert Workspace(tmp_path / "default").imports() == []
        page.context.close()
    assert outside == set()


def test_faulty_rows_are_downloaded_mended_and_uploaded_again(browser, outside, tmp_path):
    export = tmp_path / "deals.csv"
    # of the link and the picture in a name the page makes nothing
    export.write_text(DEALS.replace("3,Gamma,Ben", ",Gamma www.example.invalid,Ben"), encoding="utf-8")
    with server(tmp_path) as url:
        page = open_page(browser, outside, color_scheme="dark")
        page.goto(f"{url}/import")
        page.locator("input[type=file]").set_input_files(export)
        page.get_by_text("1 row cannot be read and will be quarantined").wait_for()
        page.get_by_text("2026-01-05 → January 5, 2026").wait_for()
        settled(page)
        assert page.locator("[data-testid=stMain] a[href*=example]").count() == 0
        # on the way to another page and back nothing is lost
        page.get_by_role("link", name="Start").click()
        page.get_by_role("heading", name="What is going on in your pipeline?").wait_for()
        choose(page, "Data", "Import")
        page.get_by_role("button", name="Import 1 file").click()
        page.get_by_text("1 row to mend").wait_for()
        settled(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").last.click()
        text = download.value.path().read_bytes().decode("utf-8-sig")
        [headings, row] = list(csv.reader(io.StringIO(text)))
        assert headings[:3] == ["Deal ID", "Deal Name", "Owner"]
        assert headings[-1] == "Sluice reason"
        assert row[:2] + row[-2:] == [
            "",
            "Gamma www.example.invalid",
            "4",
            "Deal ID: empty: nothing tells which deal this is",
        ]
        mended = tmp_path / "mended.csv"
        mended.write_text(text.replace(",Gamma www", "3,Gamma www", 1), encoding="utf-8")
        page.locator("input[type=file]").set_input_files(mended)
        page.get_by_text("1 row, 1 deal, as of Mar 2, 2026").wait_for()
        page.get_by_role("button", name="Import 1 file").click()
        page.get_by_text("mends import 0001").wait_for()
        page.context.close()
    assert [each.mends for each in Workspace(tmp_path / "default").imports()] == [None, "0001"]
    assert len(Workspace(tmp_path / "default").engine.table("deals")) == 5
    assert outside == set()


def test_the_words_in_a_chart_are_written_in_the_ink_of_the_theme(browser, outside, sample_server):
    """On dark ground the names of the stages are light: `show.chart` relies on a colour that Streamlit exchanges."""
    inks = {}
    for scheme in ("light", "dark"):
        page = open_page(browser, outside, color_scheme=scheme)
        page.goto(f"{sample_server}/funnel")
        name = page.locator(".js-plotly-plot .yaxislayer-above text").first
        name.wait_for()
        settled(page)
        inks[scheme] = name.evaluate("text => getComputedStyle(text).fill")
        page.context.close()
    levels = {scheme: [int(part) for part in ink.strip("rgba()").split(",")[:3]] for scheme, ink in inks.items()}
    assert max(levels["light"]) < 100
    assert min(levels["dark"]) > 180


def test_a_filter_goes_into_the_link_and_stays_on_the_way_to_other_pages(browser, outside, sample_server):
    page = open_page(browser, outside)
    page.goto(f"{sample_server}/funnel?team=Europe&owner=Nobody")
    page.get_by_text("Owner: Nobody is not in this data and was ignored.").wait_for()
    settled(page)
    page.wait_for_url("**/funnel?team=Europe")
    for section, name, path in (("Data", "Import", "import"), ("Pipeline", "Overview", "overview?team=Europe")):
        choose(page, section, name)
        page.wait_for_url(f"**/{path}")
        settled(page)
    page.get_by_role("button", name="Reset").click()
    page.wait_for_url("**/overview")
    page.context.close()
    assert outside == set()


@pytest.fixture(scope="module")
def sample_server(sample_home):
    chromium()
    with server(sample_home) as url:
        yield url


def test_a_click_on_a_stage_of_a_person_opens_its_deals_and_looks_into_it(browser, outside, sample_server):
    page = open_page(browser, outside)
    page.goto(f"{sample_server}/weak_stages")
    # first it looks into the weak cell that its sentence names
    page.get_by_text("Jonas Brandt. Weak").wait_for()
    chart = page.locator(".js-plotly-plot").first
    chart.locator(".scatterlayer .points path").first.wait_for()
    settled(page)
    down = chart.locator(".yaxislayer-above text", has_text="Lucía Ferrer").bounding_box()
    across = chart.locator("text", has_text="Proposal").first.bounding_box()
    page.mouse.click(across["x"] + across["width"] / 2, down["y"] + down["height"] / 2)
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("They add up to the figure.").wait_for()
    assert "Lucía Ferrer" in drawer.inner_text()
    drawer.get_by_label("Close").first.click()
    page.get_by_text("Lucía Ferrer. Nothing that chance").wait_for()
    page.context.close()
    assert outside == set()


@pytest.mark.parametrize("path", sorted(Path(page).stem for page in PAGES if page != "start.py"))
def test_pages_are_accessible(browser, outside, sample_server, path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(browser, outside, color_scheme="light")
    page.goto(f"{sample_server}/{path}")
    page.get_by_role("heading", level=1).wait_for()
    settled(page)
    page.wait_for_timeout(500)
    worse = {"light": violations(axe, page)}
    # the page follows the scheme of the machine without being loaded again
    ink = "getComputedStyle(document.querySelector('[data-testid=stApp]')).color"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => {ink} !== before", arg=light)
    settled(page)
    page.wait_for_timeout(500)
    worse["dark"] = violations(axe, page)
    page.context.close()
    assert worse == {"light": {}, "dark": {}}
    assert outside == set()


def violations(axe, page):
    """What the page does wrong by WCAG 2.2 AA: rule -> the elements."""
    found = (
        axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response["violations"]
    )
    return {
        each["id"]: nodes
        for each in found
        if each["id"] not in ALLOWED
        # the parts of a day in Streamlit's own field for days are small targets
        and (nodes := [node["html"][:160] for node in each["nodes"] if 'role="spinbutton"' not in node["html"]])
    }
