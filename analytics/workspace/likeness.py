"""How much two imports of one program have in common: whether the rows of one id are of one deal in both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# ids that no two programs give to different deals: Salesforce's (15 of 18 characters), Zoho's, and GUIDs
UNIQUE = r"^(006[0-9A-Za-z]{12}|zcrm_[0-9]{9,}|\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?)$"

_COMPARED = 500  # deals whose words are compared; of more, these are taken evenly among them
_UNTOLD = np.iinfo(np.int32).min  # no day
_ZONES = 1  # days; so far the days of one moment lie apart in two time zones
_COMMON = 4  # what more than one deal in so many has says nothing of which deal it is
_FEWEST = (
    3  # other deals under shared ids, of which alone an account is made; fewer are taken for ids that were given anew
)


@dataclass(frozen=True)
class Told:
    """The deals of one import: who wrote it, of which day it is, and for each deal what identifies it and what it is called.

    `created`, `accounts`, `owners`, `amounts`: None where they are not asked for; `mends`: the place of the import whose rows
    these are; `given`: the account that it is of, where that is settled.
    """

    crm: str
    as_of: date
    refs: pa.Array
    names: pa.Array
    created: pa.Array | None = None
    accounts: pa.Array | None = None
    owners: pa.Array | None = None
    amounts: pa.Array | None = None
    mends: int | None = None
    given: str | None = None

    @cached_property
    def days(self) -> np.ndarray:
        """The days of creation as numbers, `_UNTOLD` where there is none."""
        if self.created is None:
            return np.full(len(self.refs), _UNTOLD, dtype=np.int32)
        return self.created.cast(pa.int32()).fill_null(_UNTOLD).to_numpy()

    @cached_property
    def common_days(self) -> np.ndarray:
        """The days on which so many deals were created, by one import into the CRM, that they tell none from another."""
        return self._common(pa.array(self.days)).to_numpy()

    @cached_property
    def common_words(self) -> list[set[str]]:
        """What many deals have alike, of the other columns that `says` has behind the name."""
        columns = (self.accounts, self.owners, self.amounts)
        return [
            set() if each is None else {_plain(word) for word in self._common(each).to_pylist()} for each in columns
        ]

    def _common(self, column: pa.Array) -> pa.Array:
        found = column.value_counts()
        deals = found.field("counts").to_numpy()
        return found.field("values").filter(pa.array((deals > 1) & (_COMMON * deals > len(column))))

    def says(self, row: int) -> tuple[str, ...]:
        """Name, account, owner and amount of a deal as they are compared; empty where they are not told."""
        columns = (self.names, self.accounts, self.owners, self.amounts)
        return tuple(_plain(each[row].as_py()) if each is not None else "" for each in columns)


def _plain(told: object) -> str:
    return "" if told is None else " ".join(str(told).casefold().split())


@dataclass(frozen=True)
class Likeness:
    """What the ids say that an import shares with an account: `compared` of the `shared` can be, `other` are other deals.

    - `smaller`: the deals of the import or of the account, whichever has fewer
    - `renamed`, `changed`, `redated`: of the shared ones, those with another name, those with another account too, and
      those with another day of creation
    - `examples`: of the other deals some, else of those: row of the import, and place and row of the import that told before
    """

    shared: int
    compared: int
    other: int
    smaller: int
    renamed: int
    changed: int
    redated: int
    examples: list[tuple[int, int, int]]

    @property
    def is_doubtful(self) -> bool:
        """Whether any deal has another name and account, or most have another name, or another day of creation."""
        most = max(self.renamed, self.redated)
        return bool(self.changed) or (most >= _FEWEST and 2 * most > self.shared)

    @property
    def is_other(self) -> bool:
        """Whether most are other deals; one alone, or two of many, may have got a former deal's id."""
        return 2 * self.other > self.compared and self.other >= max(2, min(_FEWEST, self.smaller))


