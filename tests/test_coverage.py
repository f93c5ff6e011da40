"""Coverage, pacing, forecast categories and breakdown, on deals small enough to count by hand."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from analytics.intake import Options
from analytics.metrics.coverage import breakdown, categories, coverage
from analytics.metrics.coverage.categories import meaning
from analytics.metrics.coverage.coverage import ratio
from analytics.periods import period_named
from analytics.workspace import Scope, Settings
from analytics.workspace.setting_rows import Target
from tests.exports import csv_of, day, store_of_files

Q2 = period_named("2026Q2")


def store(rows: list[dict], *targets: Target, as_of: str = "2026-05-12"):
    """Deals of one pipeline with one open stage, as a table of today's values tells them."""
    deals = [
        {"Deal ID": place, "Stage": "Demo", "Created Date": "2025-01-02", "Currency": "EUR"} | row
        for place, row in enumerate(rows)
    ]
    return store_of_files(
        ("deals.csv", csv_of(deals)),
        options=Options(as_of=day(as_of)),
        settings=Settings(targets=targets, reporting_currency="EUR"),
    )  # fmt: skip


def won(closed: str, amount: int, **more) -> dict:
    return {"Status": "Won", "Closed Date": closed, "Amount": amount} | more


def lost(closed: str, amount: int) -> dict:
    return {"Status": "Lost", "Closed Date": closed, "Amount": amount}


def opened(expected: str, amount: int, **more) -> dict:
    return {"Status": "Open", "Expected Close Date": expected, "Amount": amount} | more


# On 12 May, the 42nd day of its quarter, 150 is won and 800 open, of which 500 is due; on the same day of the first quarter
# (11 February) 100 was still to be won and 300 to be lost, and 800, open today, was there: 100 of 1350 with the rest.
ROWS = [
    won("2026-01-20", 60),
    won("2026-03-30", 100),
    won("2026-04-10", 150),
    lost("2026-03-01", 300),
    opened("2026-06-30", 500),
    opened("2026-08-01", 300),
]


def test_coverage_by_hand():
    found = coverage(store(ROWS, Target("2026Q2", 400)), Scope(), Q2)
    assert (found.target, found.won_amount, found.to_go) == (Decimal(400), 150, 250)
    assert (found.due_amount, found.open_amount) == (500, 800)
    assert found.due_coverage == 500 / 250
    # the table tells only today's expected close, so both are of all open deals
    assert found.needed.basis == "open"
    assert found.coverage == 800 / 250
    # on 31 March the 150 were open too
    assert found.first_coverage == (800 + 150) / 400
    # 3.2 where the same day of the quarter before took 13.5
    assert found.against_needed == "less than"


def test_coverage_needed_is_what_the_same_week_gave():
    found = coverage(store(ROWS, Target("2026Q2", 400)), Scope(), Q2).needed
    [row] = found.periods.to_dict("records")
    assert (row["period"], row["origin"]) == ("2026Q1", date(2026, 2, 11))
    assert (row["open_amount"], row["won_amount"]) == (100 + 150 + 300 + 500 + 300, 100)
    assert found.coverage == pytest.approx(1350 / 100)
    assert found.low is None, "one quarter gives no interval"


def test_the_interval_of_a_ratio_of_sums():
    parts, wholes = np.array([20.0, 30, 25, 45]), np.array([100.0, 100, 100, 100])
    share, low, high = ratio(parts, wholes)
    assert share == 0.3
    # residuals -10, 0, -5, 15; sqrt(4 / 3 x 350) / 400 = .0540; t(3) .975 = 3.1824; factor exp(3.1824 x .0540 / .3)
    assert high == pytest.approx(0.3 * np.exp(3.182446 * 0.0540062 / 0.3), rel=1e-5)
    assert low * high == pytest.approx(share**2)
    assert ratio(parts[:3], wholes[:3])[1] is None
    assert ratio(np.array([]), np.array([])) == (None, None, None)


