"""What is written on a deal: amounts and reasons for losing."""

from datetime import date, datetime, time, timedelta
from random import Random

from _company import (
    LARGEST_AMOUNT,
    LOST,
    SALES_STAGES,
    SEGMENTS,
    SMALLEST_AMOUNT,
    TROUBLED_PRODUCT,
    TROUBLED_SINCE,
    Product,
)
from _journeys import Visit, later, lognormal
from _names import Account

_REASONS = {
    # reason: weight when lost before Proposal, at Proposal, after it
    "No decision": (30, 30, 35),
    "Price": (8, 30, 22),
    "Competitor": (12, 18, 15),
    "No budget": (22, 10, 12),
    "Missing feature": (10, 8, 2),
    "Bad timing": (18, 4, 14),
}
# How often the amount is written anew on entering a stage.
REVISED = {"Demo": 0.15, "Proposal": 0.35, "Decision Maker Bought-In": 0.2, "Contract Sent": 0.3}
# On this day the European manager closed what had been silent for half a year, all in a few minutes.
CLEAN_UP = datetime.combine(date(2025, 12, 19), time(16, 30))


def is_troubled(product: Product, stage: str, entered: datetime) -> bool:
    """Whether the competitor is in play."""
    return product.name == TROUBLED_PRODUCT and stage == "Proposal" and entered >= TROUBLED_SINCE


def price(rng: Random, product: Product, account: Account) -> float:
    """Log-normal within what the company sells, rounded as sellers do."""
    median = product.median * SEGMENTS[account.segment][1]
    while not SMALLEST_AMOUNT <= (amount := lognormal(rng, median, 0.55)) <= LARGEST_AMOUNT:
        pass
    style = rng.random()
    if style < 0.7:
        return round(amount / 500) * 500.0
    return round(amount / 50) * 50.0 if style < 0.92 else round(amount, 2)


def amounts_of(
    rng: Random, visits: list[Visit], product: Product, account: Account
) -> list[tuple[datetime, float | None]]:
    """Half know a first amount at creation; the rest from Demo on; a few never write one down."""
    amount = price(rng, product, account)
    never, zero = rng.random() < 0.03, rng.random() < 0.003
    if never:
        return [(visits[0][0], None)]
    if zero:
        return [(visits[0][0], 0.0)]
    known = rng.random() < 0.55
    settings: list[tuple[datetime, float | None]] = [(visits[0][0], amount if known else None)]
    for moment, stage in visits[1:]:
        past_discovery = stage not in (*SALES_STAGES[:2], LOST)
        if past_discovery and not known:
            known = True
            settings.append((moment, amount))
        elif rng.random() < REVISED.get(stage, 0):
            # scope moves both ways until the contract; then only discounts are left
            factor = rng.uniform(0.85, 0.97) if stage == "Contract Sent" else rng.uniform(0.85, 1.3)
            amount = min(max(round(amount * factor / 50) * 50.0, SMALLEST_AMOUNT), LARGEST_AMOUNT)
            settings.append((later(rng, moment, 1), amount))
    return settings


def lost_reason_of(rng: Random, visits: list[Visit], product: Product) -> str:
    """Blank in some lost deals, and of no meaning in the others."""
    if visits[-1][1] != LOST:
        return ""
    entered, died_in = visits[-2]
    if visits[-1][0] >= CLEAN_UP and visits[-1][0] < CLEAN_UP + timedelta(minutes=5):
        return "No decision"
    if is_troubled(product, died_in, entered) and rng.random() < 0.5:
        return "Competitor"
    column = (SALES_STAGES.index(died_in) > 2) + (SALES_STAGES.index(died_in) > 3)
    reason = rng.choices(list(_REASONS), weights=[row[column] for row in _REASONS.values()])[0]
    return "" if rng.random() < 0.07 else reason