@dataclass(frozen=True)
class Account:
    """For each node (deal of a program) the last import of this account that tells of it, and the row there."""

    place: np.ndarray
    row: np.ndarray

    @classmethod
    def empty(cls, nodes: int) -> Account:
        """An account of which nothing is known yet."""
        return cls(np.full(nodes, -1, dtype=np.int32), np.zeros(nodes, dtype=np.int32))

    def add(self, at: int, of: np.ndarray) -> None:
        """The import at this place is of the account; `of`: the nodes of its rows."""
        self.place[of] = at
        self.row[of] = np.arange(len(of), dtype=np.int32)

    def likeness(self, told: Sequence[Told], at: int, of: np.ndarray) -> Likeness:
        """What the deals of an import say of those of this account that have their ids.

        One day of creation is one deal, unless many deals have it.  For the others, of at most 500 words are compared, and
        stand for all of them.
        """
        rows = np.flatnonzero(self.place[of] >= 0)
        before, there = self.place[of[rows]], self.row[of[rows]]
        days, theirs = told[at].days[rows], np.full(len(rows), _UNTOLD, dtype=np.int32)
        is_common, is_unlike = np.isin(days, told[at].common_days), np.zeros(len(rows), dtype=bool)
        for place in np.flatnonzero(np.bincount(before, minlength=1)):
            mine = np.flatnonzero(before == place)
            theirs[mine] = told[place].days[there[mine]]
            is_common[mine] |= np.isin(theirs[mine], told[place].common_days)
            names = (
                each.names.take(pa.array(at_)) for each, at_ in ((told[at], rows[mine]), (told[place], there[mine]))
            )
            is_unlike[mine] = pc.not_equal(*names).fill_null(False).to_numpy(zero_copy_only=False)
        is_told = (days != _UNTOLD) & (theirs != _UNTOLD)
        is_near = np.abs(days.astype(np.int64) - theirs) <= _ZONES
        open_ = np.flatnonzero(~(is_told & is_near & ~is_common))
        differ = is_told & ~is_near

        def pair(each: int) -> tuple[Told, int, Told, int]:
            return told[at], int(rows[each]), told[before[each]], int(there[each])

        asked = _evenly(open_)
        said = [_is_other(*pair(each), days_differ=bool(differ[each])) for each in asked]
        share = len(open_) / max(len(asked), 1)
        other = [each for each, is_other in zip(asked, said, strict=True) if is_other]
        unlike = np.flatnonzero(is_unlike)
        seen = _evenly(unlike)
        renamed = [each for each in seen if _is_renamed(*pair(each))]
        changed = [each for each in renamed if _is_of_another(*pair(each))]
        redated = np.flatnonzero(differ)
        scale = len(unlike) / max(len(seen), 1)
        shown = other or changed or (renamed if len(renamed) >= len(redated) else redated[: _FEWEST + 1])
        return Likeness(
            len(rows),
            len(rows) - len(open_) + round(share * sum(each is not None for each in said)),
            round(share * len(other)),
            min(len(of), int((self.place >= 0).sum())),
            round(scale * len(renamed)),
            round(scale * len(changed)),
            len(redated),
            [(int(rows[each]), int(before[each]), int(there[each])) for each in shown],
        )


def _evenly(places: np.ndarray) -> np.ndarray:
    """All of them, or as many as are compared, taken evenly."""
    return places[np.linspace(0, len(places) - 1, min(len(places), _COMPARED)).astype(np.int64)]


def _is_other(new: Told, row: int, old: Told, there: int, *, days_differ: bool) -> bool | None:
    """Whether two rows of one id are of different deals; None: they do not say.

    Two things must differ, the first two that both tell: the name, the day of creation, the account, the owner, the amount;
    one of the former two is among them.  What both have alike and many others too tells nothing.
    """
    if re.match(UNIQUE, new.refs[row].as_py()):
        return False
    (name, *words), (former, *others) = new.says(row), old.says(there)
    is_renamed = _names_differ(name, former)
    if is_renamed is None and not days_differ:
        return None
    beside = [
        one != other
        for one, other, *common in zip(words, others, new.common_words, old.common_words, strict=True)
        if one and other and not (one == other and any(one in each for each in common))
    ]
    known = [each for each in (is_renamed, days_differ or None, *beside) if each is not None]
    return all(known[:2]) if len(known) > 1 else None


def _is_renamed(new: Told, row: int, old: Told, there: int) -> bool:
    """Whether the names plainly differ, and nothing else proves that it is one deal."""
    return not re.match(UNIQUE, new.refs[row].as_py()) and bool(_names_differ(new.says(row)[0], old.says(there)[0]))


def _is_of_another(new: Told, row: int, old: Told, there: int) -> bool:
    account, other = new.says(row)[1], old.says(there)[1]
    return bool(account and other and account != other)


def _names_differ(one: str, other: str) -> bool | None:
    """Whether neither name is the other with words added, so that none is the other renamed; None where one is not told."""
    if not (one and other):
        return None
    if one == other:
        return False
    words, others = (set(re.findall(r"\w+", name)) for name in (one, other))
    return not (words and others and (words <= others or others <= words))


def chosen(found: Mapping[int, Likeness]) -> int | None:
    """Of which account an import is, by what it has in common with each; None: of another one.

    Of those that are not of other deals, the one with which it agrees on most deals, then shares most, then the first.
    """
    fitting = [number for number, each in found.items() if not each.is_other]
    return max(
        fitting,
        key=lambda number: (found[number].compared - found[number].other, found[number].shared, -number),
        default=None,
    )
