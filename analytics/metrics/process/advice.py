"""What to do with a stage: keep it, merge it, split it or rename it, and the numbers that say so."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analytics.survival import wilson

# closed deals that must have reached a stage before anything is advised
ENOUGH = 30
Z90 = 1.6448536269514722
# shares that a stage may have, and still pass a standard: beyond them it fails where that is certain (90% interval)
SKIPPED, SAME_DAY, MOVED_BACK, EVIDENT = 0.2, 0.2, 0.1, 0.8
# a stage says little where it tells less than this part of an even share, and much from so many even shares on
LITTLE, MUCH = 0.25, 1.5
# bits that having been in a stage, rather than skipping it, tells at least where it matters
MATTERS = 0.005


class Advice(NamedTuple):
    """`advice`: keep, merge, split, rename or not_enough; `why`: the sentence with its numbers."""

    advice: str
    why: str


def is_above(hits: float, of: float, limit: float) -> bool | None:
    """Whether a share is above a limit for certain; None of fewer than ten."""
    return None if of < 10 else wilson(hits / of, of, Z90)[0] > limit


def standards(row: pd.Series, *, skips_known: bool) -> dict[str, bool | None]:
    """The four standards that a stage meets (True), fails (False), or that nobody can tell."""
    skips = is_above(row["skipped"], row["reached"], SKIPPED) if skips_known else None
    one_day = is_above(row["same_day"], row["moved_on"], SAME_DAY)
    back = is_above(row["moved_back"], row["ended"], MOVED_BACK)
    told = [each for each in (one_day, back) if each is not None]
    inspectable = row["evident_rate"]
    return {
        "required": None if skips is None else not skips,
        "factual": not any(told) if told else None,
        "inspectable": None if pd.isna(inspectable) or row["reached"] < 10 else bool(inspectable >= EVIDENT),
        "buyer_centric": None if pd.isna(row["buyer_centric"]) else bool(row["buyer_centric"]),
    }


def advise(row: pd.Series, stages: int, neighbour: str | None, met: dict[str, bool | None]) -> Advice:
    """What to do with a stage of a pipeline of so many; `neighbour`: the one that it would be merged with."""
    if row["closed"] < ENOUGH or pd.isna(row["information"]):
        return Advice("not_enough", f"Too few closed deals to tell: {row['closed']:.0f} reached it, {ENOUGH} would do.")
    even, told = 1 / stages, _told(row, stages)
    matters = pd.notna(row["visit_low"]) and row["visit_low"] > MATTERS
    if neighbour is not None and row["information_high"] < LITTLE * even and not matters:
        return Advice("merge", f"{told}. Merge it with {neighbour}, or leave it out.{_habits(row)}")
    if neighbour is not None and is_above(row["same_day"], row["moved_on"], 0.5) and row["information_high"] < even:
        return Advice("merge", f"Most deals pass it in one day. {told}. Merge it with {neighbour}.{_habits(row)}")
    if stages > 1 and row["information_low"] > max(MUCH * even, 0.4) and row["days_share"] > max(MUCH * even, 0.4):
        return Advice(
            "split",
            f"{told}, and deals spend {row['days_share']:.0%} of all their days in it: two stages would show where they stop.",
        )
    if is_above(row["moved_back"], row["ended"], MOVED_BACK):
        return Advice(
            "rename",
            f"{row['moved_back']:.0f} of {row['ended']:.0f} stays ended with a step back: say in its name and exit criteria what "
            f"must have happened. {told}.",
        )
    if met["buyer_centric"] is False:
        return Advice(
            "rename", f"It is not the buyer’s act, as the setup says: name it for what the buyer has done. {told}."
        )
    return Advice("keep", f"{told}.{_habits(row)}")


def _told(row: pd.Series, stages: int) -> str:
    return (
        f"Passing it tells {row['information']:.0%} of all that the stages tell about winning "
        f"({row['information_low']:.0%} to {row['information_high']:.0%}; an even share is {1 / stages:.0%})"
    )


def _habits(row: pd.Series) -> str:
    parts = []
    if is_above(row["skipped"], row["reached"], SKIPPED) and pd.notna(row["skip_rate"]):
        parts.append(f"{row['skip_rate']:.0%} of deals skip it")
    if is_above(row["same_day"], row["moved_on"], SAME_DAY):
        parts.append(f"{row['same_day_rate']:.0%} pass it on the day on which they enter")
    return f" {'; '.join(parts)}." if parts else ""