@pytest.mark.parametrize(
    ("targets", "as_of", "says"),
    [
        ([], "2026-05-12", "no target"),
        ([Target("2026Q2", 150)], "2026-05-12", "The target is reached"),
        ([Target("2026Q2", 400)], "2026-06-30", "The period is over"),
    ],
)
def test_why_there_is_no_coverage(targets, as_of, says):
    found = coverage(store(ROWS, *targets, as_of=as_of), Scope(), Q2)
    assert says in found.why_not
    assert found.coverage is None


def test_exports_without_lost_deals_tell_no_coverage_needed():
    rows = [each for each in ROWS if each["Status"] != "Lost"]
    assert coverage(store(rows, Target("2026Q2", 400)), Scope(), Q2).needed.coverage is None


def test_pacing():
    found = coverage(store(ROWS), Scope(), Q2).pacing
    assert (found.n, len(found.weeks)) == (1, 13)
    weeks = found.weeks.set_index("week")
    # in the first quarter 60 of 160 came in its third week, the rest in its last
    assert weeks.loc[[2, 3, 12, 13], "median"].tolist() == [0, 60 / 160, 60 / 160, 1]
    assert weeks.loc[[1, 2, 6], "amount"].tolist() == [0, 150, 150]
    assert weeks["amount"].isna().tolist() == [False] * 6 + [True] * 7


def test_an_empty_scope_has_nothing():
    found = coverage(store(ROWS, Target("2026Q2", 400)), Scope(owners=("Nobody",)), Q2)
    assert (found.won_amount, found.open_amount, found.coverage, found.needed.coverage) == (0, 0, None, None)
    assert found.pacing.n == 0


# forecast categories

CATEGORIES = [
    won("2026-04-10", 1, **{"Forecast Category": "Pipeline"}),
    opened("2026-06-01", 2, **{"Forecast Category": "Commit"}),
    opened("2026-06-02", 4, **{"Forecast Category": "Committed"}),
    opened("2026-06-03", 8, **{"Forecast Category": "Best Case"}),
    opened("2026-06-04", 16, **{"Forecast Category": "60% maybe"}),
    opened("2026-06-05", 32, **{"Forecast Category": "closed"}),
    opened("2026-06-06", 64),
    opened("2026-06-07", 128, **{"Forecast Category": "Omitted"}),
    opened("2026-07-01", 256, **{"Forecast Category": "Commit"}),
    lost("2026-05-01", 512) | {"Forecast Category": "Commit"},
]


def test_categories_single_and_cumulative():
    found = categories(store(CATEGORIES), Scope(), Q2)
    rows = {
        row["name"]: (row["deals"], row["amount"], row["cumulative_amount"]) for row in found.rows.to_dict("records")
    }
    none = rows.pop("Omitted")
    assert rows == {
        "Closed": (1, 1, 1), "Commit": (2, 6, 7), "Best case": (1, 8, 15), "Pipeline": (0, 0, 15), "60% maybe": (1, 16, 31),
        "No category": (1, 64, 127),
    } | {"closed, yet open": rows["closed, yet open"]}  # fmt: skip
    assert rows["closed, yet open"] == (1, 32, 63)
    assert none[:2] == (1, 128)
    assert np.isnan(none[2])
    assert found.unknown == ("60% maybe", "closed")
    assert found.is_told


def test_the_category_of_then_of_a_deal_that_closed_since_is_not_known():
    rows = [
        won("2026-05-10", 1, **{"Forecast Category": "Closed"}),
        lost("2026-05-11", 2) | {"Forecast Category": "Omitted"},
        opened("2026-06-01", 4, **{"Forecast Category": "Commit"}),
    ]
    rows = [row | {"Expected Close Date": "2026-05-20"} for row in rows]
    found = categories(store(rows), Scope(as_of=day("2026-05-01")), Q2).rows
    assert dict(zip(found["name"], found["amount"], strict=True)) == {
        "Closed": 0, "Commit": 4, "Best case": 0, "Pipeline": 0, "Not known of that day": 3,
    }  # fmt: skip
    # the same deal in an export of then, and in one of now
    head = "Deal ID,Stage,Status,Amount,Created Date,Expected Close Date,Closed Date,Forecast Category\n"
    then = ("then.csv", head + "1,Demo,Open,5,2026-01-02,2026-06-01,,Commit\n", Options(as_of=day("2026-05-01")))
    now = ("now.csv", head + "1,Demo,Won,5,2026-01-02,2026-05-09,2026-05-09,Closed\n", Options(as_of=day("2026-05-12")))
    found = categories(store_of_files(then, now), Scope(as_of=day("2026-05-05")), Q2).rows.set_index("name")
    assert found.loc["Commit", "amount"] == 5


