"""The report: the same for the same data, whole without any other file, and nothing of an export is markup in it."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from analytics.__main__ import main
from analytics.periods import period_named
from analytics.reports.quarter import as_html, as_pdf, gather, remember
from analytics.reports.quarter.content import Fan, Report
from analytics.reports.quarter.drawing import fan_svg
from analytics.reports.quarter.last import Said, report_before
from analytics.reports.quarter.sentences import since
from analytics.reports.quarter.tables import Table, changed_table
from analytics.reports.quarter.words import chance, money, quarter, share, signed, times
from analytics.workspace import Scope, Workspace
from tests.app import DEALS

EVIL = '<script src="http://example.invalid/x.js"></script>&" # $x$ #import "a"'
FAN = Fan(
    90,
    ((0, 0.0), (45, 50.0)),
    ((45, 50.0, 50.0, 50.0), (90, 80.0, 100.0, 120.0)),
    110.0,
    ((0, "Apr"),),
    ((0, "€0"), (120.0, "€120")),
)
REPORT = Report(
    title="Forecast Q2 2026",
    subtitle="all deals",
    headline="Q2 2026 will bring about €100.",
    sentences=("It may be more.",),
    figures=(("Forecast", "€100", "80% band €80 – €120"),) * 4,
    fan=FAN,
    parts=(("Won", 50.0, "€50"), ("Open", 30.0, "€30"), ("Pulled in", 0.0, "€0"), ("New", 20.0, "€20")),
    tables=(Table("Deals", "Ten at most.", ("Deal", "Amount"), ((EVIL, "€5"), ("Ünïcode Öre ÅB ß", "€1,234.50")),),),
    notes=(("Coverage", "What is open.\n    coverage = a / b\nAnd more."),),
)  # fmt: skip


def test_html_needs_nothing_and_runs_nothing():
    text = as_html(REPORT)
    assert "<script" not in text
    assert "&lt;script" in text
    # no address but those of the vocabulary, and nothing that the browser fetches
    assert not re.search(r"\b(src|href)\s*=|@import|url\(", text.replace("src=&quot;http", ""))
    assert "default-src 'none'" in text
    assert "Ünïcode Öre ÅB ß" in text
    assert "@page" in text


def test_the_same_report_gives_the_same_bytes():
    pytest.importorskip("typst")
    assert as_html(REPORT) == as_html(REPORT)
    one, two = as_pdf(REPORT), as_pdf(REPORT)
    assert one == two
    content, pages = one
    assert content.startswith(b"%PDF")
    assert pages == 1
    assert as_pdf(REPORT, "letter")[0] != content


def test_a_longer_report_has_more_pages():
    pytest.importorskip("typst")
    rows = tuple((f"Deal {n}", "€1") for n in range(30))
    tables = tuple(Table(f"Table {n}", "", ("Deal", "Amount"), rows) for n in range(4))
    assert as_pdf(Report(**{**REPORT.__dict__, "tables": tables}))[1] >= 4


def test_the_fan_is_drawn_to_scale():
    text = fan_svg(FAN)
    # 960 wide, 64 at the left and 84 at the right: day 45 of 90 is at 64 + 812 / 2; 50 of 120 is at 16 + 256 x 70 / 120
    assert 'points="64.0,272.0 470.0,165.3"' in text
    assert f'y1="{round(16 + 256 * (1 - 110 / 120), 1)}"' in text


def test_words():
    assert (money(-149_210, "EUR"), money(87_149, "EUR")) == ("−€149K", "€87.1K")
    assert (money(3_716_000, "EUR"), money(950, "EUR"), money(None, "EUR"), money(72_000, None)) == (
        "€3.72M",
        "€950",
        "–",
        "72K",
    )
    assert (share(0.114, 1), signed(-0.03), signed(0.2), share(None)) == ("11.4%", "−3%", "+20%", "–")
    assert (chance(0.999), chance(0.001), chance(0.5)) == ("over 99%", "under 1%", "50%")
    assert (times(3.449), quarter("2026Q4"), quarter("FY2027Q1"), quarter("2026-10")) == (
        "3.4×",
        "Q4 2026",
        "FY2027 Q1",
        "2026-10",
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A workspace with five deals."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "deals.csv").write_bytes(DEALS)
    work = Workspace(folder / "work")
    work.import_file(folder / "deals.csv")
    return work


def test_a_report_of_little_history_says_so(small):
    report = gather(small, Scope(), period_named("2026Q1"), None)
    assert report.title == "Forecast Q1 2026"
    assert "ittle history" in report.headline + " ".join(report.sentences)
    assert [name for name, *_ in report.figures] == ["Forecast", "Chance of the target", "Won to date", "Coverage now"]
    as_html(report)


def test_the_command_writes_the_file_and_its_hash(tmp_path, small, capsys):
    out = tmp_path / "report.html"
    assert main(["report", "--workspace", str(small.folder), "--quarter", "2026Q1", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"file": str(out), "pages": None, "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}


# since the last report

NOW = Said("2026Q2-x", "2026-05-12", 3.1e6, 3.62e6, 4.1e6, "EUR")


def test_a_report_knows_of_the_last_one_and_of_no_later_one(small):
    scope, asked = Scope(as_of=date(2026, 1, 12)), (period_named("2026Q1"), "EUR")
    report = gather(small, scope, *asked)
    for said in (
        replace(report.said, as_of="2025-12-29", p50=70.0),
        replace(report.said, as_of="2026-01-05", p50=60.0),
        replace(report.said, as_of="2026-01-19", p50=50.0),
        replace(report.said, as_of="2026-01-05", p50=65.0),  # of one day the newest counts
        replace(report.said, as_of="2026-01-11", of="2026Q1-others"),
    ):
        remember(small, said)
    before = report_before(small, report.said)
    assert (before.as_of, before.p50) == ("2026-01-05", 65.0)
    again = gather(small, scope, *asked)
    remember(small, again.said)
    assert gather(small, scope, *asked) == again, "a report that is made again says the same"
    other = gather(small, scope.only(owners=("Nobody",)), *asked)
    assert report_before(small, other.said) is None, "other filters"


def test_what_the_last_report_said():
    before = replace(NOW, as_of="2026-04-28", p50=3.51e6)
    assert since(NOW, before) == [
        "The last report, as of 28 Apr 2026, said €3.51M (€3.1M – €4.1M): now it is €110K more."
    ]
    assert since(NOW, replace(before, currency="USD")) == []
    assert since(NOW, None) == []


@pytest.mark.parametrize(
    ("out", "code"), [("report.doc", "no_report_kind"), ("nowhere/report.html", "report_not_written")]
)
def test_a_file_that_cannot_be_written_is_refused(tmp_path, small, capsys, out, code):
    assert (
        main(
            [
                "report",
                "--workspace",
                str(small.folder),
                "--quarter",
                "2026Q1",
                "--out",
                str(tmp_path / out),
                "--json",
            ]
        )
        == 3
    )
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_the_sample_as_a_board_reads_it(sample_store):
    pytest.importorskip("typst")
    report = gather(sample_store, Scope(as_of=date(2026, 5, 12)), period_named("2026Q2"), "EUR")
    assert report.headline.startswith("Q2 2026 will bring about €")
    titles = [each.title for each in report.tables]
    assert "The 10 deals that matter most" in titles
    assert "How right such forecasts were" in titles
    [week] = [each for each in report.tables if each.title == "What changed in the last week"]
    assert week.note.startswith(
        "No earlier report of this period and these filters was made here. From 5 May 2026 to 12 May"
    )
    remembered = changed_table(
        sample_store, Scope(as_of=date(2026, 5, 12)), period_named("2026Q2"), date(2026, 5, 12), "EUR",
        replace(NOW, as_of="2026-04-28"),
    )  # fmt: skip
    assert remembered.title == "What changed since the last report"
    assert remembered.note.startswith("From 28 Apr 2026 to 12 May 2026")
    names = [name for name, _ in report.notes]
    assert "Rates used" in names
    assert {"Forecast", "Coverage", "Target", "How it is known"} <= set(names)
    assert as_pdf(report)[1] == 2
