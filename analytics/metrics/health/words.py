"""Why a deal needs attention, in words: counts and days only, which read alike in every language's figures."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


def one_in(chance: float) -> str:
    """A chance as people say it, with its verb.

    >>> one_in(0.0833), one_in(0.5), one_in(0), one_in(0.8)
    ('1 in 12 is', '1 in 2 is', 'none is', '8 in 10 are')
    """
    if chance <= 0.005:
        return "none is" if chance == 0 else "fewer than 1 in 200 are"
    return f"{round(10 * chance)} in 10 are" if chance > 0.55 else f"1 in {round(1 / chance)} is"


def _stale(row: object) -> str:
    among = "won deals of this segment" if row.limit_is_own else "won deals"
    text = f"{_days(row.days)} in {row.stage}, four of five {among} had left it by day {row.limit_days:.0f}"
    if pd.notna(row.chance):
        text += f"; after {_days(row.age)} {one_in(row.chance)} won in the next quarter"
    return text


def _limbo(row: object) -> str:
    return (
        f"{_days(row.days)} in {row.stage}, where won deals are decided by day {row.limit_days:.0f}: ask for a decision"
    )


_WORDS: dict[str, Callable[[object], str]] = {
    "stale": _stale,
    "pregnant": lambda row: (
        f"open for {_days(row.age_days)}; no deal was ever won after more than {row.oldest_days:.0f}"
    ),
    "limbo": _limbo,
    "overdue": lambda row: f"expected to close {_days(row.overdue_days)} ago",
    "month_end_default": lambda row: (
        "closes on the last day of the month in which it was created: most likely a default that nobody chose"
    ),
    "no_close_date": lambda row: "no close date",
    "no_next_step": lambda row: "no next step",
    "silent": lambda row: f"nothing has happened for {_days(row.silent_days)}",
    "no_amount": lambda row: "no amount",
}


_READ = [
    "stage", "days", "limit_days", "limit_is_own", "chance", "age", "age_days", "oldest_days", "overdue_days", "silent_days",
    "stale",
]  # fmt: skip


def why(deals: pd.DataFrame) -> list[str]:
    """For each deal its reasons, as one sentence; empty where there are none."""
    reasons: dict[int, list[str]] = {}
    for name, words in _WORDS.items():
        flagged = deals.loc[deals[name], _READ]
        if name == "limbo":
            flagged = flagged[~flagged["stale"]]  # said already
        for row in flagged.itertuples():
            reasons.setdefault(row.Index, []).append(words(row))
    return [_sentence(reasons[index]) if index in reasons else "" for index in deals.index]


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _days(number: float) -> str:
    return f"{number:.0f} day{'' if number == 1 else 's'}"
