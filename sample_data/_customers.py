"""What became of the customers: delivery, what they pay, who left, paused, grew, came back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from _company import AS_OF, WON
from _deals import Deal
from _details import price
from _journeys import month_end

# Yearly customers decide at the anniversary, monthly ones any month.
LEAVES_YEARLY = {"Small": 0.28, "Mid-market": 0.17, "Enterprise": 0.09}
LEAVES_MONTHLY = {"Small": 0.024, "Mid-market": 0.014, "Enterprise": 0.008}
# Customers from paid search leave more, referred ones less.
SOURCE_FACTOR = {"Paid Search": 2.4, "Referrals": 0.6}
CLOSES_DOWN = 0.0025
PAUSES = 0.07
COMES_BACK = {"avoidable": 0.1, "paused": 0.75, "unavoidable": 0.0}
PROMISE_KEPT = {6: 0.86, 9: 0.83, 12: 0.77}
AVOIDABLE = ("Price", "Poor adoption", "Switched supplier", "Support", "Missing feature")
UNAVOIDABLE = ("Closure of business", "Acquired, standardised elsewhere", "Site relocated abroad")


@dataclass(frozen=True)
class Subscription:
    """One stretch of paying one price.  `amount` is per unit and interval."""

    plan: str
    interval: str
    amount: float
    quantity: int
    started: date
    status: str = "Active"
    cancelled: date | None = None
    ended: date | None = None

    @property
    def per_year(self) -> float:
        """What the customer pays in a year."""
        return self.amount * self.quantity * (12 if self.interval == "month" else 1)


@dataclass(frozen=True)
class Departure:
    """The end of a customer's contract: asked for on one day, true on another."""

    cancelled: date
    ended: date
    kind: str
    reason: str


@dataclass(frozen=True)
class Customer:
    """One account that bought, with its first won deal."""

    customer_id: str
    deal: Deal
    started: date
    milestones: tuple[date | None, date | None, date | None]
    promises: dict[int, str]
    departure: Departure | None
    subscriptions: tuple[Subscription, ...]

    @property
    def is_yearly(self) -> bool:
        """Whether the first contract runs by the year."""
        return self.subscriptions[0].interval == "year"

    @property
    def status(self) -> str:
        """Gone only when nothing is paid any more: who came back is active again."""
        statuses = [row.status for row in self.subscriptions]
        return next(status for status in ("Active", "Non Renewing", "Paused", "Cancelled") if status in statuses)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return min(first + timedelta(days=day.day - 1), month_end(first))


def customers_of(seed: str, deals: list[Deal]) -> list[Customer]:
    """One customer per account with a won deal, in the order of winning; later wins are expansions."""
    wins = sorted((deal for deal in deals if deal.saves[-1].stage == WON), key=lambda deal: deal.saves[-1].at)
    by_account: dict[str, list[Deal]] = {}
    for deal in wins:
        by_account.setdefault(deal.account.name, []).append(deal)
    return [
        _customer(Random(f"{seed}/customer/{account}"), f"C-{number:04d}", won)
        for number, (account, won) in enumerate(by_account.items(), 1)
    ]


def _customer(rng: Random, customer_id: str, won: list[Deal]) -> Customer:
    deal = won[0]
    started = deal.saves[-1].at.date()
    first = _subscription(rng, deal, started)
    departure = _departure(rng, deal, started, first.interval)
    subscriptions = _changed(rng, first, departure)
    for later_deal in won[1:]:
        bought = later_deal.saves[-1].at.date()
        extra = _subscription(rng, later_deal, bought)
        # an expansion ends with the contract; after the end it is a return
        if departure and bought < departure.ended:
            extra = _stopped(extra, departure)
        subscriptions.append(extra)
    if departure and rng.random() < COMES_BACK[departure.kind]:
        back = departure.ended + timedelta(days=rng.randint(80, 200))
        if back < AS_OF:
            subscriptions.append(replace(first, started=back))
    live = _milestones(rng, started)
    return Customer(customer_id, deal, started, live, _promises(rng, live[2]), departure, tuple(subscriptions))


