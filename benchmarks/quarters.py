"""`python -m benchmarks.quarters`: forecasts of quarters against a simulated company of which the truth is known.

Five stages, three segments, owners and sources that matter, a hidden quality of each deal, quarters that are better or worse
for everybody, a rush before each quarter's end, and close dates that are hopeful and get pushed.  Each seed is a company of
four years; the last eight quarters are forecast from weeks 1, 5 and 9, each from what was known then.  Printed per method:
WAPE of the quarter's total, bias, how often the 80 % band held, CRPS; and how well the chances of single deals were calibrated.
"""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics.forecast.book import LOST, NEVER, WON, Book, Former, day_number, pushes
from analytics.metrics.forecast.replay import replay
from analytics.metrics.forecast.scoring import deal_scores, method_scores
from analytics.periods import period_named

FIRST, DAYS = day_number(date(2022, 1, 1)), 4 * 365 + 1
CONFIGURED = np.array([0.10, 0.20, 0.50, 0.75, 0.90])
_CONVERSION = np.array([0.50, 0.60, 0.68, 0.75, 0.85])
_STAY = np.array([20.0, 26.0, 30.0, 26.0, 20.0])  # mean days of deals that move on
_LINGER = 1.8  # losers stay longer
_PLAN = np.array([100.0, 80.0, 55.0, 30.0, 12.0])  # what an owner believes is left


def company(seed: int, wins_a_quarter: float = 130.0, drift: float = 0.0) -> Book:
    """The whole book of a simulated company, its close dates as they were known on each day."""
    random = np.random.default_rng(seed)
    quarter = ((FIRST + np.arange(DAYS)) - FIRST) * 16 // DAYS
    shock = np.exp(random.normal(0, 0.10, 16))
    per_day = wins_a_quarter / 0.22 / 91.3 * 1.02 ** (np.arange(DAYS) / 91.3) / 1.02**8
    arrivals = random.poisson(per_day * np.exp(random.normal(0, 0.08, 16))[quarter])
    n = int(arrivals.sum())
    came = np.repeat(np.arange(DAYS), arrivals)
    segment, source, owner = random.integers(0, 3, n), random.integers(0, 4, n), random.integers(0, 10, n)
    strength = (
        np.array([-0.25, 0.0, 0.25])[segment] + np.array([-0.3, -0.1, 0.1, 0.3])[source]
        + random.normal(0, 0.25, 10)[owner] + random.normal(0, 0.5, n)
    )  # fmt: skip
    amount = np.exp(random.normal(0, 0.95, n)) * np.array([12_000, 20_000, 35_000])[segment]
    moves = _CONVERSION / _STAY
    loses = (1 - _CONVERSION) / _STAY / _LINGER * 1.5
    stage, entered = np.zeros(n, int), came.copy()
    due = np.full(n, np.nan)
    since = came.copy()
    stays: list[tuple[np.ndarray, ...]] = []
    former: list[tuple[np.ndarray, ...]] = []

    def plan(deals: np.ndarray, day: int) -> np.ndarray:
        left = _PLAN[stage[deals]] * np.exp(random.normal(-0.15, 0.4, len(deals)))
        month = (FIRST + day + left).astype(int)
        return np.where(random.random(len(deals)) < 0.4, month + (30 - month % 30), month)

    def moved(deals: np.ndarray, day: int, to: np.ndarray) -> None:
        told = deals[since[deals] < day]
        former.append((told, FIRST + since[told], np.full(len(told), FIRST + day), due[told]))
        since[deals], due[deals] = day, to

    is_open = np.zeros(n, bool)
    for day in range(DAYS):
        new = np.flatnonzero(came == day)
        is_open[new] = True
        dated = new[random.random(len(new)) < 0.75]
        due[dated] = plan(dated, day)
        deals = np.flatnonzero(is_open & (came < day))
        left = np.flatnonzero(quarter == quarter[day])[-1] - day
        rush = np.where((stage[deals] >= 3) & (left < 14), 2.2, np.where((stage[deals] >= 3) & (left > 76), 0.6, 1.0))
        up = moves[stage[deals]] * np.exp(strength[deals]) * rush * shock[quarter[day]]
        down = loses[stage[deals]] * np.exp(-0.7 * strength[deals]) * (1 + drift * (quarter[day] >= 10))
        draw = random.random(len(deals))
        leaves = -np.expm1(-(up + down))
        goes = draw < leaves
        rises = goes & (draw < leaves * up / (up + down))
        lost, risen = deals[goes & ~rises], deals[rises]
        won = risen[stage[risen] == 4]
        risen = risen[stage[risen] < 4]
        for some, to in ((lost, LOST), (won, WON)):
            stays.append((some, stage[some], entered[some], np.full(len(some), day)))
            stays.append((some, np.full(len(some), to), np.full(len(some), day), np.full(len(some), NEVER)))
            is_open[some] = False
            moved(some, day, np.full(len(some), float(FIRST + day)))
        stays.append((risen, stage[risen], entered[risen], np.full(len(risen), day)))
        stage[risen] += 1
        entered[risen] = day
        again = risen[(random.random(len(risen)) < 0.5) | np.isnan(due[risen])]
        moved(again, day, plan(again, day))
        late = np.flatnonzero(is_open & (due <= FIRST + day))
        moved(late, day, FIRST + day + random.integers(14, 60, len(late)).astype(float))
    rest = np.flatnonzero(is_open)
    stays.append((rest, stage[rest], entered[rest], np.full(len(rest), NEVER)))
    return _book(stays, former, segment, source, owner, amount, due)


