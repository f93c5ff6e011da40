"""Alarms: has something begun to go wrong, where, and in which deals?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cusum import crossing, cusum
from analytics.metrics.coaching.passages import expected, last_day, passages, with_kinds
from analytics.metrics.comparison import mix_and_rate
from analytics.metrics.evidence import evidence
from analytics.shrinkage import between_variance, log_odds, shrunk
from analytics.survival import aalen_johansen, difference, quantile, wilson
from analytics.workspace import Scope, Workspace

WATCHED, BASELINE, QUARTER = 182, 364, 91.25
SOON, SHORTEST, LONGEST = 0.8, 7, 365
FEWEST, FEWEST_BEFORE = 15, 30
FEWEST_OF_TWO = 40
LIMIT, LIMIT_OF_FEW, FEW, STEP, MOST_FALSE = 5.0, 4.0, 5, 0.5, 1.0
SINGLE = ("all", "region", "product", "segment", "lead_type", "owner")
PAIRED = ("region", "product", "segment", "lead_type")
BANDS = 5


@dataclass(frozen=True)
class Alarms:
    """The result of `alarms`.

    `alarms`: one row per alarm, the loudest first: `by` (all, region, product, segment, lead_type, owner, or two of them as
    `region x product`), `value`, `pipeline`, `stage`, `position`; `n`, `n_before`; `rate`, `rate_before`: moved on within `days`, in the
    watched half year and in the year before; `low`, `high`: 95% interval of their difference; `mix`, `rate_effect`: what of the
    difference is other deals, and what other results with like deals; `since`: day of the alarm; `sum`: of the CUSUM;
    `keys`: all watched deals; `failed`: those of them that had not moved on in time.
    `cells`: how many were watched; `limit`: of the sum; `false_alarms`: to expect in a quarter in which nothing is wrong.
    """

    alarms: pd.DataFrame
    cells: int
    limit: float
    false_alarms: float
    as_of: date | None


@dataclass(frozen=True)
class _Cell:
    by: str
    value: str
    pipeline: str
    stage: str
    position: int
    days: int
    # of the watched deals, in the order in which they were decided
    keys: NDArray
    clock: NDArray
    moved: NDArray
    chance: NDArray
    p0: NDArray
    # of those of the year before
    moved_before: NDArray
    chance_before: NDArray


def alarms(workspace: Workspace, scope: Scope) -> Alarms:
    """Where deals of the last half year move on less often than in the four quarters before, beyond what chance explains.

    Watched is every region, product, segment, lead type and owner, and pairs of these with enough deals, in each stage.  Each deal is decided
    so many days after it came to the stage, whether it has moved on by then or not: the days by which four of five of those that
    move on have done so.  Deals that are lost quickly are thus not counted sooner than the others.  Its chance is that of the year
    before for this kind of deal (source, segment, type, size) in this region, product, ...

    Deal by deal a sum (Bernoulli CUSUM) rises with each that fails and falls with each that moves on; it is tuned to odds that
    fall to 60%.  An alarm is a sum above the limit today: 5, or 4 where at most five are watched, and more where so
    many are watched that more than one false alarm a quarter would be expected.  How many are to be expected when nothing is
    wrong is stated with them.

    The change is split into mix (other kinds of deals came) and rate (like deals went worse); both add up to it.
    """
    as_of = last_day(workspace, scope)
    told = {
        each.pipeline for each in evidence(workspace, scope) if each.evidence != "current_only" and not each.why_not
    }
    if as_of is None or not told:
        return Alarms(pd.DataFrame(columns=_COLUMNS), 0, LIMIT, 0.0, as_of)
    rows = passages(workspace, scope, WATCHED + BASELINE + LONGEST)
    rows = rows[rows["pipeline"].isin(told)]
    if scope.owners:
        rows = rows[rows["owner"].isin(scope.owners)]
    cells = list(_cells(with_kinds(workspace, scope, rows), as_of))
    return judged(cells, as_of)


def judged(cells: list[_Cell], as_of: date) -> Alarms:
    """The cells whose sum is above the limit, which is set by how many cells there are and how much is decided in them."""
    limit = LIMIT_OF_FEW if len(cells) <= FEW else LIMIT
    alike = Counter((float(np.clip(round(each.p0.mean(), 1), 0.1, 0.9)), _rounded(len(each.p0))) for each in cells)
    while (false := _false_alarms(alike, limit)) > MOST_FALSE:
        limit += STEP
    found = [row for each in cells if (row := _alarm(each, limit)) is not None]
    # of a pair nothing more is said where one of the two alone explains it
    alone = {(row["pipeline"], row["position"], row["by"], row["value"]) for row in found}
    found = [row for row in found if not _is_told(row, alone)]
    order = sorted(found, key=lambda row: (-row["sum"], row["by"], row["value"]))
    return Alarms(pd.DataFrame(order, columns=_COLUMNS), len(cells), limit, false, as_of)


_COLUMNS = [
    "by", "value", "pipeline", "stage", "position", "n", "n_before", "rate", "rate_before", "change", "low", "high", "mix",
    "rate_effect", "days", "since", "sum", "keys", "failed",
]  # fmt: skip


def _is_told(row: dict, alone: set[tuple]) -> bool:
    names, values = row["by"].split(" x "), row["value"].split(" x ")
    return len(names) == 2 and any(
        (row["pipeline"], row["position"], *each) in alone for each in zip(names, values, strict=False)
    )


def _cells(rows: pd.DataFrame, as_of: date) -> Iterator[_Cell]:
    for (pipeline, position, stage), part in rows.groupby(["pipeline", "position", "stage"], observed=True):
        days = _soon(part)
        if days is None:
            continue
        clock = part["reached_on"] + pd.to_timedelta(days, unit="D")
        age = (pd.Timestamp(as_of) - clock).dt.days.to_numpy()
        part = part.assign(
            clock=clock, all="all", moved=(part["cause"] == 1) & (part["days"] <= days),
            is_watched=(age >= 0) & (age < WATCHED), is_before=(age >= WATCHED) & (age < WATCHED + BASELINE),
        )  # fmt: skip
        part = part[part["is_watched"] | part["is_before"]]
        before = part["is_before"].to_numpy()
        if before.sum() < FEWEST_BEFORE or not part["moved"].to_numpy()[before].any():
            continue
        share = float(part["moved"].to_numpy()[before].mean())
        part = part.assign(chance=expected(part, before, part["moved"].to_numpy(), share, before))
        place = {"pipeline": str(pipeline), "stage": str(stage), "position": int(position), "days": days}
        yield from _split(part.sort_values(["clock", "deal_key"], ignore_index=True), place)


def _soon(rows: pd.DataFrame) -> int | None:
    """Days by which four of five of the deals that move on have done so."""
    found = quantile(aalen_johansen(rows["days"], rows["cause"]), SOON, cause=1)
    return None if found is None else min(max(SHORTEST, int(found)), LONGEST)


def _split(rows: pd.DataFrame, place: dict[str, object]) -> Iterator[_Cell]:
    """A cell for each value of each column and pair, the chance of its deals shifted to that of the value in the year before."""
    names = [each for each in SINGLE if rows[each].nunique() > (0 if each == "all" else 1)]
    pairs = list(combinations([each for each in PAIRED if each in names], 2))
    keys, clock, moved, chance, before = (
        rows[each].to_numpy() for each in ("deal_key", "clock", "moved", "chance", "is_before")
    )
    for columns in [(each,) for each in names] + pairs:
        codes, values = _coded(rows, columns)
        told = codes >= 0
        earlier = told & before
        n_before, n = (np.bincount(codes[each], minlength=len(values)) for each in (earlier, told & ~before))
        kept = (n_before >= FEWEST_BEFORE) & (n >= (FEWEST if len(columns) == 1 else FEWEST_OF_TWO))
        if not kept.any():
            continue
        o, e, v = (
            np.bincount(codes[earlier], each[earlier], len(values)) for each in (moved, chance, chance * (1 - chance))
        )
        v = np.maximum(v, 1e-9)
        effect = np.where(kept, log_odds(o, e, v), 0)
        shift, _ = shrunk(effect, 1 / v, between_variance(effect[kept], 1 / v[kept]))
        order = np.argsort(codes, kind="stable")
        ends = np.searchsorted(codes[order], np.arange(len(values) + 1))
        for code in np.flatnonzero(kept):
            mine = order[ends[code] : ends[code + 1]]
            now, then = mine[~before[mine]], mine[before[mine]]
            p0 = np.clip(1 / (1 + (1 / chance[now] - 1) * np.exp(-shift[code])), 0.02, 0.98)
            yield _Cell(
                by=" x ".join(columns), value=str(values[code]), **place, keys=keys[now], clock=clock[now], moved=moved[now],
                chance=chance[now], p0=p0, moved_before=moved[then], chance_before=chance[then],
            )  # fmt: skip


def _coded(rows: pd.DataFrame, columns: tuple[str, ...]) -> tuple[NDArray, list[str]]:
    """The value of each row as a number, -1 where it is missing; and the values."""
    codes, names = pd.factorize(rows[columns[0]], sort=True)
    names = [str(each) for each in names]
    for column in columns[1:]:
        more, others = pd.factorize(rows[column], sort=True)
        codes = np.where((codes >= 0) & (more >= 0), codes * len(others) + more, -1)
        names = [f"{one} x {other}" for one in names for other in others]
    return codes, names


def _false_alarms(cells: Counter[tuple[float, int]], limit: float) -> float:
    """Alarms to expect in a quarter in which nothing is wrong.  `cells`: how many have a chance and a number of cases."""
    return sum(n * crossing(chance, limit, cases) for (chance, cases), n in cells.items()) * QUARTER / WATCHED


def _rounded(cases: int) -> int:
    """To two figures, so that alike cells are reckoned once."""
    unit = 10 ** max(0, len(str(cases)) - 2)
    return round(cases / unit) * unit


def _alarm(cell: _Cell, limit: float) -> dict[str, object] | None:
    sums = cusum(cell.moved, cell.p0)
    if sums[-1] <= limit:
        return None
    now, before = cell.moved.astype(float), cell.moved_before.astype(float)
    mix, effect = _parts(cell)
    # the last time that it came above the limit and stayed there
    since = len(sums) - int(np.argmax((sums <= limit)[::-1])) if (sums <= limit).any() else 0
    low, high = difference(*((each.mean(), *wilson(each.mean(), len(each))) for each in (now, before)))
    return {
        **{name: getattr(cell, name) for name in ("by", "value", "pipeline", "stage", "position", "days")},
        "n": len(now), "n_before": len(before), "rate": float(now.mean()), "rate_before": float(before.mean()),
        "change": float(now.mean() - before.mean()), "low": low, "high": high, "mix": mix, "rate_effect": effect,
        "since": pd.Timestamp(cell.clock[since]).date(), "sum": float(sums[-1]),
        "keys": tuple(cell.keys.tolist()), "failed": tuple(cell.keys[~cell.moved].tolist()),
    }  # fmt: skip


def _parts(cell: _Cell) -> tuple[float, float]:
    """What of the change is another mix of hard and easy deals, and what another result with like ones: five bands of chances."""
    edges = np.quantile(cell.chance_before, np.arange(1, BANDS) / BANDS)
    sides = [
        pd.DataFrame({"band": np.searchsorted(edges, chance), "moved": moved.astype(float)})
        .groupby("band")["moved"]
        .agg(["size", "mean"])
        .reindex(range(BANDS))
        for chance, moved in ((cell.chance, cell.moved), (cell.chance_before, cell.moved_before))
    ]
    now, before = sides
    bands = pd.DataFrame({
        "share": now["size"].fillna(0) / now["size"].sum(), "share_before": before["size"].fillna(0) / before["size"].sum(),
        # a band that one side lacks has changed its share alone
        "rate": now["mean"].fillna(before["mean"]), "rate_before": before["mean"].fillna(now["mean"]),
    }).dropna()  # fmt: skip
    parts = mix_and_rate(bands)
    return float(parts["mix"].sum()), float(parts["rate_effect"].sum())