def _subscription(rng: Random, deal: Deal, started: date) -> Subscription:
    """The deal's amount is its first year, split into units and intervals."""
    yearly = deal.saves[-1].amount or price(rng, deal.product, deal.account)
    interval = "year" if rng.random() < (0.85 if deal.account.segment == "Enterprise" else 0.55) else "month"
    quantity = rng.choices((1, 2, 3, 4, 6), weights=(40, 25, 15, 12, 8))[0]
    unit = round(yearly / quantity / (12 if interval == "month" else 1), 2)
    return Subscription(deal.product.plan, interval, unit, quantity, started)


def _departure(rng: Random, deal: Deal, started: date, interval: str) -> Departure | None:
    """Month by month: closing down, a seasonal pause, or leaving for a reason we could have met."""
    factor = SOURCE_FACTOR.get(deal.source, 1.0)
    segment = deal.account.segment
    seasonal = interval == "month" and rng.random() < PAUSES
    for months in range(3, 31):
        day = add_months(started, months)
        if rng.random() < CLOSES_DOWN:
            asked = day - timedelta(days=rng.randint(5, 30))
            return _known(Departure(asked, day, "unavoidable", rng.choice(UNAVOIDABLE)))
        if seasonal and months > 4 and day.month in (4, 5, 10, 11):
            return _known(Departure(day - timedelta(days=rng.randint(3, 20)), day, "paused", "Seasonal pause"))
        at_term = interval == "month" or months % 12 == 0
        rate = LEAVES_MONTHLY[segment] if interval == "month" else LEAVES_YEARLY[segment]
        if at_term and rng.random() < rate * factor:
            notice = rng.randint(5, 28) if interval == "month" else rng.randint(15, 85)
            return _known(Departure(day - timedelta(days=notice), day, "avoidable", rng.choice(AVOIDABLE)))
    return None


def _known(departure: Departure) -> Departure | None:
    """What had been announced by the day of the export."""
    return departure if departure.cancelled <= AS_OF else None


def _stopped(subscription: Subscription, departure: Departure) -> Subscription:
    """Announced but still paying is Non Renewing; a pause has no cancellation."""
    if departure.kind == "paused":
        has_begun = departure.ended <= AS_OF
        return replace(subscription, status="Paused", ended=departure.ended) if has_begun else subscription
    status = "Cancelled" if departure.ended <= AS_OF else "Non Renewing"
    # an expansion bought after notice was given cannot have been cancelled before it began
    asked = max(departure.cancelled, subscription.started)
    return replace(subscription, status=status, cancelled=asked, ended=departure.ended)


def _changed(rng: Random, first: Subscription, departure: Departure | None) -> list[Subscription]:
    """Some change the number of units: the old row ends on the day on which the new one begins."""
    end = departure.ended if departure else AS_OF
    change = first.started + timedelta(days=rng.randint(120, 420))
    roll = rng.random()
    rows = [first]
    if change < min(end, AS_OF) - timedelta(days=30) and roll < 0.1:
        step = -1 if first.quantity > 1 and roll < 0.035 else 1
        old = replace(first, status="Cancelled", cancelled=change, ended=change)
        rows = [old, replace(first, started=change, quantity=first.quantity + step)]
    return [*rows[:-1], _stopped(rows[-1], departure)] if departure else rows


def _milestones(rng: Random, started: date) -> tuple[date | None, date | None, date | None]:
    """Hand-over, implementation started, live; some implementations are stuck."""
    handed = started + timedelta(days=rng.randint(1, 9))
    begun = handed + timedelta(days=rng.randint(2, 20))
    stuck = rng.random() < 0.05
    live = begun + timedelta(days=min(int(rng.lognormvariate(3.0, 0.55)) + 2, 110))
    days = (handed, begun, None if stuck else live)
    return tuple(day if day and day <= AS_OF else None for day in days)  # type: ignore[return-value]


def _promises(rng: Random, live: date | None) -> dict[int, str]:
    """Was the promise of the offer kept?  Asked 6, 9 and 12 months after going live; a quarter do not answer."""
    answers = {}
    for months, kept in PROMISE_KEPT.items():
        answer = "yes" if rng.random() < kept else "no"
        asked = live is not None and add_months(live, months) <= AS_OF and rng.random() < 0.75
        answers[months] = answer if asked else ""
    return answers
