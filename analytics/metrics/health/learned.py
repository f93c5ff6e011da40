"""What the past teaches of age: how long is too long in a stage, what is then still won, and whether that foretells anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import numpy as np
import pandas as pd

from analytics.ageing import falling, ratio
from analytics.workspace import Scope, Workspace

HORIZON = 91  # days: a quarter
# days in a stage after which it is asked what became of the deals that were still there
AGES = (0, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365)
# stays of won deals from which an age is learned; deals of which a chance is told
ENOUGH_WON, ENOUGH = 20, 30
# how often the past is looked at, and how far back
STEP, LONGEST = 28, 3 * 365
# the badge: the ratio is below this with 90% certainty, on one side
WORTH_SAYING, Z90 = 0.9, 1.2815515655446004


# pipeline, position and segment; no segment: all of the stage
Group = tuple[str, int, str | None]
Groups = Sequence[tuple[Group, pd.DataFrame]]


@dataclass(frozen=True)
class Learned:
    """What `learn` found, a row per stage and segment; a missing segment stands for all deals of the stage.

    `limits`: `pipeline`, `position`, `segment`, `won` stays of won deals, `days` within which four of five of them had left.
    `chances`: `pipeline`, `position`, `segment`, `age`, `deals` that were still there, `won` of them within the horizon,
    `chance`: the share, smoothed so that it never rises with age.
    `signs`: one row per stage: `pipeline`, `position`, `within`, `within_won`, `beyond`, `beyond_won`: deals on past days and
    how many of them were won; `ratio` of the two shares, `low`, `high` (90% bounds, each on its side), `foretells`.
    """

    limits: pd.DataFrame
    chances: pd.DataFrame
    signs: pd.DataFrame
    horizon: int = HORIZON


def learn(workspace: Workspace, as_of: date) -> Learned:
    """The learned ages of all deals as of a day, whatever the filters: a small selection teaches little."""
    stays = workspace.engine.query("health/learned_stays", Scope(as_of=as_of))
    stays = stays.astype(dict.fromkeys(("entered", "left_on", "won"), "float64"))
    last = (as_of - date(2000, 1, 1)).days
    groups = list(_groups(stays))
    limits = limits_of(groups)
    return Learned(limits, chances_of(groups, last), signs_of(groups, limits, last))


def _groups(rows: pd.DataFrame) -> Iterator[tuple[Group, pd.DataFrame]]:
    """The stays of each stage, then of each segment of it."""
    for (pipeline, position), part in rows.groupby(["pipeline", "position"], sort=True):
        yield (str(pipeline), int(position), None), part
        for segment, own in part.groupby("segment", sort=True):
            yield (str(pipeline), int(position), str(segment)), own


def limits_of(groups: Groups) -> pd.DataFrame:
    """The day by which four of five stays of won deals had ended: of each stage, and of each segment with enough of them."""
    rows = []
    for group, part in groups:
        days = np.sort((part["left_on"] - part["entered"])[part["won"].notna()].dropna())
        if len(days) >= ENOUGH_WON:
            rows.append((*group, len(days), int(days[ceil(0.8 * len(days)) - 1])))
    return pd.DataFrame(rows, columns=["pipeline", "position", "segment", "won", "days"])


def chances_of(groups: Groups, last: int) -> pd.DataFrame:
    """The chance to be won by age, of each stage and each segment; of ages that enough deals reached a horizon before the last day."""
    rows = []
    for group, part in groups:
        entered, left, won = (part[name].to_numpy(dtype=float) for name in ("entered", "left_on", "won"))
        until = np.where(np.isnan(left), np.inf, left)
        found = []
        for age in AGES:
            there = (until >= entered + age) & (entered + age + HORIZON <= last)
            found.append((age, int(there.sum()), int((there & (won <= entered + age + HORIZON)).sum())))
        found = [each for each in found if each[1] >= ENOUGH]
        smooth = falling([won for _, _, won in found], [deals for _, deals, _ in found])
        rows += [(*group, *each, chance) for each, chance in zip(found, smooth, strict=True)]
    return pd.DataFrame(rows, columns=["pipeline", "position", "segment", "age", "deals", "won", "chance"])


def signs_of(groups: Groups, limits: pd.DataFrame, last: int) -> pd.DataFrame:
    """Whether deals beyond their learned age were won more seldom, stage by stage, on past days.

    Each stay counts once within its learned age and once beyond it, on the first of the past days on which it was there.
    """
    days = {
        tuple(None if pd.isna(each) else each for each in row[:3]): row[4] for row in limits.itertuples(index=False)
    }
    own = {group: part for group, part in groups if group[2] is not None and group in days}
    rows = []
    for (pipeline, position, segment), part in groups:
        if segment is not None or (pipeline, position, None) not in days:
            continue
        limit = pd.Series(float(days[pipeline, position, None]), index=part.index)
        for group, of_segment in own.items():
            if group[:2] == (pipeline, position):
                limit[of_segment.index] = days[group]
        counts = _within_and_beyond(part, limit, last)
        within, within_won, beyond, beyond_won = counts
        middle, low, high = ratio(beyond_won, beyond, within_won, within, Z90)
        foretells = min(within, beyond) >= ENOUGH and within_won > 0 and high < WORTH_SAYING
        rows.append((pipeline, position, *counts, middle, low, high, foretells))
    columns = [
        "pipeline",
        "position",
        "within",
        "within_won",
        "beyond",
        "beyond_won",
        "ratio",
        "low",
        "high",
        "foretells",
    ]
    return pd.DataFrame(rows, columns=columns)


def _within_and_beyond(stays: pd.DataFrame, limit: pd.Series, last: int) -> tuple[int, int, int, int]:
    """Deals on past days within their limit, and how many of them were won; the same beyond it."""
    until, limit_on = stays["left_on"].fillna(np.inf), stays["entered"] + limit
    found = []
    for first, end in ((_first_day(stays["entered"], last), limit_on + 1), (_first_day(limit_on + 1, last), np.inf)):
        there = (first < until) & (first < end) & (first <= last - HORIZON)
        found += [int(there.sum()), int((there & (stays["won"] <= first + HORIZON)).sum())]
    return tuple(found)


def _first_day(days: pd.Series, last: int) -> pd.Series:
    """The first of the past days (every 28 days, three years back) that is not before each of these."""
    newest = last - HORIZON
    oldest = newest - STEP * (LONGEST // STEP)
    return newest - STEP * ((newest - days.clip(lower=oldest)) // STEP)


def limit_for(limits: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """For each deal `limit_days` (of its segment, else of its stage), `limit_won` and whether it is the segment's own."""
    keys = ["pipeline", "position"]
    limits = limits.rename(columns={"days": "limit_days", "won": "limit_won"})
    shared = limits[limits["segment"].isna()].drop(columns="segment")
    own = limits[limits["segment"].notna()]
    by_stage = deals[keys].merge(shared, on=keys, how="left")
    by_segment = deals[[*keys, "segment"]].merge(own, on=[*keys, "segment"], how="left")
    told = ["limit_days", "limit_won"]
    found = by_segment[told].astype("float64").combine_first(by_stage[told].astype("float64"))
    return found.assign(limit_is_own=by_segment["limit_days"].notna()).set_axis(deals.index)


def chance_for(chances: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """For each deal the last age of its stage (and segment) that it has passed: `age`, `chance`, of how many `chance_deals`."""
    keys = ["pipeline", "position"]
    known = chances.rename(columns={"deals": "chance_deals"})[[*keys, "segment", "age", "chance", "chance_deals"]]
    own = _passed(deals, known[known["segment"].notna()], [*keys, "segment"])
    return own.combine_first(_passed(deals, known[known["segment"].isna()].drop(columns="segment"), keys))


def _passed(deals: pd.DataFrame, known: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    kinds = {"pipeline": object, "position": "int64", "segment": object}
    left = deals[[*keys, "days"]].dropna().astype({key: kinds[key] for key in keys} | {"days": "int64"})
    right = known.astype({key: kinds[key] for key in keys} | {"age": "int64"}).sort_values("age")
    joined = pd.merge_asof(
        left.assign(row=left.index).sort_values("days"), right, left_on="days", right_on="age", by=keys
    )
    return joined.set_index("row").reindex(deals.index)[["age", "chance", "chance_deals"]].astype("float64")
