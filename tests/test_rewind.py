"""What was known on a day stays as it is when later data is added: every metric, on random companies."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.changes import absent, changes, news, pushes, slipped, weekly
from analytics.metrics.conversion import conversion
from analytics.metrics.detours import detours
from analytics.metrics.evidence import evidence
from analytics.metrics.forecast import forecast
from analytics.metrics.funnel import funnel
from analytics.metrics.overview import overview, overview_stages, overview_trend
from analytics.metrics.velocity import velocity
from analytics.periods import period_named
from analytics.workspace import Rate, Scope, Settings
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
}

STAGES = {"Pipeline": (*(Stage(stage, "open") for stage in OPEN), Stage("Won", "won"), Stage("Lost", "lost"))}
SETTINGS = Settings(
    pipelines=STAGES,
    reporting_currency="EUR",
    rates=(Rate("USD", 0.5, date(2024, 1, 1)), Rate("USD", 0.75, date(2025, 2, 1))),
)
DAY = FIRST + 4 * WEEK


def weeks(until: date | None) -> list[tuple]:
    """Dated exports and nothing else."""
    return company(21, weeks=8, deals=60).files(until)


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


@pytest.fixture(scope="module", params=[weeks, histories], ids=["dated exports", "histories"])
def known_then_and_now(request):
    """The store of what was known on the day, and that of all."""
    then, now = (store_of_files(*request.param(until), settings=SETTINGS) for until in (DAY, None))
    return then, now


@pytest.mark.parametrize("name", METRICS)
def test_later_data_changes_nothing_on_an_earlier_day(known_then_and_now, name):
    then, now = known_then_and_now
    rng = random.Random(name)
    for owners in ((), (rng.choice(["Ann", "Bob", "Cleo"]),)):
        scope = Scope(as_of=DAY, owners=owners)
        assert_same(METRICS[name](then, scope), METRICS[name](now, scope), name)


def assert_same(one: object, other: object, place: str) -> None:
    """Two answers are equal; keys of deals are not compared: they are numbered anew with every import."""
    if isinstance(one, pd.DataFrame):
        kept = [column for column in one.columns if "key" not in column]
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
