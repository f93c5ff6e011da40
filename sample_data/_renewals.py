"""The renewals pipeline: one deal per anniversary of a yearly contract."""

from datetime import date, datetime, time, timedelta
from random import Random

from _company import AS_OF, EXPORTED_AT, LOST, OWNERS, RENEWAL_OWNERS, RENEWAL_STAGES, RENEWALS, WON
from _customers import Customer, Subscription, add_months
from _deals import Deal, merged
from _journeys import Visit, later
from _names import next_step

# Days before the anniversary at which a renewal enters each stage.
DAYS_BEFORE = (90, 64, 38, 14)
_REASON = {"avoidable": "Cancelled: ", "unavoidable": "Customer gone: "}


def renewal_deals(seed: str, customers: list[Customer]) -> list[Deal]:
    """A renewal is won if the customer stayed and lost when notice was given."""
    deals: list[Deal] = []
    for customer in customers:
        if customer.deal.team.crm != "hubspot" or not customer.is_yearly:
            continue
        for year in (1, 2):
            due = add_months(customer.started, 12 * year)
            rng = Random(f"{seed}/renewal/{customer.customer_id}/{year}")
            not_yet = due - timedelta(days=DAYS_BEFORE[0]) >= AS_OF - timedelta(days=5)
            gone = customer.departure is not None and customer.departure.ended < due
            if not_yet or gone:
                break
            deals.append(_renewal(rng, customer, due))
    return sorted(deals, key=lambda deal: deal.created)


def _renewal(rng: Random, customer: Customer, due: date) -> Deal:
    opened = datetime.combine(due - timedelta(days=DAYS_BEFORE[0]), time(9, 0))
    leaving = customer.departure if customer.departure and customer.departure.ended <= due else None
    end = (
        later(rng, datetime.combine(leaving.cancelled, time(9, 0)), 1)
        if leaving
        else later(rng, datetime.combine(due, time(9, 0)), rng.randint(-12, 9))
    )
    visits: list[Visit] = []
    for stage, days in zip(RENEWAL_STAGES, DAYS_BEFORE, strict=True):
        entered = later(rng, datetime.combine(due - timedelta(days=days), time(9, 0)), rng.randint(-3, 4))
        # a customer in a hurry skips the review
        if entered < end and (not visits or (entered > visits[-1][0] and rng.random() > 0.06)):
            visits.append((entered, stage))
    if not visits:
        visits = [(min(opened, end - timedelta(days=2)), RENEWAL_STAGES[0])]
    visits.append((end, LOST if leaving else WON))
    visits = [visit for visit in visits if visit[0] <= EXPORTED_AT]
    amount = sum(row.per_year for row in customer.subscriptions if _is_due(row, opened.date()))
    owner_name = rng.choice(RENEWAL_OWNERS)
    return Deal(
        deal_id="",
        name=f"Renewal {due.year}: {customer.deal.account.name}",
        account=customer.deal.account,
        contact=customer.deal.contact,
        owner=next(owner for owner in OWNERS if owner.name == owner_name),
        team=customer.deal.team,
        pipeline=RENEWALS,
        source=customer.deal.source,
        product=customer.deal.product,
        currency=customer.deal.currency,
        deal_type="Existing Business",
        lost_reason=_REASON[leaving.kind] + leaving.reason if leaving and visits[-1][1] == LOST else "",
        next_step=next_step(rng),
        priority="",
        days_since_activity=rng.randint(0, 20),
        quiet_since=None,
        saves=merged(rng, visits, [(visits[0][0], round(amount, 2))], [(visits[0][0], due)]),
    )


def _is_due(row: Subscription, opened: date) -> bool:
    """Yearly, and paid for when the renewal is opened."""
    return row.interval == "year" and row.started <= opened and (row.ended is None or row.ended > opened)