def test_no_category_is_no_category():
    assert not categories(store(ROWS), Scope(), Q2).is_told


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Best Case", "best_case"), ("BEST_CASE", "best_case"), ("Committed", "commit"), ("Not forecasted", "omitted"),
        ("MostLikely", "most_likely"), ("Most Likely", "most_likely"), ("Bester Fall", "best_case"), ("Meilleur cas", "best_case"),
        ("Mejor caso", "best_case"), ("Omitido", "omitted"), ("Caso migliore", "best_case"), ("Melhor cenário", "best_case"),
        ("Toegezegd", "commit"), ("Utelatt", "omitted"), ("最佳情况", "best_case"), ("承诺", "commit"), ("Höchstwahrscheinlich", "most_likely"),
        ("Pipeline", "pipeline"), ("Won", "closed"), ("60% maybe", None), ("", None),
    ],
)  # fmt: skip
def test_words_of_categories(word, expected):
    assert meaning(word) == expected


# by team, owner, region, product

PEOPLE = [
    won("2026-04-10", 100, Owner="Ann", Team="North", Region="DACH"),
    opened("2026-06-01", 60, Owner="Ann", Team="North", Region="DACH", Probability="50%"),
    opened("2026-06-01", 30, Owner="Ben", Team="North"),
    opened("2026-09-01", 7, Owner="Ben", Team="North"),
    won("2026-04-11", 5, Owner="Cay", Team="South"),
]


def test_breakdown_by_owner_and_team():
    goals = [Target("2026Q2", 120, owner="Ann"), Target("2026Q2", 30, owner="Ben"), Target("2026Q2", 9, owner="Dan")]
    work = store(PEOPLE, *goals)
    found = breakdown(work, Scope(), Q2, "owner").drop(columns="deal_keys")
    rows = found.astype("object").where(found.notna(), None).values.tolist()
    assert rows == [
        # value won_deals won open_deals open weighted target coverage
        ["Ann", 1, 100, 1, 60, 30, 120, 60 / 20],
        ["Cay", 1, 5, 0, 0, None, None, None],
        ["Ben", 0, 0, 1, 30, 15, 30, 1],  # the chance of the stage, on which its deals agree
        ["Dan", 0, 0, 0, 0, None, 9, 0],
    ]
    teams = breakdown(work, Scope(), Q2, "team").set_index("value")
    assert teams.loc["North", "target_amount"] == 150
    assert teams.loc["North", "coverage"] == 90 / 50


def test_breakdown_adds_up_and_keeps_those_without_a_value():
    found = breakdown(store(PEOPLE), Scope(), Q2, "region")
    assert found["value"].fillna("none").tolist() == ["DACH", "none"]
    assert found["won_amount"].sum() == 105
    assert found["open_amount"].sum() == 90
    assert found["target_amount"].isna().all()
    assert [len(each) for each in found["deal_keys"]] == [2, 2]


def test_the_sample_adds_up(sample_store):
    quarter = period_named("2026Q2")
    whole = coverage(sample_store, Scope(as_of=date(2026, 5, 12)), quarter)
    for by in ("team", "owner", "region", "product", "pipeline"):
        part = breakdown(sample_store, Scope(as_of=date(2026, 5, 12)), quarter, by)
        assert part["won_amount"].sum() == pytest.approx(whole.won_amount)
        assert part["open_amount"].sum() == pytest.approx(whole.due_amount)
    assert whole.needed.low < whole.needed.coverage < whole.needed.high
    assert whole.pacing.weeks["median"].is_monotonic_increasing
