"""No forecast of the past sees what came later: whatever is dated after its day may be changed, and it stays the same."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from analytics.metrics.forecast.book import LOST, NEVER, WON, Former, day_number, pushes
from analytics.metrics.forecast.estimate import estimate
from analytics.metrics.forecast.loading import load
from analytics.metrics.forecast.windows import Outcomes, snapshot, window
from analytics.periods import period_named
from analytics.workspace import Scope
from benchmarks.quarters import company as simulated
from tests.company import LAST, journeys
from tests.exports import store_of


@pytest.fixture(scope="module")
def book():
    """A simulated company whose close dates are known as they stood on each day."""
    return simulated(3, wins_a_quarter=45.0)


def same(one, two):
    assert one.centres == two.centres
    assert set(one.by_method) == set(two.by_method)
    for method, p in one.by_method.items():
        assert np.array_equal(p, two.by_method[method]), method
    assert np.array_equal(one.draws, two.draws)
    assert one.known == two.known


def changed_after(steps, details, origin):
    """Everything that happened after the origin is otherwise: steps, outcomes, amounts of deals to come, further deals."""
    later = (origin + timedelta(days=3)).isoformat()
    new_steps, new_details = {}, {}
    for place, (name, way) in enumerate(steps.items()):
        known = [step for step in way if date.fromisoformat(step.rpartition(" ")[2]) <= origin]
        if not known:
            continue
        detail = dict(details[name])
        if len(known) < len(way) or known[-1].rpartition(" ")[0] not in ("Won", "Lost"):
            ends = "Won" if place % 2 else "Lost"
            known.append(f"{ends} {later}")
            detail |= {"Closed Date": later, "Expected Close Date": later}
        new_steps[name], new_details[name] = known, detail
    for number in range(80):
        new_steps[f"N{number}"] = [f"Negotiation {later}", f"Won {(origin + timedelta(days=9)).isoformat()}"]
        new_details[f"N{number}"] = {
            "Amount": 99_000,
            "Owner": "Ann",
            "Closed Date": (origin + timedelta(days=9)).isoformat(),
        }
    return new_steps, new_details


def test_no_method_sees_later_stage_changes():
    steps, details = journeys()
    origin = date(2025, 10, 28)
    seen = window(period_named("2025Q4"), day_number(origin))
    found = [
        estimate(load(store_of(*each), Scope(as_of=LAST)).until(seen.origin), seen, 300, 0)
        for each in ((steps, details), changed_after(steps, details, origin))
    ]
    assert {"run_rate", "snapshot_ratio", "semi_markov", "hybrid", "last_period"} <= set(found[0].centres)
    # deals of later days stand behind those that are known: their order is the same
    same(*found)


def joined(one, two):
    """Stretches of both, in order of deal and time."""
    deal, from_day, to_day = (
        np.concatenate([getattr(one, name), getattr(two, name)]) for name in ("deal", "from_day", "to_day")
    )
    fields = {name: np.concatenate([one.fields[name], two.fields[name]]) for name in one.fields}
    return Former(deal, from_day, to_day, fields).only(np.lexsort((from_day, deal)))


def test_no_method_sees_later_values(book):
    """Close dates, amounts, owners, stages: whatever is dated after the origin is turned upside down."""
    origin = day_number(date(2025, 4, 30))
    seen = window(period_named("2025Q2"), origin)
    whole = estimate(book.until(origin), seen, 300, 0)
    assert set(whole.by_method) == {"semi_markov", "snapshot_ratio", "hybrid", "crm_weighted"}

    later = book.entered > origin
    state = np.where(later & (book.state < 0), np.where(book.state == WON, LOST, WON), book.state)
    entered = np.where(later, book.entered + 11, book.entered)
    left = np.where((book.left > origin) & (book.left < NEVER), book.left + 11, book.left)
    # what closed deals were won for is corrected a month later; what stood until then is known as a stretch of its own
    closed = np.unique(book.deal[(book.state < 0) & (book.entered <= origin)])
    until_then = Former(
        closed, book.entered[(book.state < 0) & (book.entered <= origin)], np.full(len(closed), origin + 30),
        {name: each[closed] for name, each in book.fields.items()},
    )  # fmt: skip
    former, chance = joined(book.former, until_then), np.random.default_rng(1)
    ahead = former.from_day > origin
    fields = dict(former.fields)
    for name in ("amount", "due"):
        fields[name] = np.where(ahead, fields[name] + 50, fields[name])
    twisted = Former(former.deal, former.from_day, former.to_day, fields)
    # the values of today are those of the origin only where nothing changed since
    changed = np.zeros(len(book.deals), bool)
    changed[former.deal[former.to_day > origin]] = True
    changed[book.deal[book.entries][book.entered[book.entries] > origin]] = True
    now = dict(book.fields)
    now["due"] = np.where(changed, now["due"] + chance.integers(30, 300, len(changed)), now["due"])
    now["amount"] = np.where(changed, now["amount"] * 7, now["amount"])
    now["owner"] = np.where(changed, (now["owner"] + 1) % 10, now["owner"])
    now["probability"] = np.where(changed, 0.99, now["probability"])
    later_pushes = pushes(twisted, now["due"])
    other = replace(
        book, state=state, entered=entered, left=left, former=twisted, fields=now,
        pushed=np.concatenate([book.pushed[book.pushed[:, 1] <= origin], later_pushes[later_pushes[:, 1] > origin]]),
    )  # fmt: skip
    assert not np.array_equal(
        other.fields_at(origin + 40, "due")["due"], book.fields_at(origin + 40, "due")["due"], equal_nan=True
    )
    assert other.until(origin + 40).won_between(0, origin) != book.until(origin + 40).won_between(0, origin)
    same(whole, estimate(other.until(origin), seen, 300, 0))


def test_a_leak_would_be_found(book):
    """The same check fails where the book is not cut."""
    origin = day_number(date(2025, 4, 30))
    seen = window(period_named("2025Q2"), origin)
    assert estimate(book.until(origin), seen, 300, 0).centres != estimate(book, seen, 300, 0).centres


def test_past_snapshots_hold_the_close_dates_of_then(book):
    """Of a closed deal, today's close date is the day on which it closed: learned from, it would give the answer away."""
    cut = book.until(day_number(date(2025, 4, 30)))
    outcomes = Outcomes.of(cut)
    then = snapshot(cut, outcomes, window(period_named("2025Q1"), day_number(date(2025, 1, 31))))
    won_on = outcomes.won_on[then.deal]
    assert then.is_won.sum() > 20
    assert (then.due == won_on)[then.is_won].mean() < 0.2
