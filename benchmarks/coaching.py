"""`python -m benchmarks.coaching`: how often weak stages, alarms and prices are right, where the truth is known.

Weak stages: a team of twelve, five stages, 15 to 80 deals a cell.  Alike: in how many reports anybody is flagged at all.  One
weak: one owner 25 points below in one stage with 40 to 80 deals; how often the flag finds it, and how many others it names.
Alarms: 20 cells of 40 decisions a month, with the limits that the product has for many cells and for at most five. Worth: the price of a gap against plain simulation of every deal.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.cusum import cusum
from analytics.metrics.alarms.alarms import LIMIT, LIMIT_OF_FEW
from analytics.metrics.coaching.cells import SURE, stage_cells, stage_stays
from analytics.metrics.coaching.worth import lift

AS_OF = date(2026, 6, 30)
RATES = (0.62, 0.55, 0.60, 0.50, 0.75)
SOURCES = (("Web", 0.0), ("Referral", 0.7), ("Cold", -0.5))


def passages_of(
    random: np.random.Generator, rate: float, sizes: dict[str, int], weak: dict[str, float] | None = None
) -> pd.DataFrame:
    """Passages of one stage in a year, as `passages` gives them; `weak`: points by which an owner is below the others.

    Deals move on after some 20 days or are lost after some 40; what is not over on the last day is open.
    """
    owner = np.repeat(list(sizes), list(sizes.values()))
    n = len(owner)
    source = random.integers(0, len(SOURCES), n)
    shift = np.array([each for _, each in SOURCES])[source]
    chance = 1 / (1 + (1 / rate - 1) * np.exp(-shift))
    chance = np.clip(chance - np.array([(weak or {}).get(each, 0.0) for each in owner]), 0.02, 0.98)
    moves = random.random(n) < chance
    takes = np.floor(np.where(moves, random.exponential(20, n), random.exponential(40, n)))
    age = random.integers(0, 365, n)
    over = takes <= age
    return pd.DataFrame({
        "deal_key": np.arange(n), "owner": owner, "source": np.array([each for each, _ in SOURCES])[source], "segment": None,
        "deal_type": None, "size": random.integers(1, 4, n), "is_skipped": False,
        "cause": np.where(~over, 0, np.where(moves, 1, 2)), "days": np.where(over, takes, age).astype(int),
        "reached_on": pd.to_datetime([AS_OF - timedelta(days=int(each)) for each in age]),
    })  # fmt: skip


def reports(runs: int, seed: int, weak: float, fewest: int, most: int, people: int = 12) -> pd.DataFrame:
    """One row per report: `flags`, `found`, `others`, `slow` (flags of time in stage); the weak one is the first owner in the second stage."""
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(runs):
        flags, found, slow = 0, False, 0
        for stage, rate in enumerate(RATES):
            sizes = {f"Owner {k:02d}": int(random.integers(fewest, most + 1)) for k in range(people)}
            below = {"Owner 00": weak} if weak and stage == 1 else {}
            rows_of = passages_of(random, rate, sizes, below)
            cells = stage_cells(rows_of, AS_OF)
            loud = set(cells.loc[cells["state"] == "flag", "owner"])
            found |= bool(below) and "Owner 00" in loud
            flags += len(loud)
            stays = stage_stays(rows_of)
            slow += int((stays["state"] == "flag").sum())
        rows.append({"flags": flags, "found": found, "others": flags - found, "slow": slow})
    return pd.DataFrame(rows)


def watch(random: np.random.Generator, weeks: int, drop: float, limit: float, p0: float = 0.5) -> float:
    """Weeks until one cell of 40 decisions a month raises an alarm, where its chance falls by `drop`; NaN: never."""
    per_week = random.poisson(40 / 4.345, weeks)
    sums = cusum(random.random(per_week.sum()) < p0 - drop, np.full(per_week.sum(), p0))
    over = np.flatnonzero(sums > limit)
    return np.nan if not len(over) else float(np.searchsorted(np.cumsum(per_week), over[0], side="right") + 1)


def simulated_worth(
    random: np.random.Generator,
    entries: int,
    rate: float,
    target: float,
    later: tuple[float, ...],
    amount: float,
    runs: int,
) -> tuple[float, float]:
    """Mean extra won money of `entries` deals at the better rate, deal by deal, and its standard error."""
    gains = []
    for _ in range(runs):
        won = []
        for chance in (rate, target):
            deals = random.binomial(entries, chance)
            for each in later:
                deals = random.binomial(deals, each)
            won.append(deals * amount)
        gains.append(won[1] - won[0])
    return float(np.mean(gains)), float(np.std(gains) / np.sqrt(runs))


def main() -> None:
    """Print all tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    runs = options.runs
    title = f"weak stages, {runs} reports, flag above {SURE:.0%}"
    print(f"{title:<44}{'any flag':>16}{'flags':>8}{'found':>8}{'others':>8}{'any slow':>10}")
    for name, weak, fewest, most in (
        ("alike, 15 to 60 deals a cell", 0.0, 15, 60), ("alike, 40 to 80", 0.0, 40, 80), ("one 25 points weak, 40 to 80", 0.25, 40, 80),
        ("one 15 points weak, 40 to 80", 0.15, 40, 80), ("one 25 points weak, 15 to 40", 0.25, 15, 40),
    ):  # fmt: skip
        found = reports(runs, options.seed, weak, fewest, most)
        share = (found["flags"] > 0).mean()
        print(
            f"{name:<44}{f'{share:.1%} ± {(share * (1 - share) / runs) ** 0.5:.1%}':>16}{found['flags'].mean():>8.2f}{found['found'].mean():>8.1%}"
            f"{found['others'].mean():>8.2f}{(found['slow'] > 0).mean():>10.1%}"
        )
    random = np.random.default_rng(options.seed + 1)
    print(f"\n{'alarms, 20 cells of 40 decisions a month':<44}{'limit':>8}{'a quarter':>12}")
    for limit in (LIMIT_OF_FEW, LIMIT):
        false = [sum(not np.isnan(watch(random, 26, 0.0, limit)) for _ in range(20)) / 2 for _ in range(runs)]
        print(f"{'nothing wrong: false alarms':<44}{limit:>8.1f}{np.mean(false):>12.2f}")
    for drop in (0.125, 0.15):
        for limit in (LIMIT_OF_FEW, LIMIT):
            weeks = np.array([watch(random, 52, drop, limit) for _ in range(runs * 3)])
            spread = " ".join(f"{np.mean(weeks <= each):.0%} in {each}" for each in (8, 13, 26))
            print(
                f"{f'fall of {100 * drop:.1f} points: median weeks, found':<44}{limit:>8.1f}{np.nanmedian(np.nan_to_num(weeks, nan=99)):>12.0f}   {spread} weeks"
            )
    mean, error = simulated_worth(random, 25, 0.45, 0.6, (0.6, 0.5, 0.75), 20_000, 40_000)
    print(
        f"\nworth of 15 points, 25 deals: {lift(25, 0.15, 0.6 * 0.5 * 0.75, 20_000):,.0f}; simulated {mean:,.0f} (± {error:,.0f})"
    )


if __name__ == "__main__":
    main()
