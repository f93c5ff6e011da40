"""The ledger between two days."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from analytics.errors import Refused
from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.changes import BARS, by, changes, ledger, weekly
from analytics.metrics.changes.ledger import ledgers
from analytics.periods import period_named
from analytics.workspace import Rate, Scope, Settings
from tests.exports import csv_of, day, store_of_files
from tests.weekly import FIRST, OPEN, company

Q2 = period_named("2025Q2")
T0, T1 = day("2025-04-01"), day("2025-05-15")


def exported(on: str, *rows: tuple, crm: str = "") -> tuple:
    """An export of that day: id, amount, status, expected close, and further columns."""
    told = [
        {
            "Deal ID": deal, "Deal Name": f"Deal {deal}", "Stage": "Demo", "Status": status, "Amount": amount,
            "Expected Close Date": close, "Currency": "EUR", "Created Date": "2025-01-02", "Closed Date": "",
        } | (more[0] if more else {})
        for deal, amount, status, close, *more in rows
    ]  # fmt: skip
    return (f"deals-{on}.csv", csv_of(told), Options(as_of=day(on)))


BEFORE = exported(
    "2025-04-01",
    (1, 100, "Open", "2025-05-10"),
    (2, 200, "Open", "2025-06-20"),
    (3, 300, "Open", "2025-06-30"),
    (4, 150, "Open", "2025-08-01"),
    (5, 50, "Lost", "2025-03-10", {"Closed Date": "2025-03-20"}),
    (6, 80, "Open", "2025-05-01"),
    (7, 60, "Open", "2025-06-01"),
    (10, 70, "Open", "2025-03-20"),
)
AFTER = exported(
    "2025-05-15",
    (1, 120, "Won", "2025-05-10", {"Closed Date": "2025-05-02"}),
    (2, 250, "Open", "2025-06-20"),
    (3, 300, "Open", "2025-09-30"),
    (4, 140, "Open", "2025-06-15"),
    (5, 50, "Open", "2025-06-10"),
    (6, 80, "Lost", "2025-05-01", {"Closed Date": "2025-04-15"}),
    (8, 90, "Open", "2025-05-30", {"Created Date": "2025-04-20"}),
    (9, 500, "Won", "2025-04-20", {"Created Date": "2025-04-10", "Closed Date": "2025-04-20"}),
    (10, 70, "Open", "2025-04-30"),
)


def bars(result) -> dict[str, tuple[int, int]]:
    """Bar -> (deals, whole amount), of those that hold any deal."""
    rows = result.bars[result.bars["deals"] > 0]
    return {
        bar: (deals, amount // 100)
        for bar, deals, amount in zip(rows["bar"], rows["deals"], rows["amount"], strict=True)
    }


def test_every_deal_finds_its_bars():
    result = changes(store_of_files(BEFORE, AFTER), Scope(), T0, T1, Q2)
    assert bars(result) == {
        "opening": (5, 740),
        "created": (2, 590),
        "pulled_in": (1, 140),
        "moved_in": (1, 70),
        "reopened": (1, 50),
        "increased": (2, 70),
        "won": (2, -620),
        "lost": (1, -80),
        "pushed_out": (1, -300),
        "deleted": (1, -60),
        "closing": (5, 600),
    }
    assert result.slip_rate == pytest.approx(300 / 740)
    assert result.slip_rate_deals == pytest.approx(1 / 5)
    assert result.level == "exact"


def test_what_closes_before_a_period_begins_is_not_of_its_ledger():
    """Of the third quarter, seen from the second: deals 1 and 6 were due and closed in the second, 9 came and was won in it."""
    result = changes(store_of_files(BEFORE, AFTER), Scope(), T0, T1, period_named("2025Q3"))
    # deal 4 is due in June now, deal 3 in September
    assert bars(result) == {
        "opening": (1, 150),
        "decreased": (1, -10),
        "moved_in": (1, 300),
        "moved_out": (1, -140),
        "closing": (1, 300),
    }


RATES = Settings(
    reporting_currency="EUR", rates=(Rate("USD", 0.5, day("2024-01-01")), Rate("USD", 0.625, day("2025-05-01")))
)


def test_what_the_exchange_rate_did_has_a_bar_of_its_own():
    usd = {"Currency": "USD"}
    store = store_of_files(
        exported("2025-04-01", (1, 100, "Open", "2025-06-20", usd), (2, 100, "Open", "2025-06-20", usd)),
        exported("2025-05-15", (1, 100, "Open", "2025-06-20", usd), (2, 200, "Open", "2025-06-20", usd)),
        settings=RATES,
    )
    # 100 USD: 50 EUR, then 62.50; the second one doubles: 125 by the new rate
    result = changes(store, Scope(), T0, T1, Q2)
    amounts = dict(zip(result.bars["bar"], result.bars["amount"], strict=True))
    assert [amounts[bar] for bar in ("opening", "increased", "revalued", "closing")] == [10_000, 6_250, 2_500, 18_750]


def test_a_deal_handed_to_another_owner_is_neither_new_nor_deleted():
    ann, bob = {"Owner": "Ann"}, {"Owner": "Bob"}
    store = store_of_files(
        exported("2025-04-01", (1, 100, "Open", "2025-06-20", ann), (2, 40, "Open", "2025-06-20", bob)),
        exported("2025-05-15", (1, 130, "Open", "2025-06-20", bob), (2, 40, "Open", "2025-06-20", bob)),
    )
    assert bars(changes(store, Scope(owners=("Ann",)), T0, T1, Q2)) == {
        "opening": (1, 100),
        "reassigned_out": (1, -100),
    }
    assert bars(changes(store, Scope(owners=("Bob",)), T0, T1, Q2)) == {
        "opening": (1, 40),
        "reassigned_in": (1, 130),
        "closing": (2, 170),
    }


def test_deals_in_which_nothing_changed_are_idle():
    store = store_of_files(
        exported("2025-04-01", (2, 200, "Open", "2025-06-20"), (3, 300, "Open", "2025-06-30")),
        exported("2025-05-15", (2, 200, "Open", "2025-06-20"), (3, 310, "Open", "2025-06-30")),
    )
    result = changes(store, Scope(), T0, T1, Q2)
    assert result.deals.loc[result.deals["is_idle"], "name"].tolist() == ["Deal 2"]


def test_one_export_cannot_tell_of_changes():
    result = changes(store_of_files(AFTER), Scope(), T0, T1, Q2)
    assert result.level == "not_possible"
    assert "older export" in result.reason


def test_the_later_day_first_is_refused():
    with pytest.raises(Refused, match="is after"):
        changes(store_of_files(AFTER), Scope(), T1, T0, Q2)


@pytest.fixture(scope="module")
def companies():
    """Some companies, with the store of each."""
    made = [company(seed, weeks=7) for seed in range(2)]
    settings = Settings(
        reporting_currency="EUR",
        rates=(Rate("USD", 0.5, day("2024-01-01")), Rate("USD", 0.75, day("2025-01-25"))),
        pipelines={"Pipeline": (*(Stage(stage, "open") for stage in OPEN), Stage("Won", "won"), Stage("Lost", "lost"))},
    )
    return [(each, store_of_files(*each.files(), settings=settings)) for each in made]


def planned(deals, period, on: date) -> int:
    """By hand, from the rows of the export of that day: hundredths of EUR planned in the period."""
    rate = {"EUR": 1, "USD": Decimal("0.75") if on >= day("2025-01-25") else Decimal("0.5")}
    return sum(
        int((Decimal(str(each.amount or 0)) * rate[each.currency] * 100).quantize(Decimal(1), ROUND_HALF_UP))
        for each in deals.values()
        if each.status == "Open" and each.expected_close_on and period.from_on <= each.expected_close_on <= period.to_on
    )


def test_the_ledger_always_reconciles_to_the_cent(companies):
    """210 random pairs of days, periods and owners; seven pairs are asked for at once."""
    rng = random.Random(7)
    for n in range(30):
        made, store = companies[n % len(companies)]
        days, owners = list(made.weeks), rng.choice([(), (), ("Ann",), ("Bob", "Cleo")])
        pairs = [(first, rng.choice(days[place:])) for place, first in enumerate(days)]
        periods = [period_named(rng.choice(["2025Q1", "2025Q2", "2025-03", "2025"])) for _ in pairs]
        _, moves = ledgers(store, Scope(owners=owners), pairs, periods)
        for (first, last), period in zip(pairs, periods, strict=True):
            mine = moves[moves["before_on"] == pd.Timestamp(first)]
            amounts = mine.groupby("bar")["amount"].sum().reindex(list(BARS), fill_value=0)
            assert amounts.drop("closing").sum() == amounts["closing"], (n, first, last, period)
            for bar, on in (("opening", first), ("closing", last)):
                theirs = {key: each for key, each in made.weeks[on].items() if not owners or each.owner in owners}
                assert amounts[bar] == planned(theirs, period, on), (n, bar, first, last, period, owners)


def test_days_between_exports_reconcile_too(companies):
    rng = random.Random(8)
    _, store = companies[0]
    for _ in range(10):
        first = FIRST + timedelta(days=rng.randrange(50))
        last = first + timedelta(days=rng.randrange(50))
        _, moves = ledger(store, Scope(), first, last, period_named("2025Q1"))
        assert (
            moves.loc[moves["bar"] != "closing", "amount"].sum() == moves.loc[moves["bar"] == "closing", "amount"].sum()
        )


def test_the_weeks_follow_each_other(companies):
    _, store = companies[1]
    rows = weekly(store, Scope(), FIRST, FIRST + timedelta(days=42), period_named("2025Q2"))
    assert len(rows) == 6
    assert rows["closing"].tolist()[:-1] == rows["opening"].tolist()[1:]


def test_every_owner_adds_up_to_the_whole(companies):
    _, store = companies[0]
    result = changes(store, Scope(), FIRST, FIRST + timedelta(days=49), period_named("2025Q1"))
    rows = by(result, "owner").set_index("owner")
    assert (rows.drop(columns="closing").sum(axis=1) == rows["closing"]).all()
    assert rows.sum().to_dict() == result.bars.set_index("bar")["amount"].to_dict()


def test_neither_the_order_of_uploads_nor_a_missing_week_nor_a_second_upload_matters():
    made = company(11, weeks=5)
    files, days = made.files(), list(made.weeks)

    def told(*uploads: tuple) -> list:
        store = store_of_files(*uploads)
        pairs = ((days[0], days[2]), (days[2], days[4]))
        return [changes(store, Scope(), *pair, period_named("2025Q1")).bars.to_dict("records") for pair in pairs]

    expected = told(*files)
    assert told(*files[::-1]) == expected
    assert told(*files[::2]) == expected
    assert told(*files, files[4], files[2]) == expected
