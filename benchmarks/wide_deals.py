"""A deals export of 14 columns and about 180 bytes a row, and the history of its stages."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

HEADINGS = [
    "Record ID", "Deal Name", "Pipeline", "Deal Stage", "Amount", "Currency", "Deal owner", "Associated Company (Primary)",
    "Original Traffic Source", "Region", "Deal Type", "Create Date", "Close Date", "Closed Lost Reason",
]  # fmt: skip
MOVES = ["Record ID", "From Stage", "To Stage", "Changed At"]
STAGES = ["Prospecting", "Qualification", "Discovery", "Proposal", "Negotiation", "Closed Won", "Closed Lost"]


def write_deals(path: Path, deals: int, seed: int = 1) -> Path:
    """Write the export; names hold commas, quotes and line breaks, 4% of the amounts are missing."""
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


def write_history(path: Path, deals: Path, seed: int = 1) -> Path:
    """Write the way of each deal of an export to its stage, in time: nearly five rows a deal, one in a hundred of the second
    of the one before."""
    rng = random.Random(seed)
    moves = []
    with deals.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at, before = datetime.fromisoformat(row["Create Date"]), ""
            way = _way(row["Deal Stage"], rng)
            for stage in way:
                moves.append((at, row["Record ID"], before, stage))
                at, before = at + timedelta(seconds=0 if rng.random() < 0.01 else rng.randrange(40 * 86_400)), stage
    moves.sort()
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file).writerow
        write(MOVES)
        for at, deal, before, stage in moves:
            write([deal, before, stage, at.isoformat(" ")])
    return path


def _way(stage: str, rng: random.Random) -> list[str]:
    place = STAGES.index(stage)
    way = STAGES[: place + 1] if place < 5 else [*STAGES[: rng.randrange(1, 6)], stage]
    while len(way) > 2 and rng.random() < 0.4:  # back again
        way[2:2] = way[:2]
    return way
