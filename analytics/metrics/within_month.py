"""Within month: how many of the deals that pass a stage are won in the same month?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

from analytics.survival import wilson
from analytics.workspace import Scope, Workspace

MONTHS, FEW, STEADY = 12, 10, 0.05


@dataclass(frozen=True)
class WithinMonth:
    """The result of `within_month`.

    - `stages`: one row per open stage but the last: `pipeline`, `stage`, `position`; over the last twelve whole months `passed`,
      `won`, `won_rate`, `low`, `high` (95%; missing under ten); `p_value`, `is_steady` (missing where it cannot be tested);
      `this_passed`, `this_won` of the month that is not over, and `this_expected`, `this_low`, `this_high` won by its end of
      those passed so far (missing under ten)
    - `months`: one row per stage and whole month: `pipeline`, `position`, `month` (its first day), `passed`, `won`, `won_rate`,
      `low`, `high` (missing where none passed)
    """

    stages: pd.DataFrame
    months: pd.DataFrame


def within_month(workspace: Workspace, scope: Scope) -> WithinMonth:
    """Of the deals that pass a stage in a month, the share that is won in that very month.

        within-month rate = deals that passed the stage in a month and were won in it / deals that passed it in that month

    A deal passes a stage once, when it first gets beyond it; skipping it counts as passing.  The rate is that of the last
    twelve whole months together, with its 95% interval (Wilson); under ten deals there are only counts.  Whether it is the
    same from month to month is tested by chi-square (homogeneity; neighbouring months are taken together until each expects
    five won and five not won).  It is called steady where chance alone explains the differences (p of .05 or more), which a few
    deals cannot rule out.

    As a forecast: of the deals that have passed the stage so far this month, rate x their number will have been won by its
    end, and never fewer than are won already.  Deals that pass it in the days still to come are not in it.
    """
    scope = scope.only(from_on=None, to_on=None)
    as_of = scope.as_of or workspace.engine.last_day
    counts = workspace.engine.query("within_month", scope)
    # the month of the last day is whole where that is its last
    this = (as_of + timedelta(days=1)).replace(day=1)
    number = this.year * 12 + this.month - 1
    rows, months = [], [pd.DataFrame(columns=_MONTHS)]
    for (pipeline, position, stage), part in counts.groupby(["pipeline", "position", "stage"], sort=True):
        by_month = part.set_index("month_number")[["passed", "won"]]
        first = max(number - MONTHS, int(by_month.index.min()))
        whole = by_month.reindex(range(first, number), fill_value=0)
        now = by_month.reindex([number], fill_value=0).iloc[0]
        named = {"pipeline": pipeline, "stage": stage, "position": int(position)}
        rates = _rates(whole)
        rows.append(named | rates | _this(rates, int(now["passed"]), int(now["won"])))
        months.append(_by_month(whole).assign(pipeline=pipeline, position=int(position)))
    found = pd.DataFrame(rows, columns=_STAGES)
    return WithinMonth(found, pd.concat(months[1:] or months, ignore_index=True)[_MONTHS])


_STAGES = [
    "pipeline", "stage", "position", "passed", "won", "won_rate", "low", "high", "p_value", "is_steady", "this_passed",
    "this_won", "this_expected", "this_low", "this_high",
]  # fmt: skip
_MONTHS = ["pipeline", "position", "month", "passed", "won", "won_rate", "low", "high"]


def _rates(whole: pd.DataFrame) -> dict[str, object]:
    passed, won = int(whole["passed"].sum()), int(whole["won"].sum())
    found: dict[str, object] = {"passed": passed, "won": won, "won_rate": None, "low": None, "high": None}
    if passed >= FEW:
        low, high = wilson(won / passed, passed)
        found |= {"won_rate": won / passed, "low": low, "high": high}
    p_value = homogeneity(whole["won"].to_numpy(int), (whole["passed"] - whole["won"]).to_numpy(int))
    return found | {"p_value": p_value, "is_steady": None if p_value is None else p_value >= STEADY}


def _this(rates: dict[str, object], passed: int, won: int) -> dict[str, object]:
    found: dict[str, object] = {"this_passed": passed, "this_won": won}
    for name, rate in (("this_expected", "won_rate"), ("this_low", "low"), ("this_high", "high")):
        found[name] = None if rates[rate] is None else max(float(won), passed * rates[rate])
    return found


def _by_month(whole: pd.DataFrame) -> pd.DataFrame:
    shares = (whole["won"] / whole["passed"]).where(whole["passed"] > 0)
    bounds = [wilson(share, n) if n else (np.nan, np.nan) for share, n in zip(shares, whole["passed"], strict=True)]
    return pd.DataFrame(
        {
            "month": [date(each // 12, each % 12 + 1, 1) for each in whole.index],
            "passed": whole["passed"].to_numpy(),
            "won": whole["won"].to_numpy(),
            "won_rate": shares.to_numpy(),
            "low": [low for low, _ in bounds],
            "high": [high for _, high in bounds],
        }
    )


def homogeneity(won: np.ndarray, other: np.ndarray) -> float | None:
    """The p-value of one rate in all months; None where fewer than two groups of months expect five of each.

    Source: Pearson's chi-square without correction; the rule of five is Cochran's (1954).
    """
    total = won.sum() + other.sum()
    if not total:
        return None
    rarer = min(won.sum(), other.sum()) / total
    groups, open_ = [], np.zeros(2)
    for pair in zip(won, other, strict=True):
        open_ = open_ + pair
        if open_.sum() * rarer >= 5:
            groups.append(open_)
            open_ = np.zeros(2)
    if groups:
        groups[-1] = groups[-1] + open_
    if len(groups) < 2:
        return None
    return float(chi2_contingency(np.array(groups), correction=False).pvalue)