def _book(stays, former, segment, source, owner, amount, due) -> Book:
    deal, state, entered, left = (np.concatenate(each) for each in zip(*stays, strict=True))
    order = np.lexsort((state < 0, entered, deal))
    deal, state, entered, left = deal[order], state[order], entered[order], left[order]
    n = len(amount)
    deals = pd.DataFrame(
        {"deal_key": np.arange(n), "deal_id": np.arange(n).astype(str), "stage": None, "status": "open"}
    )
    fields = {"owner": owner, "team": np.zeros(n, int), "amount": amount, "due": due, "probability": np.full(n, np.nan)}
    told = [np.concatenate(each) for each in zip(*former, strict=True)]
    order = np.lexsort((told[1], told[0]))
    changed, from_day, to_day, was_due = (each[order] for each in told)
    before = Former(
        changed, from_day, to_day, {name: each[changed] for name, each in fields.items()} | {"due": was_due}
    )
    states = pd.DataFrame(
        {"pipeline": "Sales", "stage": [f"Stage {each}" for each in range(5)], "position": range(5), "configured": CONFIGURED, "is_told": True}
    )  # fmt: skip
    known = np.zeros(n)
    return Book(
        as_of=FIRST + DAYS - 1,
        deals=deals,
        owner_names=np.append(np.arange(10), None),
        fields=fields,
        pipeline=np.zeros(n, int),
        source=source,
        segments=[segment],
        states=states,
        deal=deal,
        state=state,
        entered=np.where(entered < NEVER, FIRST + entered, entered),
        left=np.where(left < NEVER, FIRST + left, NEVER),
        shown=np.zeros((0, 3), int),
        former=before,
        pushed=pushes(before, due),
        dates_known=known,
        amounts_known=known,
        created=np.full(n, np.nan),
        closed=np.full(n, np.nan),
        told_from=known,
    )


def main() -> None:
    """Run all seeds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=4)
    options.add_argument("--wins", type=float, default=130.0)
    options.add_argument("--drift", type=float, default=0.0, help="by what share losses rise for the last six quarters")
    args = options.parse_args()
    rows, deals = [], []
    for seed in range(args.seeds):
        found, chances = replay(company(seed, args.wins, args.drift), period_named("2026Q1"))
        late = sorted(found["period"].unique())[-8:]
        rows.append(found[found["period"].isin(late)].assign(seed=seed))
        deals.append(chances[chances["period"].isin(late)])
    rows, deals = pd.concat(rows), pd.concat(deals)
    first = rows[(rows["method"] == "median") & (rows["week"] == 1)]
    print(f"{args.seeds} companies, {len(first)} quarters, mean {first['actual'].mean():,.0f} a quarter")
    print(method_scores(rows).to_string(index=False, float_format="{:.3f}".format))
    print(deal_scores(deals).to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
