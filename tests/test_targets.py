"""Targets: the sum of the right level, in the right days and currency.  Every figure was written by hand."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.intake import Options
from analytics.metrics.overview import overview
from analytics.metrics.targets import target, target_rows
from analytics.periods import period_named
from analytics.workspace import Rate, Scope, Settings
from analytics.workspace.setting_rows import Owner, Target
from tests.exports import csv_of, store_of_files

DEALS = [
    {"Deal ID": 1, "Stage": "Demo", "Owner": "Ann", "Team": "North", "Pipeline": "New", "Currency": "EUR", "Amount": 1},
    {"Deal ID": 2, "Stage": "Demo", "Owner": "Ben", "Team": "North", "Pipeline": "New", "Currency": "EUR", "Amount": 1},
    {"Deal ID": 3, "Stage": "Demo", "Owner": "Cay", "Team": "South", "Pipeline": "Old", "Currency": "EUR", "Amount": 1},
]
RATES = (Rate("USD", 0.5, date(2026, 1, 1)), Rate("USD", 0.8, date(2026, 7, 1)))


def store(*typed: Target, listed: list[dict] | None = None, **settings):
    files = [("deals.csv", csv_of([each | {"Created Date": "2026-01-05"} for each in DEALS]))]
    if listed:
        files.append(("targets.csv", csv_of(listed), Options(kind="targets")))
    return store_of_files(*files, settings=Settings(targets=typed, rates=RATES, reporting_currency="EUR", **settings))


def asked(*typed: Target, period: str = "2026Q4", fiscal_year_start: int = 1, listed=None, **scope) -> Decimal | None:
    work = store(*typed, listed=listed, fiscal_year_start=fiscal_year_start)
    return target(work, Scope(**scope), period_named(period, fiscal_year_start))


Q = "2026Q4"
ANN, BEN, CAY = (Target(Q, amount, owner=name) for name, amount in (("Ann", 10), ("Ben", 20), ("Cay", 40)))
NORTH, ALL = Target(Q, 35, team="North"), Target(Q, 100)


@pytest.mark.parametrize(
    ("typed", "scope", "expected"),
    [
        pytest.param([ALL, NORTH, ANN], {}, 100, id="what is set for all"),
        pytest.param([NORTH, ANN, BEN, CAY], {}, 35 + 40, id="a team's target stands for its owners'"),
        pytest.param([ANN, BEN, CAY], {}, 70, id="owners add up"),
        pytest.param([NORTH, ANN, BEN, CAY], {"teams": ("North",)}, 35, id="of a team"),
        pytest.param([ALL, ANN, BEN, CAY], {"teams": ("North",)}, 30, id="of a team by its owners"),
        pytest.param([NORTH, ANN, CAY], {"teams": ("North", "South")}, 75, id="of two teams"),
        pytest.param([ALL, NORTH], {"teams": ("South",)}, None, id="of a team without one"),
        pytest.param([ALL, NORTH, ANN, BEN], {"owners": ("Ann",)}, 10, id="of an owner"),
        pytest.param([ANN], {"owners": ("Ann", "Ben")}, None, id="of an owner without one"),
        pytest.param([NORTH, Target(Q, 7, owner="Zoe")], {}, 35, id="an owner of no known team may be in one that has a target"),
        pytest.param([ANN, Target(Q, 7, owner="Zoe")], {}, 17, id="an owner of no known team, no team has a target"),
        pytest.param([Target(Q, 1, "Ann", "North"), Target(Q, 2, "Ann", "South")], {"owners": ("Ann",)}, 3, id="in two teams"),
        pytest.param([Target(Q, 1, "Ann", "North"), Target(Q, 2, "Ann", "South")], {"teams": ("South",)}, 2, id="of one of them"),
        pytest.param([ALL], {"regions": ("Asia",)}, None, id="targets know no regions"),
        pytest.param([ALL], {"pipelines": ("New",)}, None, id="of a pipeline none is set"),
        pytest.param([ALL], {"pipelines": ("New", "Old")}, 100, id="all pipelines"),
        pytest.param([Target(Q, 60, pipeline="New"), Target(Q, 20, pipeline="Old")], {}, 80, id="pipelines add up"),
        pytest.param([ALL, Target(Q, 60, pipeline="New")], {"pipelines": ("New",)}, 60, id="of a pipeline"),
        pytest.param([Target("2026Q3", 5)], {}, None, id="of another quarter"),
        pytest.param([], {}, None, id="none at all"),
    ],
)  # fmt: skip
def test_level(typed, scope, expected):
    assert asked(*typed, **scope) == expected


MONTHS = [Target(f"2026-{month}", amount) for month, amount in (("10", 1), ("11", 2), ("12", 4))]


@pytest.mark.parametrize(
    ("typed", "period", "expected"),
    [
        pytest.param(MONTHS, Q, 7, id="months add up"),
        pytest.param(MONTHS[:2], Q, None, id="not where one is missing"),
        pytest.param([*MONTHS, ALL], Q, 100, id="the quarter's own comes first"),
        pytest.param([*MONTHS, Target("2026H1", 50), Target("2026Q3", 30)], "2026", 87, id="half, quarter and months"),
        pytest.param([Target("2026", 400)], Q, None, id="a year is not split"),
    ],
)
def test_days(typed, period, expected):
    assert asked(*typed, period=period) == expected


def test_a_fiscal_label_has_the_days_of_the_fiscal_year():
    # the year that begins in February 2026 is 2027: its first quarter is February to April 2026
    fiscal = Target("FY2027Q1", 9)
    assert asked(fiscal, period="FY2027Q1", fiscal_year_start=2) == 9
    assert asked(fiscal, period="2026Q1", fiscal_year_start=2) is None
    listed = [{"Quarter": "FY27 Q1", "Target": "11"}, {"Quarter": "Q1 2026", "Target": "12"}]
    assert asked(listed=listed, period="FY2027Q1", fiscal_year_start=2) == 11
    assert asked(listed=listed, period="2026Q1", fiscal_year_start=2) == 12
    assert asked(listed=listed[:1], period="2027Q1", fiscal_year_start=1) == 11


def test_a_typed_target_stands_for_the_imported_one():
    listed = [
        {"Quarter": "2026Q4", "Team": team, "Owner": owner, "Target": amount}
        for team, owner, amount in (("North", "Ann", 1), ("North", "Ben", 2), ("South", "Cay", 4))
    ]
    assert asked(listed=listed) == 7
    assert asked(ANN, listed=listed) == 10 + 2 + 4
    assert asked(Target(Q, 50, owner="Ann", team="North"), listed=listed) == 56
    assert asked(Target("FY2026Q4", 50, owner="Ann"), listed=listed) == 56, "the same days by another name"


def test_another_currency_keeps_the_rate_of_the_first_day():
    assert asked(Target("2026Q2", 100, currency="USD"), period="2026Q2") == 50
    assert asked(Target(Q, 100, currency="USD"), ANN) == 80
    assert asked(Target("2025Q4", 100, currency="USD"), period="2025Q4") == 50, "before the first rate, the first"
    assert asked(Target(Q, 100, owner="Ann", currency="GBP"), BEN) is None, "no rate: never added silently"
    rows = target_rows(store(Target(Q, 100, currency="USD")), Scope(), period_named(Q))
    assert rows[["amount", "currency", "rate"]].values.tolist() == [["100.0000", "USD", 0.8]]


def test_a_deal_of_no_told_team_is_of_that_of_its_owner():
    rows = [
        {
            "Deal ID": owner,
            "Stage": "Demo",
            "Owner": owner,
            "Team": "East" if owner == "Dan" else "",
            "Created Date": "2026-01-05",
        }
        for owner in ("Ann", "Ben", "Cay", "Dan", "Eve")
    ]
    listed = [
        {"Quarter": quarter, "Team": team, "Owner": owner, "Target": 1}
        for quarter, team, owner in (
            ("2026Q4", "North", "Ann"), ("2026Q3", "North", "Ben"), ("2026Q4", "North", "Ben"), ("2026Q4", "North", "Dan"),
            ("2026Q4", "North", "Cay"), ("2026Q4", "South", "Cay"),
        )
    ]  # fmt: skip
    work = store_of_files(
        ("deals.csv", csv_of(rows)),
        ("targets.csv", csv_of(listed), Options(kind="targets")),
        settings=Settings(owners=(Owner("Ann", team="West"),)),
    )
    deals = work.engine.table("deals").set_index("deal_id")["team"]
    told = {owner: None if deals.isna()[owner] else deals[owner] for owner in deals.index}
    # as set; as the targets name it; two teams tell none; what the export tells stands; nothing is told
    assert told == {"Ann": "West", "Ben": "North", "Cay": None, "Dan": "East", "Eve": None}


def test_a_team_that_targets_name_is_one_on_earlier_days_too():
    first = [{"Deal ID": 1, "Stage": "Demo", "Owner": "Ben", "Amount": 10}]
    second = [{"Deal ID": 1, "Stage": "Demo", "Owner": "Cay", "Amount": 20}]
    listed = [
        {"Quarter": "2026Q4", "Team": f"Team of {owner}", "Owner": owner, "Target": 1} for owner in ("Ben", "Cay")
    ]
    work = store_of_files(
        *((f"deals-2026-0{month}-01.csv", csv_of(rows)) for month, rows in ((5, first), (6, second))),
        ("targets.csv", csv_of(listed), Options(kind="targets")),
    )
    for day, team in ((date(2026, 5, 2), "Team of Ben"), (date(2026, 6, 2), "Team of Cay")):
        assert overview(work, Scope(as_of=day, teams=(team,))).open == 1
        assert overview(work, Scope(as_of=day)).open == 1


def test_the_sample_has_targets_of_owners(sample_store):
    whole = target(sample_store, Scope(), period_named("2026Q2"))
    teams = [
        target(sample_store, Scope(teams=(team,)), period_named("2026Q2")) for team in ("Europe", "Americas", "Nordics")
    ]
    assert whole == sum(teams)
    assert all(each > 0 for each in teams)
