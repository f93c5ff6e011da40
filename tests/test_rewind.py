"""What was known on a day stays as it is when later data is added: every metric, on random companies."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.alarms.alarms import alarms
from analytics.metrics.capabilities import Capabilities, capabilities
from analytics.metrics.changes import absent, changes, news, pushes, slipped, weekly
from analytics.metrics.churn.churn import Churn, churn
from analytics.metrics.coaching.coaching import coaching
from analytics.metrics.coaching.differences import Differences, differences
from analytics.metrics.conversion import conversion
from analytics.metrics.coverage import breakdown, categories, coverage
from analytics.metrics.delivery.delivery import delivery
from analytics.metrics.detours import detours
from analytics.metrics.evidence import evidence
from analytics.metrics.forecast import accuracy, forecast
from analytics.metrics.funnel import funnel
from analytics.metrics.health.health import health
from analytics.metrics.overview import overview, overview_stages, overview_trend
from analytics.metrics.process.process import process
from analytics.metrics.scorecard.scorecard import scorecard
from analytics.metrics.segments.segments import revival, segments
from analytics.metrics.targets import target, targets_by
from analytics.metrics.velocity import velocity
from analytics.metrics.what_to_fix import what_to_fix
from analytics.metrics.within_month import within_month
from analytics.periods import period_named
from analytics.workspace import Rate, Scope, Settings, Terms
from tests.exports import Store, csv_of, store_of_files
from tests.weekly import FIRST, OPEN, company

WEEK, QUARTER = timedelta(days=7), period_named("2025Q1")

# name -> a metric asked as of the scope's day; a metric that is not here is not proven
METRICS: dict[str, Callable[[Store, Scope], object]] = {
    "overview": overview,
    "stages of the overview": overview_stages,
    "evidence": evidence,
    "funnel": funnel,
    "funnel, any touch": lambda store, scope: funnel(store, scope, "any_touch"),
    "conversion": conversion,
    "velocity": velocity,
    "detours": detours,
    "the way of the overview": overview_trend,
    "changes": lambda store, scope: changes(store, scope, scope.as_of - 2 * WEEK, scope.as_of, QUARTER),
    "news": lambda store, scope: news(changes(store, scope, scope.as_of - 2 * WEEK, scope.as_of, QUARTER)),
    "weeks": lambda store, scope: weekly(store, scope, scope.as_of - 3 * WEEK, scope.as_of, QUARTER),
    "absent": lambda store, scope: absent(store, scope, scope.as_of - 2 * WEEK),
    "pushes": pushes,
    "slipped": lambda store, scope: slipped(store, scope, (QUARTER,)),
    "forecast": lambda store, scope: forecast(store, scope, QUARTER),
    "accuracy": lambda store, scope: accuracy(store, scope, QUARTER),
    "target": lambda store, scope: target(store, scope, QUARTER),
    "targets of owners": lambda store, scope: targets_by(store, scope, QUARTER, "owner"),
    "coverage": lambda store, scope: coverage(store, scope, QUARTER),
    "coverage by owner": lambda store, scope: breakdown(store, scope, QUARTER, "owner"),
    "forecast categories": lambda store, scope: categories(store, scope, QUARTER),
    "health": health,
    "process": process,
    "coaching": coaching,
    "differences of a person": lambda store, scope: _without_keys(differences(store, scope, "Ann", "Pipeline", 1)),
    "scorecard": lambda store, scope: scorecard(store, scope, "Ann"),
    "what to fix": what_to_fix,
    "alarms": alarms,
    "segments": segments,
    "lost deals opened again": revival,
    "within a month": within_month,
    "capabilities": lambda store, scope: [_without_exports(each) for each in capabilities(store, scope)],
}
CUSTOMERS: dict[str, Callable[[Store, Scope], object]] = {
    "churn": lambda store, scope: _counted(churn(store, scope, Terms(gross_margin=0.8), 4)),
    "delivery": delivery,
    "capabilities": METRICS["capabilities"],
}
# keys are numbered anew with every import, and the newest file that shows a deal is another
KEYS = {"import_id", "missing"}
# what no file can tell of an earlier day: only the newest value exists
NOT_TOLD_BY_HISTORIES = {
    "forecast categories": "the category of a deal that has closed since is not known, unless an audit tells it"
}


def _without_keys(found: Differences) -> tuple:
    return found.shares, found.days, *(len(keys) for keys in (found.keys, found.moved, found.lost, found.open))


def _counted(found: Churn) -> Churn:
    counts = {name: {of: len(keys) for of, keys in getattr(found, name).items()} for name in ("behind", "beginners")}
    return replace(found, **counts)


def _without_exports(found: Capabilities) -> Capabilities:
    # a later export stands in the place of the earlier one where a history tells the rest
    return replace(found, facts=found.facts[found.facts["fact"] != "exports"])


STAGES = {"Pipeline": (*(Stage(stage, "open") for stage in OPEN), Stage("Won", "won"), Stage("Lost", "lost"))}
SETTINGS = Settings(
    pipelines=STAGES,
    reporting_currency="EUR",
    rates=(Rate("USD", 0.5, date(2024, 1, 1)), Rate("USD", 0.75, date(2025, 2, 1))),
)
DAY = FIRST + 4 * WEEK


def weeks(until: date | None) -> list[tuple]:
    """Dated exports and nothing else."""
    return company(21, weeks=8, deals=60, corrects=True).files(until)


def histories(until: date | None) -> list[tuple]:
    """One export a day, with a history of stages and an audit of fields until it, as Salesforce gives them."""
    # of a deal that is deleted, a later export tells nothing at all
    made = company(22, weeks=8, deals=60, deletes=False)
    on = until or max(made.weeks)
    audit = [
        {"Deal ID": deal, "Field": field, "Old Value": old, "New Value": new, "Edit Date": f"{day} 10:00"}
        for deal, field, old, new, day in made.audit
        if day <= on and old is not None and new is not None
    ]
    moves, before = [], {}
    for week, deals in made.weeks.items():
        for n, deal in deals.items():
            stage = deal.stage if deal.status == "Open" else deal.status
            if week <= on and before.get(n) != stage:
                day = deal.created_on if n not in before else deal.closed_on or deal.moved_on
                moves.append(
                    {"Deal ID": n, "From Stage": before.get(n, ""), "To Stage": stage, "Changed At": f"{day} 09:00"}
                )
                before[n] = stage
    return [
        made.export(on),
        ("audit.csv", csv_of(audit), Options(as_of=on, kind="history")),
        ("history.csv", csv_of(moves), Options(as_of=on, kind="history")),
    ]


def customers(until: date | None) -> list[tuple]:
    """A list of customers and one of what they pay, in which later days come to stand."""
    on = until or DAY + timedelta(days=200)

    def told(day: date | None) -> date | str:
        return day if day and day <= on else ""

    people, paid = [], []
    for n in range(60):
        rng = random.Random(n)
        started = DAY + timedelta(days=rng.randrange(-900, 200))
        # no gap is shorter than those that are closed
        ended, again = (started + timedelta(days=days) for days in (rng.randrange(40, 900), 1000))
        ended = ended if rng.random() < 0.6 else None
        handed, begun, live = (started + timedelta(days=rng.randrange(a, a + 30)) for a in (0, 30, 60))
        reason, owner, plan = (rng.choice(each) for each in (REASONS, ["Ann", "Bob", "Cleo"], ["Basic", "Plus"]))
        if started > on:
            continue
        people.append({
            "Customer ID": n, "Customer Name": f"Customer {n}", "Start Date": started, "End Date": told(ended),
            "Status": "Churned" if told(ended) else "Active", "Churn Reason": reason if told(ended) else "",
            "Owner": owner, "Plan": plan,
            "Hand-over": told(handed), "Implementation Started": told(begun), "Live": told(live),
        })  # fmt: skip
        for stretch, (begins, ends) in enumerate([(started, ended), (again, None)]):
            if begins <= on and (stretch == 0 or ended):
                paid.append({
                    "Subscription ID": f"S{n}-{stretch}", "Customer ID": n, "Started": begins, "Ended At": told(ends),
                    "MRR": 50 + 10 * (n % 7),
                })  # fmt: skip
    return [
        ("customers.csv", csv_of(people), Options(as_of=on, kind="customers", currency="EUR")),
        ("subscriptions.csv", csv_of(paid), Options(as_of=on, kind="subscriptions", currency="EUR")),
    ]


REASONS = ["Price", "Moved to a competitor", "Out of business"]


@pytest.fixture(scope="module", params=[weeks, histories], ids=["dated exports", "histories"])
def known_then_and_now(request):
    """The store of what was known on the day, and that of all."""
    return _stores(request.param)


@pytest.fixture(scope="module")
def customers_then_and_now():
    """The same for customers."""
    return _stores(customers)


def _stores(files: Callable[[date | None], list[tuple]]) -> tuple[Store, Store]:
    return tuple(store_of_files(*files(until), settings=SETTINGS) for until in (DAY, None))


@pytest.mark.parametrize("name", METRICS)
def test_later_data_changes_nothing_on_an_earlier_day(request, known_then_and_now, name):
    if "histories" in request.node.callspec.id and name in NOT_TOLD_BY_HISTORIES:
        pytest.skip(NOT_TOLD_BY_HISTORIES[name])
    _ask_both(*known_then_and_now, METRICS[name], name)


@pytest.mark.parametrize("name", CUSTOMERS)
def test_later_customers_change_nothing_on_an_earlier_day(customers_then_and_now, name):
    _ask_both(*customers_then_and_now, CUSTOMERS[name], name)


def _ask_both(then: Store, now: Store, metric: Callable[[Store, Scope], object], name: str) -> None:
    for owners in ((), (random.Random(name).choice(["Ann", "Bob", "Cleo"]),)):
        scope = Scope(as_of=DAY, owners=owners)
        assert_same(metric(then, scope), metric(now, scope), name)


def assert_same(one: object, other: object, place: str) -> None:
    """Two answers are equal; keys of deals are not compared."""
    if isinstance(one, pd.DataFrame):
        kept = [column for column in one.columns if "key" not in column and column not in KEYS]
        pd.testing.assert_frame_equal(_sorted(one[kept]), _sorted(other[kept]), obj=place, check_dtype=False)
    elif is_dataclass(one):
        for each in fields(one):
            if "key" not in each.name:
                assert_same(getattr(one, each.name), getattr(other, each.name), f"{place}, {each.name}")
    elif isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key in one:
            assert_same(one[key], other[key], f"{place}, {key}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), place
        for pair in zip(one, other, strict=True):
            assert_same(*pair, place)
    elif isinstance(one, float):
        assert np.isclose(one, other, equal_nan=True), place
    else:
        assert one == other, place


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that hold lists are compared as text."""
    plain = rows.map(lambda value: str(value) if isinstance(value, (list, tuple, dict, np.ndarray)) else value)
    return plain.sort_values(list(plain.columns), key=lambda column: column.astype(str)).reset_index(drop=True)
