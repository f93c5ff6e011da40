"""Overview, on figures that a person can add up."""

from decimal import Decimal

import pytest

from analytics import samples
from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.overview import overview, overview_trend
from analytics.workspace import Rate, Scope, Settings
from tests.exports import csv_of, day, store_of, store_of_files


def deal(n, stage, **more):
    return {"Deal ID": n, "Deal Name": f"deal {n}", "Stage": stage, "Created Date": "2025-01-01", "Amount": "", **more}


def test_the_textbook_example_keeps_its_three_numbers_apart():
    """Ten offers of 100,000 at 60 %, five closed: 500,000 closed, 600,000 weighted, 1,000,000 open."""
    data = (samples.FOLDER / "worked_example.csv").read_bytes()
    result = overview(store_of_files(("worked_example.csv", data)), Scope())
    assert (result.won_amount, result.weighted_amount, result.open_amount) == (500_000, 600_000, 1_000_000)
    assert (result.deals, result.open, result.won, result.lost) == (15, 10, 5, 0)
    assert result.win_rate is None  # the file holds no lost deal, so it cannot know


def test_counts_and_money_by_status():
    rows = [
        deal(1, "Open", Amount="100.10", **{"Probability (%)": 50}),
        deal(2, "Open", Amount="0.20", **{"Probability (%)": ""}),
        deal(3, "Open", **{"Probability (%)": 90}),
        deal(4, "Won", Amount="30", **{"Close Date": "2025-01-11"}),
        deal(5, "Won", **{"Close Date": "2025-01-21"}),
        deal(7, "Won", Amount="0", **{"Close Date": "2025-01-21"}),
        deal(6, "Lost", Amount="1000", **{"Close Date": "2025-01-31"}),
    ]
    result = overview(store_of_files(("deals.csv", csv_of(rows))), Scope())
    assert (result.open, result.won, result.lost) == (3, 3, 1)
    assert result.open_amount == Decimal("100.30")
    assert result.weighted_amount == Decimal("50.05")
    assert result.won_amount == 30
    assert result.average_won == 30  # of the one won deal that has an amount, and one of 0 is none
    assert result.win_rate == 3 / 4
    assert (result.without_amount, result.without_probability) == (3, 1)


def test_the_cycle_is_the_median_of_won_deals_and_open_ones_count_as_undecided():
    """Won after 10 and 20 days, lost after 30: half of those won within the time observed were won by day 10."""
    rows = [
        deal(1, "Won", **{"Close Date": "2025-01-11"}),
        deal(2, "Won", **{"Close Date": "2025-01-21"}),
        deal(3, "Lost", **{"Close Date": "2025-01-31"}),
        deal(4, "Won", **{"Close Date": "2024-12-01"}),  # closed before it was created: one of the days is wrong
    ]
    assert overview(store_of_files(("deals.csv", csv_of(rows))), Scope()).cycle_days_median == 10


def test_a_winner_without_losses_is_known_only_where_the_export_holds_losses():
    rows = [deal(n, "Won", Owner="Ann") for n in range(3)] + [deal(9, "Lost", Owner="Ben")]
    store = store_of_files(("deals.csv", csv_of(rows)))
    assert overview(store, Scope(owners=("Ann",))).win_rate == 1.0
    assert overview(store, Scope(owners=("Ben",))).win_rate == 0.0


def test_two_currencies_are_never_added_without_a_rate():
    rows = [
        deal(1, "Open", Amount="100", Currency="EUR"),
        deal(2, "Open", Amount="100", Currency="USD"),
        deal(3, "Open", Amount="50", Currency="EUR"),
    ]
    files = ("deals.csv", csv_of(rows))
    alone = overview(store_of_files(files), Scope())
    assert (alone.open_amount, alone.without_rate) == (150, 1)
    rated = overview(store_of_files(files, settings=Settings(rates=(Rate("USD", 0.9, day("2025-01-01")),))), Scope())
    assert (rated.open_amount, rated.without_rate) == (240, 0)
    in_dollars = Settings(reporting_currency="USD", rates=(Rate("EUR", 1.25, day("2025-01-01")),))
    assert overview(store_of_files(files, settings=in_dollars), Scope()).open_amount == Decimal("287.5")


