"""A small company that exports its deals every week: random, but the same on every run."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from analytics.intake import Options
from tests.exports import csv_of

OPEN = ["Qualified", "Proposal", "Negotiation"]
FIRST = date(2025, 1, 6)
# the fields whose changes an audit tells
AUDITED = {
    "amount": "Amount",
    "expected_close_on": "Expected Close Date",
    "owner": "Owner",
    "forecast_category": "Forecast Category",
    "next_step": "Next Step",
}


@dataclass(frozen=True)
class Deal:
    """How a deal stands on one day."""

    deal: int
    created_on: date
    amount: float | None
    owner: str
    expected_close_on: date | None
    stage: str = "Qualified"
    status: str = "Open"
    currency: str = "EUR"
    forecast_category: str = "Pipeline"
    closed_on: date | None = None
    moved_on: date | None = None

    @property
    def next_step(self) -> str:
        """What is to be done; after a proposal nobody has said."""
        return {"Qualified": "Call", "Negotiation": "Meet"}.get(self.stage, "")


@dataclass
class Company:
    """Its deals week by week, and the changes that an audit would tell: (deal, field, old, new, day).

    `corrects`: who negotiates finds out where the deal came from.
    """

    weeks: dict[date, dict[int, Deal]] = field(default_factory=dict)
    audit: list[tuple[int, str, str, str, date]] = field(default_factory=list)
    corrects: bool = False

    def export(self, on: date) -> tuple:
        """The file of one week."""
        return (
            f"deals-{on}.csv",
            csv_of([_row(deal, self.corrects) for deal in self.weeks[on].values()]),
            Options(as_of=on),
        )

    def files(self, until: date | None = None) -> list[tuple]:
        """The files of all weeks, or of those until a day."""
        return [self.export(on) for on in self.weeks if until is None or on <= until]


def company(seed: int, weeks: int = 8, deals: int = 40, deletes: bool = True, corrects: bool = False) -> Company:
    """Every week a part of the deals moves, is pushed, pulled in, revalued, handed over, closed, re-opened or deleted."""
    rng, made = random.Random(seed), Company(corrects=corrects)
    state = {n: _born(n, FIRST - timedelta(days=rng.randrange(1, 90)), rng) for n in range(deals)}
    for week in range(weeks):
        today = FIRST + timedelta(days=7 * week)
        if week:
            for n in list(state):
                state[n] = _lived(state[n], today, rng, made)
                if deletes and state[n].status == "Open" and rng.random() < 0.02:
                    del state[n]
            for _ in range(rng.randrange(4)):
                n = 1000 * week + len(state)
                state[n] = _born(n, today - timedelta(days=rng.randrange(1, 6)), rng)
        made.weeks[today] = dict(state)
    return made


def _born(n: int, on: date, rng: random.Random) -> Deal:
    close = None if rng.random() < 0.05 else on + timedelta(days=rng.randrange(20, 200))
    amount = None if rng.random() < 0.05 else rng.randrange(100, 99_999) / 100
    owner = rng.choice(["Ann", "Bob", "Cleo"])
    return Deal(n, on, amount, owner, close, currency=rng.choice(["EUR", "EUR", "USD"]), moved_on=on)


def _lived(deal: Deal, today: date, rng: random.Random, made: Company) -> Deal:
    chance, day = rng.random(), today - timedelta(days=rng.randrange(7))
    after = deal
    if deal.status != "Open":
        if chance < 0.02:
            after = replace(deal, status="Open", closed_on=None, moved_on=day)
    elif chance < 0.1:
        after = replace(deal, stage=rng.choice(OPEN))
        after = replace(after, moved_on=day) if after.stage != deal.stage else deal
    elif chance < 0.18 and deal.expected_close_on:
        after = replace(deal, expected_close_on=deal.expected_close_on + timedelta(days=rng.choice([-40, 14, 60, 95])))
    elif chance < 0.24 and deal.amount is not None:
        after = replace(deal, amount=round(deal.amount * rng.choice([0.5, 1.25, 2]), 2))
    elif chance < 0.28:
        after = replace(deal, owner=rng.choice(["Ann", "Bob", "Cleo"]), forecast_category="Commit")
    elif chance < 0.38:
        after = replace(deal, status=rng.choice(["Won", "Lost"]), closed_on=day)
    for name, heading in AUDITED.items():
        old, new = getattr(deal, name), getattr(after, name)
        if old != new:
            made.audit.append((deal.deal, heading, old, new, day))
    return after


def _row(deal: Deal, corrects: bool) -> dict[str, object]:
    is_known = corrects and deal.stage == "Negotiation"
    return {
        "Deal ID": deal.deal,
        "Deal Name": f"Deal {deal.deal}",
        "Stage": deal.stage,
        "Status": deal.status,
        "Amount": "" if deal.amount is None else f"{deal.amount:.2f}",
        "Currency": deal.currency,
        "Owner": deal.owner,
        "Forecast Category": deal.forecast_category,
        "Expected Close Date": deal.expected_close_on or "",
        "Next Step": deal.next_step,
        "Lead Source": "Partner" if is_known else ["Web", "Fair", "Referral"][deal.deal % 3],
        "Created Date": deal.created_on,
        "Closed Date": deal.closed_on or "",
    }
