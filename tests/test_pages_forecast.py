"""The pages of the forecast, as a person uses them, without a browser."""

import shutil

import pytest

from analytics.workspace import Workspace
from tests.app import choose, on, part, plain, settle, with_deals
from tests.company import import_into


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    home = tmp_path_factory.mktemp("company")
    import_into(home, Workspace(home / "default"))
    return home


@pytest.fixture
def company(filled, home):
    shutil.copytree(filled / "default", home / "default")


def opened(page):
    test = on(page)
    settle(test)
    return test


def test_the_quarter_with_its_range(company):
    test = opened("forecast/quarter.py")
    assert "Q1 2026 will bring about" in plain(test)
    assert "in eight of ten cases between" in plain(test)
    # no target is set
    figures = {each.label: each.value for each in test.metric}
    assert figures["Chance of the target"] == "–"
    assert test.selectbox(key="quarter").value == "2026Q1"


def test_each_part_of_the_quarter_is_drawn_when_it_is_opened(company):
    test = opened("forecast/quarter.py")
    for name, heading in (
        ("Deals", "What it is made of"),
        ("Stages", "Weighted pipeline: configured or learned?"),
        ("Within the month", "How many deals that pass a stage are won in the same month?"),
        ("Methods", "What each method says"),
    ):
        assert heading in [each.value for each in part(test, "quarter_part", name).subheader]


def test_what_if_a_deal_is_won(company, home):
    deals = Workspace(home / "default").engine.table("deals")
    test = part(opened("forecast/quarter.py"), "quarter_part", "What if")
    test.multiselect(key="if-won").set_value([int(deals.loc[deals["status"] == "open", "deal_key"].iloc[0])]).run()
    assert not test.exception
    assert "Then the forecast is" in plain(test)
    test.selectbox(key="if-stage").set_value(("Default pipeline", "Proposal")).run()
    assert not test.exception


def test_other_periods(company):
    test = opened("forecast/quarter.py")
    choose(test, "Quarter or month", "2025Q4")
    assert "Q4 2025 is over" in plain(test)
    choose(test, "Quarter or month", "2026-03")
    assert "March 2026 will bring about" in plain(test)


def test_how_right_the_forecasts_were(company):
    test = opened("forecast/accuracy.py")
    assert "On the first day of a period the forecast was" in plain(test)
    assert "Its 80% band held" in plain(test)
    choose(test, "Forecast of the period", 5)
    assert "At the start of week 5 of a period the forecast was" in plain(test)
    assert "over all weeks" in plain(test)
    # close dates of then are in no file
    assert "weighted pipeline cannot be scored" in plain(test)
    assert "What the replay does without" in plain(part(test, "accuracy_part", "What it leaves out"))
    assert "Close dates as they stood" in plain(part(test, "accuracy_part", "Deals"))
    part(test, "accuracy_part", "Chances")
    choose(test, "Chances of", "snapshot_ratio")
    assert "chances given" in plain(test)


@pytest.mark.parametrize("page", ["forecast/quarter.py", "forecast/accuracy.py"])
def test_too_little_history_is_said(home, page):
    with_deals(home)
    assert "too little history" in plain(opened(page)).casefold()
