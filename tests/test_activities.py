"""How many calls, mails and meetings deals took, where an export counts them."""

import pytest

from analytics.metrics.capabilities import capabilities
from analytics.metrics.scorecard.scorecard import scorecard
from analytics.workspace import Scope
from tests.exports import csv_of, day, store_of_files


def deals(**more):
    """Ann has deals with 4 and 7 activities and one that tells none, Bob two with 10, Cleo one with 1."""
    told = [("Ann", 4), ("Ann", 7), ("Ann", ""), ("Bob", 10), ("Bob", 10), ("Cleo", 1)]
    return [
        {"Deal ID": at, "Stage": "Demo", "Created Date": "2026-01-02", "Owner": owner, "Close Date": "2026-03-01"}
        | {name: done if value is None else value for name, value in more.items()}
        for at, (owner, done) in enumerate(told)
    ]


def level(store):
    [found] = capabilities(store, Scope())
    row = found.figures.set_index("figure").loc["Activities for each deal"]
    return row["level"], row["missing"]


@pytest.mark.parametrize(
    "headings",
    [
        {"Done activities": None}, {"Deal - Done activities": None, "Deal - Total activities": 99}, {"Calls made": None},
        {"Number of Sales Activities": None, "Number of times contacted": 99}, {"Erledigte Aktivitäten": None},
    ],
    ids=lambda each: " and ".join(each),
)  # fmt: skip
def test_the_mean_for_each_deal_stands_beside_the_peers(headings):
    store = store_of_files(("deals.csv", csv_of(deals(**headings))))
    row = scorecard(store, Scope(), "Ann").figures.set_index("figure").loc["activities"]
    # (4 + 7) / 2; (10 + 10 + 1) / 3
    assert row[["own", "n", "peers", "peers_n"]].tolist() == [5.5, 2, 7, 3]
    assert level(store) == ("exact", "")


def test_files_that_count_none_are_said_to():
    store = store_of_files(("deals.csv", csv_of(deals())))
    assert "activities" not in set(scorecard(store, Scope(), "Ann").figures["figure"])
    assert level(store) == ("not_possible", "how many calls, mails and meetings each deal took")


def test_nothing_is_said_of_an_earlier_day_and_no_number_is_a_filter():
    store = store_of_files(("deals.csv", csv_of([*deals(**{"Calls made": None}), *[
        {"Deal ID": at, "Stage": "Demo", "Created Date": "2026-01-09", "Owner": "Bob", "Close Date": "2026-03-01", "Calls made": 3}
        for at in range(10, 50)
    ]])))  # fmt: skip
    earlier = scorecard(store, Scope(as_of=day("2026-01-05")), "Ann")
    assert "activities" not in set(earlier.figures["figure"])
    assert "activities" in set(scorecard(store, Scope(as_of=store.engine.last_day), "Ann").figures["figure"])
    assert store.engine.kept_values(only_groups=True) == []