def test_a_closed_deal_keeps_the_rate_of_its_day():
    rows = [
        deal(1, "Won", Amount="100", Currency="USD", **{"Close Date": "2025-03-01"}),
        deal(2, "Won", Amount="100", Currency="USD", **{"Close Date": "2026-03-01"}),
        deal(3, "Won", Amount="1", Currency="EUR", **{"Close Date": "2026-03-01"}),
    ]
    rates = (Rate("USD", 0.5, day("2025-01-01")), Rate("USD", 0.9, day("2026-01-01")))
    store = store_of_files(("deals.csv", csv_of(rows)), settings=Settings(reporting_currency="EUR", rates=rates))
    assert overview(store, Scope()).won_amount == 50 + 90 + 1


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param("2025-01-01", (0, 0, 0), id="before it was created"),
        pytest.param("2025-01-10", (1, 0, 0), id="open"),
        pytest.param("2025-02-01", (0, 0, 1), id="lost on that day"),
        pytest.param("2025-02-15", (0, 0, 1), id="still lost: that it would open again nobody knew"),
        pytest.param("2025-03-01", (1, 0, 0), id="open again"),
        pytest.param("2025-04-02", (0, 1, 0), id="won"),
    ],
)
def test_one_deal_as_it_was_known_on_a_day(as_of, expected):
    journey = ["Qualified 2025-01-02", "Lost 2025-02-01", "Proposal 2025-03-01", "Won 2025-04-01"]
    result = overview(store_of({"deal": journey}), Scope(as_of=day(as_of)))
    assert (result.open, result.won, result.lost) == expected


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        pytest.param(Scope(owners=("Ann",)), 2, id="one owner"),
        pytest.param(Scope(owners=("Ann", "Ben")), 3, id="either owner"),
        pytest.param(Scope(owners=("Ann",), regions=("South",)), 1, id="both filters"),
        pytest.param(Scope(from_on=day("2025-02-01")), 2, id="created from a day on"),
        pytest.param(Scope(from_on=day("2025-02-01"), to_on=day("2025-02-01")), 1, id="created on one day"),
        pytest.param(Scope(from_on=day("2025-05-01"), basis="closed"), 1, id="closed from a day on"),
        pytest.param(Scope(to_on=day("2025-12-31"), basis="expected"), 1, id="expected by a day"),
    ],
)
def test_scope(scope, names):
    rows = [
        {"Deal ID": 1, "Stage": "Open", "Owner": "Ann", "Region": "North", "Created Date": "2025-01-01", "Close Date": "2025-12-31"},
        {"Deal ID": 2, "Stage": "Won", "Owner": "Ann", "Region": "South", "Created Date": "2025-02-01", "Close Date": "2025-05-01"},
        {"Deal ID": 3, "Stage": "Lost", "Owner": "Ben", "Region": "South", "Created Date": "2025-03-01", "Close Date": "2025-04-01"},
    ]  # fmt: skip
    assert overview(store_of_files(("deals.csv", csv_of(rows))), scope).deals == names


def test_deals_add_up_over_any_filter(sample_store):
    whole = overview(sample_store, Scope())
    owners = sample_store.engine.table("deals")["owner"].dropna().unique()
    parts = [overview(sample_store, Scope(owners=(owner,))) for owner in owners]
    unowned = int(sample_store.engine.table("deals")["owner"].isna().sum())
    assert unowned == 6  # of the sample's README
    assert sum(part.deals for part in parts) == whole.deals - unowned
    assert whole.deals == whole.open + whole.won + whole.lost


def test_an_open_deal_of_an_earlier_day_is_weighted_as_it_stood_then():
    """What became of it since (won: 100 %, lost: 0 %) was not known."""
    chances = {"Probability (%)": 100, "Amount": 1000}
    store = store_of(
        {
            "won since": ["Qualified 2025-01-02", "Won 2025-03-01"],
            "lost since": ["Qualified 2025-01-02", "Lost 2025-03-01"],
            "open": ["Qualified 2025-01-02"],
        },
        details={
            "won since": chances,
            "lost since": {**chances, "Probability (%)": 0},
            "open": {**chances, "Probability (%)": 20},
        },
    )
    then = overview(store, Scope(as_of=day("2025-02-01")))
    # what the other two had is not known, and the stage has no probability of its own
    assert (then.open, then.weighted_amount, then.without_probability) == (3, 200, 2)
    assert overview(store, Scope()).weighted_amount == 200


