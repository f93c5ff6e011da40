"""How often deals are put off, and what becomes of them."""

import pytest

from analytics.intake import Options
from analytics.metrics.changes import changes, news, pushes, slipped
from analytics.periods import period_named
from analytics.survival import wilson
from analytics.workspace import Scope
from tests.exports import csv_of, day, store_of_files

DEALS = [
    ("late", "Ann", "Won", "2025-03-11", "2025-03-11", 100),
    ("prompt", "Ben", "Won", "2025-01-31", "2025-01-31", 200),
    ("twice", "Ann", "Lost", "2025-03-20", "2025-03-20", 400),
    ("open", "Ben", "Open", "2025-05-01", "", 800),
    ("early", "Ben", "Open", "2025-03-31", "", 1600),
]
# field, old, new, day: what is written on the day of closing is no push
AUDIT = [
    ("late", "2025-02-01", "2025-03-01", "2025-01-20"),
    ("late", "2025-03-01", "2025-03-11", "2025-03-11"),
    ("prompt", "2025-02-10", "2025-01-31", "2025-01-31"),
    ("twice", "2025-02-15", "2025-03-15", "2025-02-10"),
    ("twice", "2025-03-15", "2025-04-15", "2025-03-10"),
    ("twice", "2025-04-15", "2025-03-20", "2025-03-20"),
    ("open", "2025-03-15", "2025-05-01", "2025-03-10"),
    ("early", "2025-04-30", "2025-03-31", "2025-02-01"),
]


@pytest.fixture(scope="module")
def store():
    deals = [
        {
            "Deal ID": name, "Deal Name": name, "Owner": owner, "Stage": "Demo", "Status": status, "Amount": amount, "Currency": "EUR",
            "Created Date": "2025-01-01", "Expected Close Date": close, "Closed Date": closed,
        }
        for name, owner, status, close, closed, amount in DEALS
    ]  # fmt: skip
    audit = [
        {
            "Deal ID": name,
            "Field": "Expected Close Date",
            "Old Value": old,
            "New Value": new,
            "Edit Date": f"{on} 10:00",
        }
        for name, old, new, on in AUDIT
    ]
    on = Options(as_of=day("2025-03-31"))
    return store_of_files(
        ("deals.csv", csv_of(deals), on), ("audit.csv", csv_of(audit), Options(as_of=on.as_of, kind="history"))
    )


def test_deals_are_counted_by_how_often_they_were_pushed(store):
    rows = pushes(store, Scope()).chances.set_index("pushes")
    assert rows[["deals", "won", "lost", "open"]].to_dict("index") == {
        0: {"deals": 5, "won": 2, "lost": 1, "open": 2},
        1: {"deals": 3, "won": 1, "lost": 1, "open": 1},
        2: {"deals": 1, "won": 0, "lost": 1, "open": 0},
    }


def test_the_chance_counts_open_deals_for_as_long_as_they_were_watched(store):
    """Pushed once: open after 21 days, lost after 38, won after 50: two are left of three when one is lost, one when it is won."""
    row = pushes(store, Scope()).chances.set_index("pushes").loc[1]
    assert (row["chance"], row["days"]) == (pytest.approx(0.5), 50)
    assert (row["low"], row["high"]) == pytest.approx(wilson(0.5, row["n_eff"]))


def test_owners_push_so_often_and_so_far(store):
    rows = pushes(store, Scope()).owners.set_index("owner")
    # Ann: 28, 28 and 31 days; Ben: 47, and one pulled in
    assert rows.loc["Ann", ["deals", "pushed", "pushes", "pulled_in", "days_per_push"]].tolist() == [2, 2, 3, 0, 28]
    assert rows.loc["Ben", ["deals", "pushed", "pushes", "pulled_in", "days_per_push"]].tolist() == [3, 1, 1, 1, 47]


def test_open_deals_show_their_pushes(store):
    rows = pushes(store, Scope()).deals.set_index("name")
    assert rows[["pushes", "days_pushed"]].to_dict("index") == {
        "open": {"pushes": 1, "days_pushed": 47},
        "early": {"pushes": 0, "days_pushed": 0},
    }


def test_a_deal_slips_that_is_open_and_planned_for_later_at_the_end(store):
    """Planned on 1 January for the quarter: all but the one pulled in later; slipped: 800 of 1,500."""
    [row] = slipped(store, Scope(), (period_named("2025Q1"),)).to_dict("records")
    assert (row["planned"], row["slipped"], row["planned_amount"], row["slipped_amount"]) == (4, 1, 150_000, 80_000)
    assert (row["slip_rate"], row["slip_rate_deals"]) == (pytest.approx(8 / 15), 0.25)


def test_what_moves_most_money_comes_first(store):
    result = changes(store, Scope(), day("2025-01-15"), day("2025-03-31"), period_named("2025Q1"))
    assert [(each.what, each.deals, each.amount, each.name) for each in news(result)] == [
        ("pulled_in", 1, 160_000, "early"),
        ("pushed_out", 1, -80_000, "open"),
        ("lost", 1, -40_000, "twice"),
        ("won", 2, -30_000, "prompt"),
    ]
