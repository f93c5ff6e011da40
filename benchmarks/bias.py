"""`python -m benchmarks.bias`: how far rates of conversion are from the truth, where the truth is known.

A company that grows by ten per cent a month for a year; each deal of a stage moves on with chance .5 after about 25 days,
or is lost after about 60.  What had happened by the last day is all that the estimates see.  Printed per scenario: the truth
within 180 days, the mean error of each estimate in points, and how often the 95% interval held the truth.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from analytics.metrics.conversion import stages_of

DAYS, HORIZON = 365, 180
GROWTH = 1.1 ** (1 / 30)


def watched(random: np.random.Generator, deals: int, purged_on: int | None = None) -> pd.DataFrame:
    """Spells in one stage as `watched_spells` gives them; `purged_on`: deals closed before that day are not in the file."""
    # entries grow with time
    entered = np.log1p(random.random(deals) * (GROWTH**DAYS - 1)) / np.log(GROWTH)
    moves = random.random(deals) < 0.5
    takes = np.where(moves, random.exponential(25, deals), random.exponential(60, deals))
    seen = entered + takes <= DAYS
    cause = np.where(~seen, 0, np.where(moves, 1, 2))
    days = np.floor(np.where(seen, takes, DAYS - entered))
    entry = np.full(deals, -1.0)
    if purged_on is not None:
        kept = entered + takes >= purged_on
        entry = np.where(entered < purged_on, np.ceil(purged_on - entered) - 1, -1)
        cause, days, entry = cause[kept], days[kept], entry[kept]
    spells = pd.DataFrame({"cause": cause, "days": days, "entry": entry})
    counted = spells.value_counts(sort=False).rename("deals").reset_index()
    return counted.assign(pipeline="Pipeline", position=0, stage="Stage", value=None, is_skipped=False)


def main() -> None:
    """Run all scenarios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=300)
    runs = options.parse_args().runs
    truth = 0.5 * (1 - np.exp(-HORIZON / 25))
    print(f"truth within {HORIZON} days: {truth:.4f}")
    print(f"{'scenario':<34}{'naive':>9}{'decided':>9}{'ours':>9}{'held':>9}")
    scenarios = {"growing company": {}, "purged half a year ago, ignored": {"purged_on": 183, "ignored": True},
                 "purged half a year ago, delayed entry": {"purged_on": 183}}  # fmt: skip
    for name, scenario in scenarios.items():
        random, rows = np.random.default_rng(1), []
        for _ in range(runs):
            spells = watched(random, 1500, scenario.get("purged_on"))
            if scenario.get("ignored"):
                spells = spells.assign(entry=-1.0)
            rows.append(stages_of(spells, HORIZON)[0].iloc[0])
        found = pd.DataFrame(rows)
        errors = [100 * (found[column] - truth).mean() for column in ("naive", "decided", "conversion")]
        held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
        print(f"{name:<34}" + "".join(f"{error:>+9.2f}" for error in errors) + f"{held:>9.1%}")


if __name__ == "__main__":
    main()
