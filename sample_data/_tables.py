"""Plain tables beside the CRMs: customers, subscriptions, targets, and the textbook example."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from _company import AS_OF, OWNERS
from _customers import Customer, Subscription

# Owners' targets grow by this every quarter; the first was a half, for nothing was in the pipeline yet.
TARGET_GROWTH = 1.08
Row = dict[str, object]


def write(folder: Path, customers: list[Customer], record_ids: dict[str, str]) -> None:
    """All four files: UTF-8, comma, ISO dates.  `record_ids` gives the ids by which HubSpot shows its deals."""
    _write(folder / "customers.csv", [_customer(customer, record_ids) for customer in customers])
    _write(folder / "subscriptions.csv", list(_subscriptions(customers)))
    _write(folder / "targets.csv", list(_targets()))
    _write(folder / "worked_example.csv", list(_worked_example()))


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _customer(customer: Customer, record_ids: dict[str, str]) -> Row:
    deal, handed = customer.deal, customer.milestones
    gone = customer.departure if customer.status != "Active" else None
    return {
        "Customer ID": customer.customer_id,
        "Customer Name": deal.account.name,
        "Segment": deal.account.segment,
        "Source": deal.source,
        "Region": deal.account.region,
        "Deal ID": record_ids.get(deal.deal_id, deal.deal_id),
        "Sold By": deal.owner.name if deal.owner else "",
        "Status": customer.status,
        "Start Date": customer.started,
        "Cancelled Date": gone.cancelled if gone and gone.kind != "paused" else "",
        "End Date": gone.ended if gone else "",
        "Churn Type": gone.kind if gone else "",
        "Churn Reason": gone.reason if gone else "",
        "Hand-over": handed[0] or "",
        "Implementation Started": handed[1] or "",
        "Live": handed[2] or "",
        "Promise Kept 6 Months": customer.promises[6],
        "Promise Kept 9 Months": customer.promises[9],
        "Promise Kept 12 Months": customer.promises[12],
    }


def _subscriptions(customers: list[Customer]) -> Iterator[Row]:
    rows = [(customer, row) for customer in customers for row in customer.subscriptions]
    scheduled = _to_be_scheduled(rows)
    for number, (customer, row) in enumerate(sorted(rows, key=lambda pair: pair[1].started), 1):
        shown = replace(row, cancelled=date(2026, 9, 30), ended=date(2026, 9, 30)) if row is scheduled else row
        yield {
            "Subscription ID": f"S-{number:05d}",
            "Customer ID": customer.customer_id,
            "Customer Name": customer.deal.account.name,
            "Plan": shown.plan,
            "Interval": shown.interval,
            "Amount": f"{shown.amount:.2f}",
            "Quantity": shown.quantity,
            "Currency": customer.deal.currency,
            "Status": shown.status,
            "Started": shown.started,
            "Cancelled At": shown.cancelled or "",
            "Ended At": shown.ended or "",
        }


def _to_be_scheduled(rows: list[tuple[Customer, Subscription]]) -> Subscription:
    """The one whose cancellation stands in the future: a billing system may write both dates ahead."""
    settled = AS_OF - timedelta(days=400)
    return next(
        row
        for customer, row in rows
        if (row.status, row.interval) == ("Active", "month")
        and row.started < settled
        and len(customer.subscriptions) == 1
    )


def _targets() -> Iterator[Row]:
    """Owners only: a team's target is the sum.  Who joined later has none before."""
    quarters = [(year, quarter) for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
    for number, (year, quarter) in enumerate(quarters):
        for owner in OWNERS:
            if owner.since > date(year, 3 * quarter, 1):
                continue
            yield {
                "Team": owner.team.name,
                "Owner": owner.name,
                "Quarter": f"{year}Q{quarter}",
                "Target": round(owner.target * (TARGET_GROWTH**number if number else 0.5) / 5_000) * 5_000,
                "Currency": owner.team.currency,
            }


def _worked_example() -> Iterator[Row]:
    """Ten deals of 100,000 in Warm at 60 %, and five more that are won.

    Closed 500,000; weighted 600,000; unweighted 1,000,000: three numbers, never mixed.
    """
    owners = ("Katrin Albers", "Pieter de Wit", "Dana Whitfield")
    for number in range(15):
        is_won = number >= 10
        created = date(2026, 1, 12 + number) if is_won else date(2026, 3, 2) + timedelta(days=9 * number)
        # won through the second quarter; expected in the third and the first half of the fourth
        close = (
            date(2026, 4, 14) + timedelta(days=17 * (number - 10))
            if is_won
            else date(2026, 7, 10) + timedelta(days=11 * number)
        )
        yield {
            "Deal ID": f"W-{number + 1:02d}",
            "Deal Name": f"Offer {number + 1}",
            "Stage": "Won" if is_won else "Warm",
            "Probability (%)": 100 if is_won else 60,
            "Amount": 100_000,
            "Created Date": created,
            "Close Date": close,
            "Owner": owners[number % len(owners)],
        }
