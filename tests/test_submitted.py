"""Submitted forecasts of a file: read, accounted for, converted, and held against what came."""

from datetime import date

import pytest

from analytics.errors import Refused
from analytics.intake import Options
from analytics.intake.take import take
from analytics.metrics.forecast import accuracy
from analytics.periods import period_named
from analytics.workspace import Rate, Scope, Settings
from analytics.workspace.setting_rows import SubmittedForecast
from tests.exports import csv_of, store_of_files

DEALS = [
    {"Deal ID": 1, "Stage": "Won", "Status": "Won", "Team": "North", "Currency": "EUR", "Amount": 900, "Created Date": "2025-07-02", "Closed Date": "2025-11-20"},
    {"Deal ID": 2, "Stage": "Demo", "Status": "Open", "Team": "North", "Currency": "EUR", "Amount": 1, "Created Date": "2025-07-01", "Closed Date": ""},
]  # fmt: skip
HEADINGS = ("Quarter", "Submitted On", "Submitted By", "Team", "Forecast", "Currency")
CALLS = [
    dict(zip(HEADINGS, row, strict=True))
    for row in (
        ("Q4 2025", "2025-10-06", "Cleo", "", "1,000.00", "EUR"),
        ("2025Q4", "2025-10-13", "Cleo", "", "1,200.00", "USD"),
        ("2025Q4", "2025-10-13", "Dan", "North", "800.00", "EUR"),
        ("2025Q4", "2025-10-20", "Eve", "", "800.00", "GBP"),
        ("2025Q4", "", "Cleo", "", "700.00", "EUR"),
    )
]
RATES = (Rate("USD", 0.5, date(2025, 1, 1)), Rate("USD", 0.75, date(2025, 10, 10)), Rate("USD", 0.9, date(2025, 12, 1)))
AS_OF = Options(as_of=date(2026, 1, 5))


def test_a_list_is_recognised_and_every_row_is_accounted_for():
    receipt = take(csv_of(CALLS).encode(), "calls.csv", Options()).receipt
    assert (receipt.kind, receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected) == ("forecasts", 5, 4, 1)
    [reject] = receipt.rejects
    assert (reject.row, reject.column, reject.reason) == (6, "Submitted On", "empty: a submitted forecast needs it")


def test_of_commit_and_best_case_the_former_is_the_forecast_and_people_are_asked():
    content = "Forecast period,Rep,Submitted on,Commit,Best case,Pipeline\nQ2 2026,Ann,2026-04-06,100,150,400\nQ2 2026,Bob,2026-04-06,80,90,200\nQ2 2026,Ann,2026-04-13,110,150,380\n"
    taken = take(content.encode(), "calls.csv", Options())
    [question] = taken.receipt.questions
    assert (taken.receipt.kind, question.field, question.choices) == ("forecasts", "amount", ["Commit", "Best case"])
    rows = taken.tables["forecasts"]
    assert list(zip(rows["who"], rows["amount"], strict=True)) == [("Ann", 100), ("Bob", 80), ("Ann", 110)]


def test_a_list_without_days_says_what_is_missing():
    rows = [{name: row[name] for name in HEADINGS if name != "Submitted On"} for row in CALLS]
    with pytest.raises(Refused, match="no column that is recognised as Said on"):
        take(csv_of(rows).encode(), "forecasts.csv", Options(kind="forecasts"))


@pytest.fixture(scope="module")
def store():
    typed = SubmittedForecast("2025Q4", date(2025, 10, 6), "Cleo", 950.0)
    return store_of_files(
        ("deals.csv", csv_of(DEALS)),
        ("calls.csv", csv_of(CALLS), Options()),
        options=AS_OF,
        settings=Settings(rates=RATES, reporting_currency="EUR", submitted_forecasts=(typed,)),
    )


def test_a_typed_one_stands_for_an_imported_one_and_rates_are_those_of_the_day(store):
    rows = store.engine.table("submitted_forecasts")
    told = [
        (
            str(row.submitted_on.date()),
            row.who,
            None if row.reporting_amount != row.reporting_amount else row.reporting_amount,
        )
        for row in rows.itertuples()
    ]
    assert told == [("2025-10-06", "Cleo", 950), ("2025-10-13", "Cleo", 1200 * 0.75), ("2025-10-13", "Dan", 800), ("2025-10-20", "Eve", None)]  # fmt: skip
    assert rows["import_id"].isna().tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(Scope(), [("Cleo", 950.0), ("Cleo", 900.0)]), (Scope(teams=("North",)), [("Dan", 800.0)])],
    ids=["of all deals", "of a team"],
)
def test_they_are_held_against_what_came(store, scope, expected):
    rows = accuracy(store, scope, period_named("2026Q1")).submitted
    # what has no rate cannot be held against anything
    assert list(zip(rows["who"], rows["amount"], strict=True)) == expected
    assert set(rows["actual"]) == {900.0}


CATEGORIES = "Date,Quarter,Owner,Forecast Type,Amount\n2026-01-05,2026Q1,Ann,Best Case,150\n2026-01-05,2026Q1,Ann,Commit,100\n2026-01-05,2026Q1,Bob,Commit,50\n"


def test_of_several_forecasts_of_one_day_one_counts_and_people_are_asked():
    taken = take(CATEGORIES.encode(), "forecasts.csv", Options())
    rows, receipt = taken.tables["forecasts"], taken.receipt
    assert list(zip(rows["who"], rows["amount"], strict=True)) == [("Ann", 100), ("Bob", 50)]
    [question] = receipt.questions
    assert (question.field, question.choices, question.assumed) == ("figure", ["Commit", "Best Case"], "Commit")
    assert [(each.row, each.why) for each in receipt.furniture] == [(2, "another figure: Best Case")]
    assert (receipt.rows_accepted, receipt.amount_total) == (2, 150)
    other = take(CATEGORIES.encode(), "forecasts.csv", Options(figure="best case"))
    assert other.tables["forecasts"]["amount"].tolist() == [150]
    assert not other.receipt.questions
