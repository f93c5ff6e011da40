"""What stands below the forecast on the page of the quarter, as a person reads it."""

import pandas as pd
import pytest

from analytics.intake import Options
from analytics.periods import period_named
from analytics.reports.quarter import gather
from analytics.workspace import Scope, Settings, Workspace
from analytics.workspace.setting_rows import Target
from pages._parts.quarter_sections import within_sentence
from tests.app import on, part, plain
from tests.exports import csv_of, day
from tests.test_coverage import CATEGORIES, PEOPLE, ROWS


def with_rows(home, rows: list[dict], *targets: Target) -> None:
    deals = [
        {"Deal ID": n, "Stage": "Demo", "Created Date": "2025-01-02", "Currency": "EUR"} | row
        for n, row in enumerate(rows)
    ]
    path = home / "deals.csv"
    path.write_text(csv_of(deals), encoding="utf-8")
    work = Workspace(home / "default")
    work.save_settings(Settings(reporting_currency="EUR", targets=targets))
    work.import_file(path, Options(as_of=day("2026-05-12")))


def test_coverage_categories_and_teams_stand_below_the_forecast(home):
    with_rows(home, [*ROWS, *CATEGORIES[:-1], *PEOPLE], Target("2026Q2", 1000))
    test = on("forecast/quarter.py", {"quarter": ["2026Q2"], "quarter_part": ["Target"]})
    assert not test.error
    said = plain(test)
    assert "Is enough open to reach the target?" in said
    figures = {each.label: each.value for each in test.metric}
    # 150 + 1 + 100 + 5 are won of 1,000; open are 800 + 510 + 97
    assert figures["Coverage now"] == "1.9×"
    assert "The exports tell only today’s expected close" in said
    part(test, "quarter_part", "Categories")
    assert "Not words of ours, and shown as the export has them: 60% maybe, closed." in plain(test)
    tables = {each.proto.alt: each.value for each in test.dataframe}
    assert tables["Forecast categories"]["name"].tolist()[:4] == ["Closed", "Commit", "Best case", "Pipeline"]
    part(test, "quarter_part", "Teams")
    tables = {each.proto.alt: each.value for each in test.dataframe}
    teams = tables["Won and open by team"].set_index("value")
    assert teams.loc["North", "won_amount"] == 100
    assert teams.loc["No team", "won_amount"] == 151


def test_a_table_by_owner_and_cumulative_categories(home):
    with_rows(home, [*CATEGORIES, *PEOPLE])
    test = on("forecast/quarter.py", {"quarter": ["2026Q2"], "quarter_part": ["Teams"]})
    test.selectbox(key="breakdown-by").set_value("owner").run()
    assert not test.exception
    tables = {each.proto.alt: each.value for each in test.dataframe}
    assert tables["Won and open by owner"]["value"].tolist() == ["Ann", "Cay", "Ben", "No owner"]
    assert "There is no target for this period and these filters." in plain(part(test, "quarter_part", "Target"))


@pytest.mark.parametrize(("quarter", "is_over"), [("2026Q2", False), ("2026Q1", True)])
def test_where_no_won_deal_has_a_day_nothing_is_said_to_be_won(home, quarter, is_over):
    with_rows(
        home, [{"Stage": stage, "Amount": 100} for stage in ("Won", "Won", "Lost", "Demo")], Target(quarter, 1000)
    )
    test = on("forecast/quarter.py", {"quarter": [quarter]})
    assert not test.exception
    assert "no won deal tells on which day it was won" in plain(test)
    assert "no closing days are told" in plain(test)
    figures = {each.label: each.value for each in test.metric}
    assert (figures["Won to date"], figures["Forecast"], figures["Still to win"]) == ("–", "–", "–")
    work = Workspace(home / "default")
    report = gather(work, Scope(), period_named(quarter, 1), "EUR")
    assert "no won deal tells on which day it was won" in report.headline
    told = ("Won" if is_over else "Won to date", "–", "no closing days are told")
    assert told in report.figures


def test_where_nothing_is_won_yet_that_is_nought(home):
    with_rows(home, [{"Stage": "Lost", "Amount": 100}, {"Amount": 100}])
    figures = {each.label: each.value for each in on("forecast/quarter.py", {"quarter": ["2026Q2"]}).metric}
    assert figures["Won to date"] == "€0"


def test_without_categories_the_page_says_which_column_tells_them(home):
    with_rows(home, ROWS)
    assert "add the column *Forecast category* to the export" in plain(
        on("forecast/quarter.py", {"quarter": ["2026Q2"], "quarter_part": ["Categories"]})
    )


@pytest.mark.parametrize(
    ("steady", "this", "expected"),
    [
        (True, (0, 0, 0.0), "**21%** of deals that pass Evaluation are won in the same month (16% to 27%; 42 of 200 in the last twelve whole months); month to month that is steady (p = 0.40)."),
        (None, (0, 0, 0.0), "**21%** of deals that pass Evaluation are won in the same month (16% to 27%; 42 of 200 in the last twelve whole months)."),
        (False, (10, 1, 2.1), "**21%** of deals that pass Evaluation are won in the same month (16% to 27%; 42 of 200 in the last twelve whole months); month to month that is **not steady** (p = 0.40). "
         "10 deals passed it so far this month, 1 of them won; about **2** will be by its end."),
    ],
)  # fmt: skip
def test_the_within_month_rate_in_words(steady, this, expected):
    row = pd.Series(
        {
            "stage": "Evaluation", "won_rate": 0.21, "low": 0.16, "high": 0.27, "won": 42, "passed": 200, "p_value": 0.4,
            "is_steady": steady, "this_passed": this[0], "this_won": this[1], "this_expected": this[2],
        }
    )  # fmt: skip
    assert within_sentence(row) == expected
