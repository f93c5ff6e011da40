"""A deals export of 14 columns and about 180 bytes a row."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

HEADINGS = [
    "Record ID", "Deal Name", "Pipeline", "Deal Stage", "Amount", "Currency", "Deal owner", "Associated Company (Primary)",
    "Original Traffic Source", "Region", "Deal Type", "Create Date", "Close Date", "Closed Lost Reason",
]  # fmt: skip
STAGES = ["Prospecting", "Qualification", "Discovery", "Proposal", "Negotiation", "Closed Won", "Closed Lost"]


def write_deals(path: Path, deals: int, seed: int = 1) -> Path:
    """Write the export; names hold commas, quotes and line breaks, 4 % of the amounts are missing."""
    rng = random.Random(seed)
    start = datetime.fromisoformat("2022-01-01 08:00:00")
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file).writerow
        write(HEADINGS)
        for n in range(deals):
            created = start + timedelta(seconds=rng.randrange(140_000_000))
            stage = rng.choice(STAGES)
            name = f"Deal {n} for Company {rng.randrange(50_000):05d}"
            name += (", second phase", ' "large"', "\nextended", "", "", "", "")[n % 7]
            write([
                90_000_000_000 + n, name, ("Sales Pipeline", "Renewals", "Partners")[n % 3], stage,
                "" if rng.random() < 0.04 else f"{rng.lognormvariate(9.5, 1.2):.2f}", ("EUR", "USD")[n % 5 == 0],
                f"Owner Number {rng.randrange(500):03d}", f"Company {rng.randrange(50_000):05d} Ltd",
                rng.choice(["Organic Search", "Paid Search", "Referrals", "Direct Traffic", "Email Marketing"]),
                rng.choice(["EMEA", "Americas", "APAC"]), rng.choice(["New Business", "Existing Business"]),
                created.isoformat(" "), (created + timedelta(days=rng.randrange(5, 200))).date(),
                rng.choice(["Price", "Timing", "Competitor"]) if stage == "Closed Lost" else "",
            ])  # fmt: skip
    return path
