"""The setup page: fiscal year, targets and submitted forecasts, typed and pasted."""

from datetime import date

from analytics.metrics.targets import target
from analytics.periods import period_named
from analytics.workspace import Scope, Workspace
from analytics.workspace.setting_rows import SubmittedForecast, Target
from tests.app import ROOT, on, with_deals, words
from tests.test_setup import kept, save


def type_into(test, alt: str, rows: list[dict]) -> None:
    """Add rows to a table, as typing or pasting does."""
    [table] = [each for each in test.dataframe if each.proto.alt == alt]
    key = table.proto.id.split("-", 2)[2]
    test.session_state[key] = {"edited_rows": {}, "added_rows": rows, "deleted_rows": []}


def test_targets_are_typed_and_pasted(home):
    with_deals(home)
    test = on("data/setup.py")
    test.selectbox(key="fiscal-year-start").set_value(2).run()
    rows = [
        {"period": "Q4 2026", "owner": "Ann", "amount": 1000.5, "currency": "eur"},
        {"period": "fy27 q1", "amount": 3000},
    ]
    type_into(test, "Targets", rows)
    save(test)
    settings = kept(home)
    assert settings.fiscal_year_start == 2
    assert settings.targets == (Target("2026Q4", 1000.5, owner="Ann", currency="EUR"), Target("FY2027Q1", 3000.0))
    assert target(Workspace(home / "default"), Scope(), period_named("FY2027Q1", 2)) == 3000
    [table] = [each.value for each in test.dataframe if each.proto.alt == "Targets"]
    assert table["period"].tolist() == ["2026Q4", "FY2027Q1"]
    # saved again, the same
    save(test)
    assert kept(home) == settings


def test_what_is_no_target_is_said(home):
    with_deals(home)
    test = on("data/setup.py")
    rows = [
        {"period": "soon", "amount": 1},
        {"period": "2026Q4", "amount": None},
        {"period": "2026Q4", "amount": 2, "currency": "E1"},
    ]
    type_into(test, "Targets", rows)
    test.button(key="save-setup").click().run()
    said = test.error[0].value.replace("\\", "")
    assert "“soon” is no period" in said
    assert "Every target is an amount of zero or more." in said
    assert "“E1” is no currency code" in said
    assert kept(home).targets == ()


def test_two_targets_of_the_same_days_are_refused(home):
    with_deals(home)
    test = on("data/setup.py")
    type_into(test, "Targets", [{"period": "2026Q4", "amount": 1}, {"period": "FY2026Q4", "amount": 2}])
    test.button(key="save-setup").click().run()
    assert "Two targets are of the same team, owner and pipeline" in test.error[0].value.replace("\\", "")


def test_imported_targets_stand_beside_and_names_without_deals_are_told(home):
    with_deals(home)
    Workspace(home / "default").import_file(ROOT / "sample_data" / "targets.csv")
    test = on("data/setup.py")
    assert any(each.label.startswith("140 imported targets") for each in test.expander)
    assert "No deal is of" in words(test)
    assert "Katrin Albers" in words(test)


def test_a_manager_submits_a_forecast_each_week(home):
    with_deals(home)
    test = on("data/setup.py")
    rows = [
        {"period": "Q4 2026", "submitted_on": "2026-10-05", "who": "Mia", "amount": 900},
        {"period": "2026Q4", "submitted_on": "2026-10-12", "who": "Mia", "amount": 950.5},
    ]
    type_into(test, "Submitted forecasts", rows)
    save(test)
    assert kept(home).submitted_forecasts == (
        SubmittedForecast("2026Q4", date(2026, 10, 5), "Mia", 900.0),
        SubmittedForecast("2026Q4", date(2026, 10, 12), "Mia", 950.5),
    )
    table = Workspace(home / "default").engine.table("submitted_forecasts")
    assert table["submitted_on"].dt.date.tolist() == [date(2026, 10, 5), date(2026, 10, 12)]
    assert table["amount"].astype("float").tolist() == [900, 950.5]
    save(test)
    assert len(kept(home).submitted_forecasts) == 2


def test_a_submitted_forecast_needs_a_day_and_a_name(home):
    with_deals(home)
    test = on("data/setup.py")
    type_into(test, "Submitted forecasts", [{"period": "2026Q4", "amount": 900}])
    test.button(key="save-setup").click().run()
    assert "needs the day on which it was said" in test.error[0].value.replace("\\", "")
    assert kept(home).submitted_forecasts == ()
