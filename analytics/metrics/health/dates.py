"""Close dates that nobody chose: the default that a program sets, and the last day of a month where any day will do."""

from __future__ import annotations

import pandas as pd
from scipy.stats import binom

# a pattern is told where chance alone would show it in one of a thousand companies, and where there are some deals
SURE, SOME, ENOUGH = 0.001, 5, 30

COLUMNS = ["crm", "in_first_month", "default", "default_by_chance", "is_default", "later", "month_end", "month_end_by_chance",
           "is_heaped"]  # fmt: skip


def month_end(days: pd.Series) -> pd.Series:
    """The last day of each day's month."""
    return pd.to_datetime(days) + pd.offsets.MonthEnd(0)


def patterns(deals: pd.DataFrame) -> pd.DataFrame:
    """One row per CRM: how many expected close dates lie on the last day of a month, and how many would by chance.

    - `in_first_month`: deals that are to close in the month in which they were created, `default` of them on its last day;
      by chance every day from the creation on is equally likely, but the last one as likely as in later months at least
    - `later`: the other deals, `month_end` of them on the last day of a month; by chance one day is as likely as another
    - `is_default`, `is_heaped`: too many for chance (one-sided binomial test at 0.1%)
    """
    dated = deals.dropna(subset=["created_on", "expected_close_on"])
    rows = [_pattern(str(crm), part) for crm, part in dated.groupby("crm", sort=True)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _pattern(crm: str, deals: pd.DataFrame) -> tuple:
    created, expected = pd.to_datetime(deals["created_on"]), pd.to_datetime(deals["expected_close_on"])
    end = month_end(expected)
    is_first = (month_end(created) == end) & (expected >= created)
    later = expected > month_end(created)
    on_end = (expected == end)[later]
    by_chance = (1 / end.dt.day)[later]
    heaped = _too_many(int(on_end.sum()), len(on_end), by_chance.mean()) and len(on_end) >= ENOUGH
    # of a deal created on the last day there is no other day
    first = is_first & (created < end)
    left = (1 / ((end - created).dt.days + 1))[first]
    expected_share = left.clip(lower=on_end.mean()) if len(on_end) >= ENOUGH else left
    default = int((expected == end)[first].sum())
    is_default = default >= SOME and _too_many(default, int(first.sum()), expected_share.mean())
    return (
        crm, int(first.sum()), default, float(expected_share.sum()), bool(is_default),
        len(on_end), int(on_end.sum()), float(by_chance.sum()), bool(heaped),
    )  # fmt: skip


def _too_many(hits: int, of: int, share: float) -> bool:
    return of > 0 and bool(binom.sf(hits - 1, of, share) < SURE)


def defaults(deals: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Which deals bear the default date, in the CRMs in which there is one."""
    crms = set(found.loc[found["is_default"], "crm"])
    ends = month_end(deals["created_on"])
    # a deal created on the last day of its month has no other day in it, which tells nothing
    has_choice = pd.to_datetime(deals["created_on"]) < ends
    return deals["crm"].isin(crms) & has_choice & (pd.to_datetime(deals["expected_close_on"]) == ends)