def test_a_period_of_closing_days_knows_no_later_one():
    journey = ["Qualified 2025-01-02", "Lost 2025-02-01", "Proposal 2025-03-01", "Won 2025-04-10"]
    store = store_of({"deal": journey}, details={"deal": {"Closed Date": "2025-04-10"}})
    spring = Scope(from_on=day("2025-04-01"), to_on=day("2025-06-30"), basis="closed")
    assert overview(store, spring).won == 1
    assert overview(store, spring.only(as_of=day("2025-02-15"))).deals == 0
    winter = spring.only(from_on=day("2025-01-01"), to_on=day("2025-03-31"), as_of=day("2025-02-15"))
    assert overview(store, winter).lost == 1


def test_the_way_to_the_figures_is_as_it_was_known_at_each_end_of_a_month():
    """Won on 10 February for 100 and on 5 April for 300, lost on 20 March; one open since January."""
    store = store_of(
        {
            "early": ["Qualified 2025-01-02", "Won 2025-02-10"],
            "late": ["Qualified 2025-01-02", "Won 2025-04-05"],
            "lost": ["Qualified 2025-01-02", "Lost 2025-03-20"],
            "open": ["Qualified 2025-01-02"],
        },
        {"early": {"Amount": 100}, "late": {"Amount": 300}, "lost": {"Amount": 50}, "open": {"Amount": 7}},
    )
    trend = overview_trend(store, Scope(as_of=day("2025-04-15")), months=4)
    expected = [
        # day         won lost open won_amount open_amount
        ("2024-12-31",  0,  0,  0,    None,       None),
        ("2025-01-31",  0,  0,  4,    None,       457),
        ("2025-02-28",  1,  0,  3,    100,        357),
        ("2025-03-31",  1,  1,  2,    100,        307),
        ("2025-04-15",  2,  1,  1,    400,        7),
    ]  # fmt: skip
    columns = ["day", "won", "lost", "open", "won_amount", "open_amount"]
    found = trend.days[columns].astype({"day": "str"}).astype("object")
    assert [tuple(row) for row in found.where(found.notna(), None).to_numpy()] == expected
    assert trend.since == day("2025-01-31")
    assert trend.change("open_amount") == -450
    # nothing was won by then, so no amount to compare with
    assert trend.change("won_amount") is None
    assert not trend.is_real


def test_a_deal_is_closed_when_it_is_won_whatever_comes_after_the_sale():
    """Won after 31 days; onboarding began two months later."""
    order = (Stage("Qualified", "open"), Stage("Won", "won"), Stage("Onboarding", "post_sale"), Stage("Lost", "lost"))
    steps = [("Qualified", "2025-01-01"), ("Won", "2025-02-01"), ("Onboarding", "2025-04-01")]
    store = store_of_files(
        ("deals.csv", csv_of([{"Deal ID": 1, "Stage": "Onboarding", "Created Date": "2025-01-01"}])),
        ("history.csv", csv_of([{"Deal ID": 1, "Stage": stage, "Entered At": at} for stage, at in steps])),
        options=Options(as_of=day("2025-06-30")),
        settings=Settings(pipelines={"Pipeline": order}),
    )
    for as_of in ("2025-03-01", "2025-06-30"):
        assert overview(store, Scope(as_of=day(as_of))).cycle_days_median == 31
    assert store.engine.table("deals")["closed_on"].dt.date.tolist() == [day("2025-02-01")]


UNDATED = [
    {"Deal Name": "a", "Owner": "Ann", "Stage": "Won", "Amount": 10, "Created Date": "2025-01-02"},
    {"Deal Name": "b", "Owner": "Ann", "Stage": "Lost", "Amount": 20, "Created Date": "2025-01-02"},
    {"Deal Name": "c", "Owner": "Ben", "Stage": "Demo", "Amount": 40, "Created Date": "2025-06-30"},
]


def test_a_deal_closed_on_an_unknown_day_has_no_cycle_and_counts_in_no_period():
    """Not the day of the export, by which it is merely known to be closed."""
    store = store_of_files(("deals.csv", csv_of(UNDATED)))
    assert overview(store, Scope()).won == 1
    assert overview(store, Scope()).cycle_days_median is None
    closed = Scope(from_on=day("2025-06-01"), to_on=day("2025-06-30"), basis="closed")
    assert overview(store, closed).deals == 0


def test_where_closing_days_are_not_told_nothing_is_said_of_days_before():
    trend = overview_trend(store_of_files(("deals.csv", csv_of(UNDATED))), Scope())
    assert trend.days["day"].tolist() == [day("2025-06-30")]
    assert trend.days["won"].tolist() == [1]
    assert trend.change("won") is None
