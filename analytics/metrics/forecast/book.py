"""The book of deals as it was known on a day: where each deal was, since when, and how its fields stood.

A book cut at a day (`until`) knows nothing of later days.  Whatever is estimated for a day is estimated from the book cut
there, so no forecast of the past can look ahead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

WON, LOST = -1, -2
NEVER = 10**6  # a day after all days
UNKNOWN = "unknown"
FIELDS = ("owner", "team", "amount", "due", "probability")
_ZERO = date(1970, 1, 1)
_STRAYS, _STRAY_SHARE = (
    5,
    0.01,
)  # so many deals, and no more than this share of them, may be older than the history proper


@dataclass(frozen=True)
class Former:
    """Stretches of days, from `from_day` until before `to_day`, in which the fields of a deal stood otherwise than in the book."""

    deal: np.ndarray
    from_day: np.ndarray
    to_day: np.ndarray
    fields: dict[str, np.ndarray]

    def only(self, chosen: np.ndarray) -> Former:
        """Some of them."""
        fields = {name: each[chosen] for name, each in self.fields.items()}
        return Former(self.deal[chosen], self.from_day[chosen], self.to_day[chosen], fields)


@dataclass(frozen=True)
class Book:
    """Days are whole numbers (days since 1970), states are numbers of open stages, or WON or LOST.

    - `deals`: one row per deal, what does not change; the arrays of stays point into it by row
    - `owner_names`: by number, None for -1
    - `fields`: per deal what changes, as on the day: `owner` and `team` (numbers of names, -1: none), `amount`, `due`, `probability`
    - `pipeline`, `source`, `segments`: numbers of names per deal; `segments` are the columns by which deals may be told apart
    - `states`: one row per state: `pipeline`, `stage` (None: not told), `position`, `configured`, `is_told`
    - `deal`, `state`, `entered`, `left`: one entry per stay, in order of deal and time; `left` is NEVER while inside
    - `shown`: one row per entry into an open stage by whatever tells it, be it an export of that day alone: deal, day, state
    - `former`: stretches of days in which the fields stood otherwise
    - `pushed`: one row per move of a close date to a later day: deal, day
    - `owners`, `teams`: numbers of those whose deals are in scope; None: all
    - `dates_known`, `amounts_known`: per deal, the day from which on its close date and its amount of then are known
    - `created`, `closed`: per deal, the day of its creation and its close date (missing: not told, or open)
    - `told_from`: from which day on the stages of a deal are known
    - `undated`: closed deals of which no day of closing is told; they are left out; `undated_won`: the won ones of them
    """

    as_of: int
    deals: pd.DataFrame
    owner_names: np.ndarray
    fields: dict[str, np.ndarray]
    pipeline: np.ndarray
    source: np.ndarray
    segments: list[np.ndarray]
    states: pd.DataFrame
    deal: np.ndarray
    state: np.ndarray
    entered: np.ndarray
    left: np.ndarray
    shown: np.ndarray
    former: Former
    pushed: np.ndarray
    dates_known: np.ndarray
    amounts_known: np.ndarray
    created: np.ndarray
    closed: np.ndarray
    told_from: np.ndarray
    undated: int = 0
    undated_won: int = 0
    owners: np.ndarray | None = None
    teams: np.ndarray | None = None

    def until(self, day: int) -> Book:
        """The same as it was known at the end of a day; of owners and teams, the deals that were theirs then."""
        fields = self.fields_at(day, *FIELDS)
        kept = self.entered <= day
        for name, wanted in (("owner", self.owners), ("team", self.teams)):
            if wanted is not None:
                kept &= np.isin(fields[name], wanted)[self.deal]
        deal, state, entered = self._as_told(kept, day)
        return replace(
            self,
            as_of=day,
            fields=fields,
            deal=deal,
            state=state,
            entered=entered,
            left=ends(deal, entered),
            former=self.former.only(self.former.from_day <= day),
            pushed=self.pushed[self.pushed[:, 1] <= day],
        )

    def _as_told(self, kept: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The stays that are kept; those in stages that nobody knew of on the day are one stay since creation."""
        deal, state, entered = self.deal[kept], self.state[kept], self.entered[kept]
        untold = (state >= 0) & (self.told_from > day)[deal]
        if not untold.any():
            return deal, state, entered
        state = np.where(untold, self.untold[self.pipeline[deal]], state)
        created = self.created[deal]
        first = np.r_[True, deal[1:] != deal[:-1]]
        entered = np.where(first & untold & ~np.isnan(created), created, entered).astype(int)
        again = ~first & np.r_[False, state[1:] == state[:-1]]
        return deal[~again], state[~again], entered[~again]

    def standing_at(self, day: int) -> np.ndarray:
        """Per deal, the open stage in which it stood last by a day, as far as anything tells it; else -1."""
        found = np.full(len(self.deals), -1)
        deal, _, state = self.shown[self.shown[:, 1] <= day].T
        # in order of time: the last one stays
        found[deal] = state
        return found

    @cached_property
    def untold(self) -> np.ndarray:
        """Per pipeline, the state of deals whose stages are not told."""
        return np.flatnonzero(~self.states["is_told"].to_numpy())

    def inside_at(self, day: int) -> np.ndarray:
        """The stays in open stages that were going on at the end of a day."""
        return np.flatnonzero((self.entered <= day) & (self.left > day) & (self.state >= 0))

    def thinned(self, every: int) -> Book:
        """The ways of every so manieth deal alone; deals keep their numbers."""
        if every == 1:
            return self
        kept = self.deal % every == 0
        ways = {name: getattr(self, name)[kept] for name in ("deal", "state", "entered", "left")}
        pushed = self.pushed[self.pushed[:, 0] % every == 0]
        return replace(self, former=self.former.only(self.former.deal % every == 0), pushed=pushed, **ways)

    def fields_at(self, day: int, *names: str, of: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Fields of deals (of FIELDS) as they stood at the end of a day; `of`: numbers of deals, each once; None: all."""
        then = np.flatnonzero((self.former.from_day <= day) & (self.former.to_day > day))
        deal = self.former.deal[then]
        if of is not None:
            place = np.full(len(self.deals), -1)
            place[of] = np.arange(len(of))
            asked = place[deal] >= 0
            then, deal = then[asked], place[deal[asked]]
        found = {}
        for name in names:
            found[name] = self.fields[name].copy() if of is None else self.fields[name][of]
            found[name][deal] = self.former.fields[name][then]
        return found

    def pushes_at(self, day: int) -> np.ndarray:
        """How often the close date of each deal had been moved to a later day by the end of a day."""
        return np.bincount(self.pushed[self.pushed[:, 1] <= day, 0], minlength=len(self.deals))

    @cached_property
    def entries(self) -> np.ndarray:
        """The first stay of each deal."""
        return np.flatnonzero(np.r_[True, self.deal[1:] != self.deal[:-1]]) if len(self.deal) else np.array([], int)

    @cached_property
    def first_day(self) -> int:
        """The day on which the history begins, but for a few strays."""
        days = self.entered[self.entries]
        if not len(days):
            return NEVER
        strays = min(_STRAYS, int(_STRAY_SHARE * len(days)))
        return int(np.partition(days, strays)[strays])

    @cached_property
    def wins(self) -> tuple[np.ndarray, np.ndarray]:
        """The deals that are won as far as is known, and the day of each: its close date, as on every other page."""
        stays = np.flatnonzero((self.state == WON) & (self.left == NEVER))
        deal, entered = self.deal[stays], self.entered[stays]
        closed = self.closed[deal]
        return deal, np.where(closed <= self.as_of, closed, entered).astype(int)

    def won_between(self, after: int, until: int) -> float:
        """The amount won after one day until the end of another."""
        deal, day = self.wins
        return float(np.nansum(self.fields["amount"][deal[(day > after) & (day <= until)]]))

    def segment(self) -> np.ndarray:
        """A number per deal: the segment by which deals are told apart; all 0 where no column is filled."""
        there = self.deal[self.entries]
        for codes in self.segments:
            counts = np.bincount(codes[there] + 1, minlength=2)
            large = np.flatnonzero(counts[1:] >= 30)
            if counts[1:].sum() >= 0.8 * len(there) and 2 <= len(large) <= 8:
                names = np.full(codes.max() + 2, len(large))
                names[large + 1] = np.arange(len(large))
                return names[codes + 1]
        return np.zeros(len(self.deals), int)


def day_number(day: date) -> int:
    """A day as a number."""
    return (day - _ZERO).days


def day_of(number: int) -> date:
    """A number as a day."""
    return _ZERO + timedelta(days=int(number))


def ends(deal: np.ndarray, entered: np.ndarray) -> np.ndarray:
    """The day on which each stay ended: that on which the next one of the deal began."""
    is_last = np.append(deal[1:] != deal[:-1], True)[: len(deal)]
    return np.where(is_last, NEVER, np.append(entered[1:], NEVER)[: len(deal)])


def pushes(former: Former, due: np.ndarray) -> np.ndarray:
    """The moves of close dates to a later day: deal, day.  `due`: the dates of today; the stretches are in order of deal and time."""
    is_last = np.append(former.deal[1:] != former.deal[:-1], True)[: len(former.deal)]
    following = np.append(former.fields["due"][1:], np.nan)[: len(former.deal)]
    following = np.where(is_last, due[former.deal], following)
    later = following > former.fields["due"]
    return np.column_stack([former.deal[later], former.to_day[later]]).astype(int)
